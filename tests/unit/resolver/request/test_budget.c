/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/budget.h"

#include "support.h"

static void messages_are_counted_per_query_and_in_all(void **state)
{
	(void)state;
	struct req_limits l = {.wall_ms = 1000, .sends_query = 3, .sends_total = 5};
	struct budget b;
	struct query one, two;
	budget_begin(&b, &l, (struct mono){0});
	query_init(&one, name_root, RR_NS);
	query_init(&two, name_root, RR_NS);
	for (int i = 0; i < 3; i++)
		assert_true(budget_take_send(&b, &l, &one));
	assert_false(budget_take_send(&b, &l, &one));
	assert_true(budget_take_send(&b, &l, &two));
	assert_true(budget_take_send(&b, &l, &two));
	assert_false(budget_take_send(&b, &l, &two));
	assert_int_equal(b.sends, 5);
}

static void time_runs_out(void **state)
{
	(void)state;
	struct req_options o;
	struct budget b;
	struct mono now = {12345};
	req_options_init(&o);
	budget_begin(&b, &o.limits, now);
	assert_int_equal(budget_left_ms(&b, now), 10000);
	assert_int_equal(budget_left_ms(&b, mono_add_ms(now, 9999)), 1);
	assert_int_equal(budget_left_ms(&b, mono_add_ms(now, 10000)), 0);
	assert_int_equal(budget_left_ms(&b, mono_add_ms(now, 20000)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_counted_per_query_and_in_all),
		cmocka_unit_test(time_runs_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
