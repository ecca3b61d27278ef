/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "server/sign/sigs.h"

static struct zone_version *zone(struct world *w)
{
	return world_sign(w, world_zone_of((const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300",
	                                                    "@ 60 NS ns", "ns 60 A 192.0.2.1",
	                                                    "cut 60 NS ns.cut",
	                                                    "ns.cut 60 A 192.0.2.1", NULL}));
}

/* What signing all nodes again would do. */
static struct sigs_result again(struct world *w, const struct zone_version *v, bool trusts)
{
	struct zone_changeset c = {.removed = {.count = 0}};
	const struct sigs_scope scope = {.version = v, .before = trusts ? v : NULL};
	struct sigs_result r;
	struct zone_iter *it = mem_alloc(sizeof(*it));
	struct sigs *s = sigs_new(&scope, &w->in, &c);
	zone_iter_init(it, v);
	for (const struct zone_node *n; (n = zone_next(it)) != NULL;)
		assert_ok(sigs_put(s, n));
	assert_ok(sigs_finish(s, &r));
	assert_int_equal(c.removed.count, r.dropped);
	assert_int_equal(c.added.count, r.made);
	zone_changeset_deinit(&c);
	mem_free(it);
	return r;
}

enum { SETS = 8 }; /* SOA NS DNSKEY NSEC, A NSEC, NSEC at the cut; and DNSKEY by one key */

static void good_signatures_stay(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct zone_version *v = zone(&w);
	for (unsigned trusts = 0; trusts < 2; trusts++) {
		struct sigs_result r = again(&w, v, trusts != 0);
		assert_int_equal(r.made + r.dropped, 0);
		assert_int_equal(r.first_s, SIGN_NOW + w.in.policy.lifetime_s);
	}
	zone_version_free(v);
	world_deinit(&w);
}

static void signatures_are_made_anew_before_they_end(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct zone_version *v = zone(&w);
	int64_t due = SIGN_NOW + w.in.policy.lifetime_s - w.in.policy.refresh_s -
	              w.in.policy.pre_refresh_s;
	w.in.now.s = due - 1;
	assert_int_equal(again(&w, v, true).made, 0);
	w.in.now.s = due;
	struct sigs_result r = again(&w, v, true);
	assert_int_equal(r.made, r.dropped);
	assert_int_equal(r.made, SETS - 1);
	w.in.policy.unsafe = UNSAFE_NO_UPDATE_EXPIRED;
	assert_int_equal(again(&w, v, true).made, 0);
	w.in.policy.unsafe = 0;
	w.in.now.s = SIGN_NOW - SIGN_BACKDATE_S - 1; /* not good yet */
	assert_int_equal(again(&w, v, true).made, SETS - 1);
	zone_version_free(v);
	world_deinit(&w);
}

static void another_key_signs_what_is_its_own(void **state)
{
	(void)state;
	struct world w, other;
	world_init(&w);
	world_init(&other);
	struct zone_version *v = zone(&w);
	struct sign_key zsk = w.keys[1];
	w.keys[1] = other.keys[1];
	struct sigs_result r = again(&w, v, true);
	assert_int_equal(r.dropped, SETS - 2); /* all but that of DNSKEY */
	assert_int_equal(r.made, SETS - 2);
	w.keys[1] = zsk;
	w.keys[1].signs_keys = true; /* beside the other one */
	r = again(&w, v, true);
	assert_int_equal(r.dropped, 0);
	assert_int_equal(r.made, 1);
	zone_version_free(v);
	world_deinit(&w);
	world_deinit(&other);
}

/* Octets of a signature are changed in the zone: only verifying tells. */
static void bad_signatures_go_unless_the_version_before_is_trusted(void **state)
{
	(void)state;
	struct world w, other;
	world_init(&w);
	world_init(&other);
	struct zone_version *v = zone(&w);
	/* The same tag and algorithm, another key: as far as can be seen, its signatures. */
	other.keys[1].tag = w.keys[1].tag;
	other.keys[0] = w.keys[0];
	struct sigs_result r = again(&other, v, false);
	assert_int_equal(r.dropped, SETS - 2);
	assert_int_equal(r.made, SETS - 2);
	assert_int_equal(again(&other, v, true).made, 0);
	zone_version_free(v);
	world_deinit(&w);
	world_deinit(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_signatures_stay),
		cmocka_unit_test(signatures_are_made_anew_before_they_end),
		cmocka_unit_test(another_key_signs_what_is_its_own),
		cmocka_unit_test(bad_signatures_go_unless_the_version_before_is_trusted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
