/* SPDX-License-Identifier: BSD-2-Clause */
#include "change_text.h"
#include "server/zone/diff.h"

#define SOA_1 "@ 60 SOA a b 1 7200 900 1209600 300"
#define SOA_2 "@ 60 SOA a b 2 7200 900 1209600 300"
#define SIG   "A 8 2 60 20300101000000 20200101000000 1 example. "

static void differ(const char *const *old, const char *const *fresh, unsigned flags,
                   const char *expected)
{
	struct zone_version *a = zone_from_text("example.", old);
	struct zone_version *b = zone_from_text("example.", fresh);
	struct zone_changeset c = {0};
	zone_diff(&c, a, b, flags);
	assert_changes(&c, expected);
	zone_changeset_deinit(&c);
	zone_version_free(a);
	zone_version_free(b);
}

static void diff_of_equal_zones_is_empty(void **state)
{
	(void)state;
	const char *zone[] = {SOA_1, "@ 60 NS ns", "ns 60 A 192.0.2.1", "x.y 60 TXT z", NULL};
	const char *turned[] = {"x.y 60 TXT z", "ns 60 A 192.0.2.1", "@ 60 NS ns", SOA_1, NULL};
	differ(zone, turned, 0, "");
}

static void diff_has_the_soa_first(void **state)
{
	(void)state;
	const char *old[] = {SOA_1, "@ 60 A 192.0.2.1", "b 60 A 192.0.2.1", "b 60 A 192.0.2.2",
	                     NULL};
	const char *fresh[] = {SOA_2, "a 60 A 192.0.2.3", "b 60 A 192.0.2.2", "b 60 A 192.0.2.3",
	                       NULL};
	differ(old, fresh, 0,
	       "-example. 60 SOA a.example. b.example. 1 7200 900 1209600 300\n"
	       "-example. 60 A 192.0.2.1\n"
	       "-b.example. 60 A 192.0.2.1\n"
	       "+example. 60 SOA a.example. b.example. 2 7200 900 1209600 300\n"
	       "+a.example. 60 A 192.0.2.3\n"
	       "+b.example. 60 A 192.0.2.3\n");
}

static void diff_of_a_ttl_replaces_the_set(void **state)
{
	(void)state;
	differ((const char *[]){SOA_1, "b 60 A 192.0.2.1", "b 60 A 192.0.2.2", NULL},
	       (const char *[]){SOA_1, "b 90 A 192.0.2.1", NULL}, 0,
	       "-b.example. 60 A 192.0.2.1\n"
	       "-b.example. 60 A 192.0.2.2\n"
	       "+b.example. 90 A 192.0.2.1\n");
}

static void diff_leaves_out_what_the_server_makes(void **state)
{
	(void)state;
	const char *old[] = {SOA_1,
	                     "@ 60 DNSKEY 257 3 8 AQAB",
	                     "@ 60 ZONEMD 1 1 1 aabb",
	                     "b 60 A 192.0.2.1",
	                     "b 60 RRSIG " SIG "AQAB",
	                     "b 60 NSEC @ A",
	                     NULL};
	const char *fresh[] = {SOA_1, "b 60 A 192.0.2.1", NULL};
	differ(old, fresh, ZONE_DIFF_NO_DNSSEC | ZONE_DIFF_NO_ZONEMD, "");
	differ(old, fresh, ZONE_DIFF_NO_DNSSEC, "-example. 60 ZONEMD 1 1 1 AABB\n");
}

static void diff_follows_the_nsec3_chain(void **state)
{
	(void)state;
	const char *chain = "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 NSEC3 1 0 0 - "
			    "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A";
	differ((const char *[]){SOA_1, NULL}, (const char *[]){SOA_1, chain, NULL}, 0,
	       "+0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. 60 NSEC3 1 0 0 - "
	       "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A\n");
}

static void diff_all_lists_a_zone(void **state)
{
	(void)state;
	struct zone_version *v = zone_from_text(
		"example.", (const char *[]){SOA_1, "@ 60 A 192.0.2.1", "a 60 A 192.0.2.1", NULL});
	struct zone_changeset c = {0};
	zone_diff_all(&c.added, v);
	assert_changes(&c, "+example. 60 SOA a.example. b.example. 1 7200 900 1209600 300\n"
	                   "+example. 60 A 192.0.2.1\n"
	                   "+a.example. 60 A 192.0.2.1\n");
	zone_changeset_deinit(&c);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(diff_of_equal_zones_is_empty),
		cmocka_unit_test(diff_has_the_soa_first),
		cmocka_unit_test(diff_of_a_ttl_replaces_the_set),
		cmocka_unit_test(diff_leaves_out_what_the_server_makes),
		cmocka_unit_test(diff_follows_the_nsec3_chain),
		cmocka_unit_test(diff_all_lists_a_zone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
