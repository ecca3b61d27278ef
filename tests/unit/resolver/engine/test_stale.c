/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

enum { AFTER_MS = 300 };

static int setup(void **state)
{
	play_setup(state);
	p.options.stale_after_ms = AFTER_MS;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	p.wall.s += 100;
	return 0;
}

static void wake_at(int ms)
{
	p.now = mono_add_ms(p.r.began, ms);
	play_step((struct engine_event){.type = ENGINE_WAKE});
}

static void assert_stale(void)
{
	assert_true(p.answered);
	assert_true(p.r.answer.stale);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	assert_int_equal(p.r.answer.ede, EDE_STALE);
	assert_int_equal(p.r.answer.answer[0].data.ttl, 30);
}

static void the_machine_asks_to_be_woken_in_time(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	assert_true(play_has(ENGINE_ASK));
	assert_true(play_has(ENGINE_WAIT));
	wake_at(AFTER_MS - 1);
	assert_false(p.answered);
	wake_at(AFTER_MS);
	assert_true(play_has(ENGINE_CANCEL));
	assert_stale();
	assert_true(p.r.answer.refresh);
}

static void fresh_data_in_time_are_preferred(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.10"}));
	assert_true(p.answered);
	assert_false(p.r.answer.stale);
	assert_int_equal(p.r.answer.answer[0].data.ttl, 60);
}

static void a_moment_later_nobody_is_asked(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = RCODE_SERVFAIL));
	while (!p.answered)
		play_reply(REPLY(.flags = RCODE_SERVFAIL));
	assert_stale();
	assert_false(p.r.answer.refresh);
	p.wall.s += 29;
	play_begin("w.e.", RR_A);
	assert_stale();
	assert_false(p.r.answer.refresh);
	p.wall.s += 2; /* the failure is not prolonged by being used */
	play_begin("w.e.", RR_A);
	assert_false(p.answered);
}

static void without_the_option_failures_are_failures(void **state)
{
	(void)state;
	p.options.stale_after_ms = 0;
	play_begin("w.e.", RR_A);
	assert_false(play_has(ENGINE_WAIT));
	while (!p.answered)
		play_reply(REPLY(.flags = RCODE_SERVFAIL));
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
}

static void who_wants_no_cache_gets_nothing_stale(void **state)
{
	(void)state;
	p.options.no_cache = true;
	play_begin("w.e.", RR_A);
	while (!p.answered)
		play_reply(REPLY(.flags = RCODE_SERVFAIL));
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
}

static void nothing_old_nothing_stale(void **state)
{
	(void)state;
	play_begin("v.e.", RR_A);
	wake_at(AFTER_MS);
	assert_false(p.answered);
	assert_false(play_has(ENGINE_WAIT)); /* once is enough */
	p.options.stale_max_s = 10;
	play_begin("w.e.", RR_A);
	wake_at(AFTER_MS);
	assert_false(p.answered);
}

#define STALE(f) cmocka_unit_test_setup_teardown(f, setup, play_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STALE(the_machine_asks_to_be_woken_in_time),
		STALE(fresh_data_in_time_are_preferred),
		STALE(a_moment_later_nobody_is_asked),
		STALE(without_the_option_failures_are_failures),
		STALE(who_wants_no_cache_gets_nothing_stale),
		STALE(nothing_old_nothing_stale),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
