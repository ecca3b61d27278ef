/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "server/sign/due.h"

static struct zone_version *zone(void)
{
	static char large[3][66000]; /* sets that are kept in long form */
	const char *lines[] = {
		"@ 60 SOA a b 1 7200 900 1209600 300",
		"@ 60 RRSIG SOA 8 1 60 20260101000000 20200101000000 1 example. AQAB",
		"a 60 A 192.0.2.1",
		"a 60 RRSIG A 8 2 60 20280101000000 20200101000000 1 example. AQAB",
		"a 60 RRSIG A 8 2 60 20250101000000 20200101000000 2 example. AQAB",
		"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 RRSIG NSEC3 8 2 60 20270101000000 "
		"20200101000000 1 example. AQAB",
		large[0],
		large[1],
		large[2],
		NULL};
	for (unsigned i = 0; i < 2; i++) {
		size_t at = (size_t)snprintf(large[i], sizeof(large[i]),
		                             "big 60 TYPE65300 \\# 10000 %u", i);
		memset(large[i] + at, '1', 19999);
		large[i][at + 19999] = '\0';
	}
	snprintf(large[2], sizeof(large[2]),
	         "big 60 RRSIG TYPE65300 8 2 60 20240101000000 "
	         "20200101000000 1 example. AQAB");
	return world_zone_of(lines);
}

static void assert_due(const struct zone_version *v, int64_t until, const char *expected)
{
	struct due_nodes due = {.list = {0}};
	struct text t;
	text_init(&t);
	text_put(&t, " ");
	int64_t first = due_find(&due, v, (struct wall){SIGN_NOW}, until, false);
	for (size_t i = 0; i < due.list.count; i++) {
		name_print(&t, due.list.items[i]->name);
		text_put(&t, " ");
	}
	assert_int_equal(first, 1704067200); /* 2024-01-01 */
	assert_string_equal(t.buf, expected);
	VEC_FREE(&due.list);
	text_deinit(&t);
}

static void nodes_with_signatures_that_end_by_then_are_found(void **state)
{
	(void)state;
	struct zone_version *v = zone();
	assert_due(v, 1704067199, " ");
	assert_due(v, 1704067200, " big.example. ");
	assert_due(v, 1735689600, " a.example. big.example. "); /* 2025-01-01: one of two */
	assert_due(v, 1767225600, " example. a.example. big.example. ");
	assert_due(v, 1798761600,
	           " example. a.example. big.example. "
	           "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. ");
	zone_version_free(v);
}

static void the_soa_may_be_left_out(void **state)
{
	(void)state;
	struct due_nodes due = {.list = {0}};
	struct zone_version *v = world_zone_of((const char *[]){
		"@ 60 SOA a b 1 7200 900 1209600 300",
		"@ 60 RRSIG SOA 8 1 60 20240101000000 20200101000000 1 example. AQAB", "@ 60 NS ns",
		"@ 60 RRSIG NS 8 1 60 20250101000000 20200101000000 1 example. AQAB", NULL});
	const struct wall now = {SIGN_NOW};
	assert_int_equal(due_find(&due, v, now, INT64_MIN, false), 1704067200);
	assert_int_equal(due_find(&due, v, now, INT64_MIN, true), 1735689600);
	zone_version_free(v);
}

static void a_zone_without_signatures_is_never_due(void **state)
{
	(void)state;
	struct due_nodes due = {.list = {0}};
	struct zone_version *v = world_zone_of(
		(const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300", NULL});
	assert_true(due_find(&due, v, (struct wall){SIGN_NOW}, INT64_MAX - 1, false) == INT64_MAX);
	assert_int_equal(due.list.count, 0);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes_with_signatures_that_end_by_then_are_found),
		cmocka_unit_test(the_soa_may_be_left_out),
		cmocka_unit_test(a_zone_without_signatures_is_never_due),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
