/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "resolver/rules/action.h"

#include "dns/rrtype.h"

static unsigned freed;

static void free_own(void *own)
{
	assert_ptr_equal(own, &freed);
	freed++;
}

static void the_last_reference_frees(void **state)
{
	(void)state;
	struct action *a = action_new(ACTION_MIRROR);
	a->own = &freed;
	a->free_own = free_own;
	action_unref(action_ref(a));
	assert_int_equal(freed, 0);
	action_unref(a);
	assert_int_equal(freed, 1);
	action_unref(NULL);
}

static void records_become_sets(void **state)
{
	(void)state;
	struct action *a = action_new(ACTION_ANSWER);
	assert_ok(action_add_record(a, RR_A, 60, span_of("\1\2\3\4", 4)));
	assert_ok(action_add_record(a, RR_TXT, 60, span_of("", 0)));
	assert_ok(action_add_record(a, RR_A, 50, span_of("\1\2\3\5", 4)));
	assert_int_equal(a->count, 2);
	assert_int_equal(a->sets[0].count, 2);
	assert_int_equal(a->sets[0].ttl, 50);
	assert_int_equal(a->sets[0].size, 12);
	action_unref(a);
}

static void flags_are_listed(void **state)
{
	(void)state;
	struct action *a = action_new(ACTION_FLAGS);
	action_add_flag(a, req_flag_find("NO_CACHE"), true);
	action_add_flag(a, req_flag_find("TCP"), false);
	assert_int_equal(a->count, 2);
	assert_true(a->flags[0].on && !a->flags[1].on);
	assert_true(action_is_chain(a));
	action_unref(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_reference_frees),
		cmocka_unit_test(records_become_sets),
		cmocka_unit_test(flags_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
