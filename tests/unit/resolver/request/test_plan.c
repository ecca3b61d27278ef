/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/plan.h"

#include "support.h"

static void queries_are_stacked(void **state)
{
	(void)state;
	struct plan p = {0};
	struct query a, b;
	query_init(&a, (const uint8_t *)"\1a", RR_A);
	query_init(&b, (const uint8_t *)"\1b", RR_AAAA);
	plan_push(&p, &a);
	plan_push(&p, &b);
	assert_int_equal(p.depth, 2);
	assert_ptr_equal(b.below, &a);
	assert_ptr_equal(plan_pop(&p), &b);
	assert_ptr_equal(p.top, &a);
	assert_ptr_equal(p.ended, &b);
	assert_int_equal(p.depth, 1);
}

static void both_families_of_a_name_wait_for_the_same(void **state)
{
	(void)state;
	struct plan p = {0};
	struct query a, b;
	query_init(&a, (const uint8_t *)"\1a", RR_A);
	query_init(&b, (const uint8_t *)"\1b", RR_MX);
	plan_push(&p, &a);
	plan_push(&p, &b);
	assert_true(plan_has_address(&p, (const uint8_t *)"\1A"));
	assert_false(plan_has_address(&p, (const uint8_t *)"\1b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries_are_stacked),
		cmocka_unit_test(both_families_of_a_name_wait_for_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
