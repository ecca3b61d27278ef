/* SPDX-License-Identifier: BSD-2-Clause */
#include "chain_text.h"

static void the_ttl_is_the_lower_of_soa_and_minimum(void **state)
{
	(void)state;
	const char *const soas[] = {"@ 60 SOA a b 1 7200 900 1209600 30",
	                            "@ 20 SOA a b 1 7200 900 1209600 30"};
	const uint32_t expected[] = {30, 20};
	for (size_t i = 0; i < 2; i++) {
		struct zone_version *v = world_zone_of((const char *[]){soas[i], NULL});
		assert_int_equal(chain_ttl(v), expected[i]);
		zone_version_free(v);
	}
}

/* From none to NSEC, to NSEC3, and back: one kind at a time. */
static void one_kind_of_chain_takes_the_others_place(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct zone_version *v = world_sign(
		&w, world_zone_of((const char *[]){"@ 60 SOA a b 1 7200 900 1209600 30",
	                                           "@ 60 NS ns", "ns.ent 60 A 192.0.2.1", NULL}));
	for (unsigned round = 0; round < 4; round++) {
		assert_int_equal(v->denial, round % 2 == 0 ? ZONE_NSEC : ZONE_NSEC3);
		assert_signed_well(v, SIGN_NOW);
		w.in.policy.nsec3 = !w.in.policy.nsec3;
		v = world_sign(&w, v);
	}
	zone_version_free(v);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ttl_is_the_lower_of_soa_and_minimum),
		cmocka_unit_test(one_kind_of_chain_takes_the_others_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
