/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "server/zone/table.h"

enum { ZONES = 5 };
static const char *const zones[ZONES] = {"example.", "a.example.", "b.a.example.", "test.",
                                         "c.test."};
static struct zone_slot *slots[ZONES];
static struct zone_table *table;

static int setup(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ZONES; i++) {
		struct name n;
		assert_ok(name_parse_str(&n, zones[i]));
		slots[i] = slot_new(i, n.wire);
	}
	table = zone_table_new(slots, ZONES);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	zone_table_free(table);
	for (unsigned i = 0; i < ZONES; i++)
		slot_free(slots[i]);
	return 0;
}

static int match(const char *name, bool parent)
{
	struct name n;
	struct name_key key;
	assert_ok(name_parse_str(&n, name));
	name_key_make(&key, n.wire);
	const struct zone_slot *s = zone_table_match(table, &key, parent);
	return s != NULL ? (int)s->id : -1;
}

static void table_matches_the_longest_zone(void **state)
{
	(void)state;
	assert_int_equal(match("example.", false), 0);
	assert_int_equal(match("x.EXAMPLE.", false), 0);
	assert_int_equal(match("a.example.", false), 1);
	assert_int_equal(match("x.y.a.example.", false), 1);
	assert_int_equal(match("x.b.a.example.", false), 2);
	assert_int_equal(match("aa.example.", false), 0);
	assert_int_equal(match("c.test.", false), 4);
	assert_int_equal(match("notexample.", false), -1);
	assert_int_equal(match(".", false), -1);
	assert_int_equal(match("com.", false), -1);
}

static void table_prefers_the_parent_when_asked(void **state)
{
	(void)state;
	assert_int_equal(match("b.a.example.", true), 1);
	assert_int_equal(match("a.example.", true), 0);
	assert_int_equal(match("example.", true), 0);
	assert_int_equal(match("x.a.example.", true), 1);
	assert_int_equal(match("c.test.", true), 3);
}

static void table_finds_exact_names_only(void **state)
{
	(void)state;
	assert_ptr_equal(zone_table_find(table, (const uint8_t *)"\1C\4test"), slots[4]);
	assert_null(zone_table_find(table, (const uint8_t *)"\1d\4test"));
	assert_null(zone_table_find(table, (const uint8_t *)""));
}

static void table_of_nothing_matches_nothing(void **state)
{
	(void)state;
	struct name_key key;
	struct zone_table *t = zone_table_new(NULL, 0);
	name_key_make(&key, (const uint8_t *)"\1a");
	assert_null(zone_table_match(t, &key, false));
	assert_null(zone_table_find(t, (const uint8_t *)"\1a"));
	zone_table_free(t);
}

static void table_with_the_root_matches_all(void **state)
{
	(void)state;
	struct zone_slot *root = slot_new(9, (const uint8_t *)"");
	struct zone_slot *both[] = {root, slots[0]};
	struct name_key key;
	struct zone_table *t = zone_table_new(both, 2);
	name_key_make(&key, (const uint8_t *)"\1a");
	assert_ptr_equal(zone_table_match(t, &key, false), root);
	name_key_make(&key, (const uint8_t *)"\7example");
	assert_ptr_equal(zone_table_match(t, &key, false), slots[0]);
	assert_ptr_equal(zone_table_match(t, &key, true), root);
	zone_table_free(t);
	slot_free(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_matches_the_longest_zone),
		cmocka_unit_test(table_prefers_the_parent_when_asked),
		cmocka_unit_test(table_finds_exact_names_only),
		cmocka_unit_test(table_of_nothing_matches_nothing),
		cmocka_unit_test(table_with_the_root_matches_all),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
