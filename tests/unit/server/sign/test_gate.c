/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "server/sign/gate.h"

static struct zone_version *zone(struct world *w)
{
	return world_sign(w, world_zone_of((const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300",
	                                                    "@ 60 NS ns", NULL}));
}

static void a_signed_zone_passes(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct zone_version *v = zone(&w);
	assert_ok(sign_gate(v, w.in.now));
	zone_version_free(v);
	world_deinit(&w);
}

static void a_zone_without_keys_does_not(void **state)
{
	(void)state;
	struct zone_version *v = world_zone_of(
		(const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300", NULL});
	assert_int_equal(sign_gate(v, (struct wall){SIGN_NOW}), E_KEY);
	zone_version_free(v);
}

static void a_key_set_that_its_keys_do_not_sign_does_not(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	w.keys[0].signs_keys = false;
	struct zone_version *v = zone(&w);
	assert_int_equal(sign_gate(v, w.in.now), E_SIGNATURE);
	zone_version_free(v);
	world_deinit(&w);
}

static void a_key_set_of_other_keys_does_not(void **state)
{
	(void)state;
	struct world w, other;
	world_init(&w);
	world_init(&other);
	w.in.apex = &other.apex;
	struct zone_version *v = zone(&w);
	assert_int_equal(sign_gate(v, w.in.now), E_SIGNATURE);
	zone_version_free(v);
	world_deinit(&w);
	world_deinit(&other);
}

static void a_soa_that_changed_since_does_not(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct zone_version *v = zone(&w);
	struct zone_edit *e = zone_edit_new(v);
	assert_ok(world_change(e, "@ 60 SOA a b 1 7200 900 1209600 300", false));
	assert_ok(world_change(e, "@ 60 SOA a b 2 7200 900 1209600 300", true));
	assert_ok(zone_edit_settle(e));
	assert_int_equal(sign_gate(zone_edit_view(e), w.in.now), E_SIGNATURE);
	assert_int_equal(sign_gate(v, (struct wall){w.in.now.s + w.in.policy.lifetime_s + 1}),
	                 E_SIGNATURE);
	zone_edit_free(e);
	zone_version_free(v);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signed_zone_passes),
		cmocka_unit_test(a_zone_without_keys_does_not),
		cmocka_unit_test(a_key_set_that_its_keys_do_not_sign_does_not),
		cmocka_unit_test(a_key_set_of_other_keys_does_not),
		cmocka_unit_test(a_soa_that_changed_since_does_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
