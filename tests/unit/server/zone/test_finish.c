/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"
#include "dns/rrtype.h"
#include "server/zone/find.h"

static const struct zone_node *node(const struct zone_version *v, const char *name)
{
	struct name n;
	assert_ok(name_parse_str(&n, name));
	return zone_version_find(v, n.wire);
}

static void finish_marks_cuts_and_what_is_below(void **state)
{
	(void)state;
	struct zone_version *v = zone_from_text(
		"example.", (const char *[]){"@ 60 SOA a b 7 7200 900 1209600 300", "@ 60 NS ns",
	                                     "c 60 NS x.y.c", "x.y.c 60 A 192.0.2.1",
	                                     "cc 60 A 192.0.2.1", "*.w 60 CNAME cc", NULL});
	assert_int_equal(v->serial.value, 7);
	assert_int_equal(v->minimum_s, 300);
	assert_int_equal(v->expire_s, 1209600);
	assert_int_equal(v->record_count, 6);
	assert_int_equal(v->name_count, 5);
	assert_int_equal(node(v, "example.")->flags, NODE_APEX | NODE_EXTRA);
	assert_int_equal(node(v, "c.example.")->flags, NODE_CUT | NODE_EXTRA);
	assert_int_equal(node(v, "y.c.example.")->flags, NODE_BELOW);
	assert_int_equal(node(v, "x.y.c.example.")->flags, NODE_BELOW);
	assert_int_equal(node(v, "cc.example.")->flags, 0);
	assert_int_equal(node(v, "w.example.")->flags, NODE_HAS_WILDCARD);
	assert_int_equal(node(v, "*.w.example.")->flags, NODE_WILDCARD | NODE_CNAME);
	assert_null(node(v, "x.w.example."));
	zone_version_free(v);
}

static void finish_keeps_a_negative_soa(void **state)
{
	(void)state;
	struct zone_version *v = zone_from_text(
		"example.", (const char *[]){"@ 3600 SOA a b 7 7200 900 1209600 300", NULL});
	const struct zone_set *soa = set_of(v->apex, RR_SOA);
	assert_int_equal(zone_set_ttl(v->apex, soa), 3600);
	assert_int_equal(zone_set_ttl(v->apex, zone_node_extra(v->apex)), 300);
	zone_version_free(v);
}

static void finish_counts_octets(void **state)
{
	(void)state;
	struct zone_version *v = zone_from_text(
		".", (const char *[]){"@ 60 SOA a b 7 7200 900 1209600 300", "a 60 A 192.0.2.1",
	                              "b 60 A 192.0.2.1", "a 60 A 192.0.2.1", NULL});
	assert_int_equal(v->wire_size, 1 + 10 + 3 + 3 + 20 + 2 * (3 + 10 + 4));
	zone_version_free(v);
}

static void finish_hashes_names_of_nsec3_zones(void **state)
{
	(void)state;
	/* RFC 5155 appendix A: salt aabbccdd, 12 iterations */
	struct zone_version *v = zone_from_text(
		"example.",
		(const char *[]){"@ 3600 SOA ns1 bugs.x.w 1 3600 300 3600000 3600",
	                         "@ 3600 NSEC3PARAM 1 0 12 aabbccdd",
	                         "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 3600 NSEC3 1 1 12 aabbccdd "
	                         "2t7b4g4vsa5smi47k61mv5bv1a22bojr SOA",
	                         "a 3600 NS ns1.a", "ns1.a 3600 A 192.0.2.5", NULL});
	const struct zone_node *covers;
	assert_int_equal(v->denial, ZONE_NSEC3);
	assert_int_equal(v->nsec3_param->iterations, 12);
	assert_true(v->apex->flags & NODE_HASHED);
	const struct zone_node *match = zone_find_nsec3(v, zone_node_hash(v->apex), &covers);
	assert_non_null(match);
	assert_true(match->flags & NODE_NSEC3);
	assert_ptr_equal(v->nsec3_param->apex, match);
	assert_ptr_equal(v->nsec3_param->wildcard, match); /* it covers all but itself */
	const struct zone_node *a = node(v, "a.example.");
	assert_null(zone_find_nsec3(v, zone_node_hash(a), &covers));
	assert_ptr_equal(covers, match);
	assert_false(node(v, "ns1.a.example.")->flags & NODE_HASHED);
	assert_null(node(v, "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example."));
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finish_marks_cuts_and_what_is_below),
		cmocka_unit_test(finish_keeps_a_negative_soa),
		cmocka_unit_test(finish_counts_octets),
		cmocka_unit_test(finish_hashes_names_of_nsec3_zones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
