/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"

static struct zone_version *zone;

static const struct zone_node *cut(const char *name)
{
	struct name n;
	assert_ok(name_parse_str(&n, name));
	return zone_version_find(zone, n.wire);
}

static int setup(void **state)
{
	(void)state;
	zone = zone_from_text("example.",
	                      (const char *[]){"@ 60 SOA a b 7 7200 900 1209600 300",
	                                       "in 60 NS ns.in", "in 60 NS in", "in 60 A 192.0.2.1",
	                                       "ns.in 60 A 192.0.2.2", "ns.in 60 AAAA 2001:db8::2",
	                                       "ns.in 60 AAAA 2001:db8::3", "sibling 60 NS ns.in",
	                                       "far 60 NS ns.test.", "both 60 NS ns.both",
	                                       "both 60 NS ns.in", "ns.both 60 A 192.0.2.3",
	                                       "lost 60 NS ns.lost", NULL});
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	zone_version_free(zone);
	return 0;
}

static void cut_carries_addresses_below_it(void **state)
{
	(void)state;
	const struct zone_node *n = cut("in.example.");
	assert_int_equal(n->flags, NODE_CUT | NODE_EXTRA);
	const struct zone_set *glue = zone_node_extra(n);
	assert_int_equal(glue->count, 4);
	assert_int_equal(glue->reloc_count, 4);
	assert_int_equal(glue->data_len, 2 * (12 + 4) + 2 * (12 + 16));
	/* "in" is nothing but the owner in the NS set, so its address is owned by the owner too */
	assert_int_equal(zone_set_relocs(n, glue)[0].target, TARGET_OWNER);
}

static void other_hosts_of_the_zone_are_looked_up(void **state)
{
	(void)state;
	assert_int_equal(cut("sibling.example.")->flags, NODE_CUT | NODE_GLUE_LOOKUP);
	assert_int_equal(cut("both.example.")->flags, NODE_CUT | NODE_EXTRA | NODE_GLUE_LOOKUP);
	assert_int_equal(zone_node_extra(cut("both.example."))->count, 1);
}

static void hosts_elsewhere_and_without_address_give_nothing(void **state)
{
	(void)state;
	assert_int_equal(cut("far.example.")->flags, NODE_CUT);
	assert_int_equal(cut("lost.example.")->flags, NODE_CUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_carries_addresses_below_it),
		cmocka_unit_test(other_hosts_of_the_zone_are_looked_up),
		cmocka_unit_test(hosts_elsewhere_and_without_address_give_nothing),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
