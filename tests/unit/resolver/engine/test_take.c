/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static void truncation_leads_to_tcp(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_TC));
	assert_true(p.ask.tcp);
	assert_int_equal(play_server(), 1);
}

static void formerr_leads_to_no_edns(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = 1, .no_opt = true));
	assert_false(p.asked.edns.present);
	assert_int_equal(p.asked.flags, 0);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}, .no_opt = true));
	assert_true(p.answered);
	play_begin("v.e.", RR_A); /* remembered */
	assert_false(p.asked.edns.present);
}

static void refusal_leads_to_tcp_without_random_case_and_then_nowhere(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = RCODE_SERVFAIL));
	assert_true(p.ask.tcp);
	play_reply(REPLY(.flags = RCODE_SERVFAIL));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
	assert_int_equal(p.r.answer.ede, EDE_UNREACHABLE);
}

static void lost_case_leads_to_tcp(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	uint32_t first = p.ask.number;
	play_step((struct engine_event){.type = ENGINE_MISMATCH, .ask = first, .case_only = true});
	assert_true(play_has(ENGINE_CANCEL));
	assert_int_equal(p.actions.list[0].cancel, first);
	assert_true(p.ask.tcp);
}

static void one_stray_message_is_waited_past(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	struct engine_event stray = {.type = ENGINE_MISMATCH, .ask = p.ask.number};
	play_step(stray);
	play_step(stray);
	assert_int_equal(p.actions.count, 0);
	play_step(stray);
	assert_true(p.ask.tcp); /* somebody is guessing */
}

static void junk_ends_this_server_only(void **state)
{
	(void)state;
	static const uint8_t junk[20] = {0, 0, 0x80, 0, 0, 9};
	play_begin("w.e.", RR_MX);
	play_reply(REPLY(.authority = {"e. 60 NS a.e.", "e. 60 NS b.e."},
	                 .additional = {"a.e. 60 A 192.0.2.3", "b.e. 60 A 192.0.2.4"}));
	int first = play_server();
	play_step((struct engine_event){
		.type = ENGINE_REPLY, .ask = p.ask.number, .reply = span_of(junk, sizeof(junk))});
	assert_int_equal(play_server(), first == 3 ? 4 : 3);
}

static void network_errors_are_told(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_fail(E_UNREACHABLE);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.ede, EDE_NETWORK);
}

static void silence_is_bounded(void **state)
{
	(void)state;
	unsigned n = 0;
	play_begin("w.e.", RR_A);
	for (; !p.answered; n++)
		play_fail(E_TIMEOUT);
	assert_in_range(n, 2, 10);
	assert_true(mono_ms_between(p.r.began, p.now) <= 10000);
}

static void a_referral_without_usable_servers_is_not_followed(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.authority = {"e. 60 NS n.e."}));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
}

static enum hook_result refuse(void *ctx, struct request *r, struct query *q, const struct msg *m)
{
	(void)ctx;
	(void)r;
	(void)q;
	(void)m;
	return HOOK_FAILED;
}

static void a_hook_may_refuse_a_reply(void **state)
{
	(void)state;
	struct engine_hook h = {.name = "h", .consume = refuse};
	assert_ok(engine_hooks_add(&p.hooks, &h));
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
}

static enum hook_result refuse_query(void *ctx, struct request *r, struct query *q,
                                     const struct msg *m)
{
	(void)ctx;
	(void)r;
	(void)m;
	q->ede = EDE_BLOCKED;
	q->ede_text = "why";
	return HOOK_REFUSED;
}

static void a_hook_may_refuse_a_query(void **state)
{
	(void)state;
	struct engine_hook h = {.name = "h", .consume = refuse_query};
	assert_ok(engine_hooks_add(&p.hooks, &h));
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_REFUSED);
	assert_int_equal(p.r.answer.ede, EDE_BLOCKED);
	assert_string_equal(p.r.answer.ede_text, "why");
	assert_ok(engine_hooks_remove(&p.hooks, "h"));
	play_begin("w.e.", RR_A); /* nothing of it was kept */
	assert_false(p.answered);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(truncation_leads_to_tcp),
		PLAY(formerr_leads_to_no_edns),
		PLAY(refusal_leads_to_tcp_without_random_case_and_then_nowhere),
		PLAY(lost_case_leads_to_tcp),
		PLAY(one_stray_message_is_waited_past),
		PLAY(junk_ends_this_server_only),
		PLAY(network_errors_are_told),
		PLAY(silence_is_bounded),
		PLAY(a_referral_without_usable_servers_is_not_followed),
		PLAY(a_hook_may_refuse_a_reply),
		PLAY(a_hook_may_refuse_a_query),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
