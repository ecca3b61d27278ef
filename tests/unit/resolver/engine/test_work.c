/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/engine/work.h"

#include "support.h"

static void actions_are_handed_out_in_order(void **state)
{
	(void)state;
	struct engine_actions out = {.count = 0};
	struct work w = {.out = &out};
	work_act(&w, ENGINE_CANCEL)->cancel = 7;
	work_act(&w, ENGINE_ANSWER);
	assert_int_equal(out.count, 2);
	assert_int_equal(out.list[0].type, ENGINE_CANCEL);
	assert_int_equal(out.list[0].cancel, 7);
	assert_int_equal(out.list[1].type, ENGINE_ANSWER);
}

static void events_carry_the_request_and_its_time(void **state)
{
	(void)state;
	struct engine_env env = {.trace = trace_new(2)};
	static struct request r = {.id = 5, .now = {77}};
	struct work w = {.env = &env, .r = &r};
	NOTE(&w, TRACE_LAME, .type = 1);
	assert_int_equal(trace_at(env.trace, 0)->request, 5);
	assert_int_equal(trace_at(env.trace, 0)->at_ns, 77);
	assert_int_equal(trace_at(env.trace, 0)->kind, TRACE_LAME);
	trace_free(env.trace);
}

static void only_who_asks_is_traced_when_told_so(void **state)
{
	(void)state;
	struct engine_env env = {.trace = trace_new(2), .trace_asked = true};
	static struct request r = {.id = 5};
	struct work w = {.env = &env, .r = &r};
	NOTE(&w, TRACE_LAME, .type = 1);
	assert_null(trace_at(env.trace, 0));
	r.options.trace = true;
	NOTE(&w, TRACE_LAME, .type = 1);
	assert_non_null(trace_at(env.trace, 0));
	trace_free(env.trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions_are_handed_out_in_order),
		cmocka_unit_test(events_carry_the_request_and_its_time),
		cmocka_unit_test(only_who_asks_is_traced_when_told_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
