/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "server/sign/subtree.h"

static bool count(void *ctx, const struct zone_node *node)
{
	(void)node;
	return --*(unsigned *)ctx > 0;
}

static void assert_below(const struct zone_version *v, const char *name, unsigned expected)
{
	struct name n;
	unsigned left = 1000;
	assert_ok(name_parse_str(&n, name));
	assert_true(subtree_each(v, n.wire, count, &left));
	assert_int_equal(1000 - left, expected);
	left = 1;
	assert_int_equal(subtree_each(v, n.wire, count, &left), expected == 0);
}

static struct zone_version *zone(void)
{
	return world_zone_of((const char *[]){
		"@ 60 SOA a b 1 7200 900 1209600 300", "a.b.c 60 TXT x", "c2 60 TXT x",
		"x.only 60 NS ns.x.only", "ns.x.only 60 A 192.0.2.1", "left.bare 60 NSEC @ NSEC",
		"y.safe 60 NS n",
		"y.safe 60 DS 1 8 2 "
		"0123456789012345678901234567890123456789012345678901234567890123",
		NULL});
}

static void names_below_are_found_whether_the_name_exists_or_not(void **state)
{
	(void)state;
	struct zone_version *v = zone();
	assert_below(v, "c.example.", 2);
	assert_below(v, "b.c.example.", 1);
	assert_below(v, "a.b.c.example.", 0);
	assert_below(v, "none.example.", 0);
	assert_below(v, "only.example.", 2);
	assert_below(v, "example.", 11);
	zone_version_free(v);
}

static const struct zone_node *node(const struct zone_version *v, const char *name)
{
	struct name n;
	assert_ok(name_parse_str(&n, name));
	return zone_version_find(v, n.wire);
}

static void a_subtree_has_data_signed_data_or_neither(void **state)
{
	(void)state;
	struct zone_version *v = zone();
	assert_true(subtree_has_signed(v, node(v, "c.example.")));
	assert_true(subtree_has_data(v, node(v, "only.example.")));
	assert_false(subtree_has_signed(v, node(v, "only.example.")));
	assert_true(subtree_has_signed(v, node(v, "safe.example.")));
	assert_false(subtree_has_data(v, node(v, "bare.example.")));
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_below_are_found_whether_the_name_exists_or_not),
		cmocka_unit_test(a_subtree_has_data_signed_data_or_neither),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
