/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static void a_question_is_asked_and_answered(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	assert_int_equal(p.actions.count, 1);
	assert_true(play_has(ENGINE_ASK));
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	assert_int_equal(p.r.answer.answer_count, 1);
	assert_int_equal(p.r.stage, REQ_ANSWERED);
}

static void events_of_old_asks_do_nothing(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_step((struct engine_event){.type = ENGINE_FAILED, .ask = 99, .err = E_TIMEOUT});
	assert_int_equal(p.actions.count, 0);
	play_step((struct engine_event){.type = ENGINE_WAKE});
	assert_int_equal(p.actions.count, 0);
	play_step((struct engine_event){.type = ENGINE_BEGIN}); /* there is only one */
	assert_int_equal(p.actions.count, 0);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	play_reply(REPLY(.flags = MSG_AA));
	assert_int_equal(p.actions.count, 0);
}

static void a_late_request_is_ended(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	p.now = engine_deadline(&p.r);
	play_step((struct engine_event){.type = ENGINE_WAKE});
	assert_true(play_has(ENGINE_CANCEL));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
	assert_int_equal(p.r.answer.ede, EDE_UNREACHABLE);
}

static void a_refused_client_asks_nobody(void **state)
{
	(void)state;
	struct req_client c;
	req_client_internal(&c, nm("w.e."), RR_A, false);
	c.rcode = RCODE_NOTIMP;
	req_reset(&p.r, 1, &c, &p.options);
	play_step((struct engine_event){.type = ENGINE_BEGIN});
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_NOTIMP);
}

static unsigned calls;
static enum hook_result next_result;

static enum hook_result on_begin(void *ctx, struct request *r)
{
	(void)ctx;
	calls++;
	if (next_result == HOOK_WAIT)
		r->hook_token = 42;
	if (next_result == HOOK_ANSWERED)
		r->answer.rcode = RCODE_REFUSED;
	return next_result;
}

static void add_hook(enum hook_result result)
{
	struct engine_hook h = {.name = "h", .begin = on_begin};
	calls = 0;
	next_result = result;
	assert_ok(engine_hooks_add(&p.hooks, &h));
}

static void a_hook_may_answer(void **state)
{
	(void)state;
	add_hook(HOOK_ANSWERED);
	play_begin("w.e.", RR_A);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_REFUSED);
}

static void a_hook_may_fail(void **state)
{
	(void)state;
	add_hook(HOOK_FAILED);
	play_begin("w.e.", RR_A);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
}

static void a_hook_may_wait(void **state)
{
	(void)state;
	add_hook(HOOK_WAIT);
	play_begin("w.e.", RR_A);
	assert_true(play_has(ENGINE_WAIT));
	play_step((struct engine_event){.type = ENGINE_RESUME, .token = 41, .hook = HOOK_NEXT});
	assert_true(play_has(ENGINE_WAIT)); /* another's token */
	play_step((struct engine_event){.type = ENGINE_RESUME, .token = 42, .hook = HOOK_NEXT});
	assert_true(play_has(ENGINE_ASK));
	assert_int_equal(calls, 1);
}

static void a_hook_waits_no_longer_than_the_request(void **state)
{
	(void)state;
	add_hook(HOOK_WAIT);
	play_begin("w.e.", RR_A);
	p.now = p.actions.list[0].at;
	play_step((struct engine_event){.type = ENGINE_WAKE});
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
}

static void what_happened_can_be_told(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	play_begin("w.e.", RR_A);
	play_fail(E_TIMEOUT);
	trace_print_request(&t, p.env.trace, 1, rrtype_print);
	assert_non_null(strstr(t.buf, "question w.e. A"));
	assert_non_null(strstr(t.buf, "asks w.e. A 192.0.2.1"));
	assert_non_null(strstr(t.buf, "no reply w.e. 192.0.2.1"));
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(a_question_is_asked_and_answered),
		PLAY(events_of_old_asks_do_nothing),
		PLAY(a_late_request_is_ended),
		PLAY(a_refused_client_asks_nobody),
		PLAY(a_hook_may_answer),
		PLAY(a_hook_may_fail),
		PLAY(a_hook_may_wait),
		PLAY(a_hook_waits_no_longer_than_the_request),
		PLAY(what_happened_can_be_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
