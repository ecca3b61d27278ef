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

static enum hook_result refuse(void *ctx, struct request *r, struct query *q, const struct msg **m)
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
                                     const struct msg **m)
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

/* The cookie of the last message, and one that goes back: ours and `server` octets. */
static struct span cookie_sent(void)
{
	static const uint8_t nothing[UP_COOKIE_MAX];
	bool found;
	struct span sent = edns_find(&p.asked.edns, EDNS_COOKIE, &found);
	return sent.data != NULL ? sent : span_of(nothing, 0);
}

static struct span cookie_back(size_t server, uint8_t fill)
{
	static uint8_t buf[40];
	memcpy(buf, cookie_sent().data, 8);
	memset(buf + 8, fill, server);
	return span_of(buf, 8 + server);
}

/* The server of the hints has given a cookie. */
static void give_cookie(void)
{
	play_begin("a.e.", RR_A);
	assert_int_equal(cookie_sent().len, 8);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"a.e. 60 A 192.0.2.9"},
	                 .cookie = cookie_back(16, 7)));
	assert_true(p.answered);
}

static void cookies_go_back_to_who_gave_them(void **state)
{
	(void)state;
	give_cookie();
	play_begin("b.e.", RR_A);
	assert_int_equal(cookie_sent().len, 24);
	assert_int_equal(cookie_sent().data[23], 7);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"b.e. 60 A 192.0.2.9"},
	                 .cookie = cookie_back(8, 9)));
	assert_true(p.answered);
	play_begin("c.e.", RR_A);
	assert_int_equal(cookie_sent().len, 16); /* the new one */
	p.options.no_edns = true;
	play_begin("d.e.", RR_A);
	assert_false(p.asked.edns.present);
}

static void a_reply_with_another_cookie_is_not_believed(void **state)
{
	(void)state;
	static const uint8_t others[24] = {1, 2, 3};
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.66"},
	                 .cookie = span_of(others, sizeof(others))));
	assert_false(p.answered);
	assert_true(p.ask.tcp);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	assert_int_equal(rrset_first(&p.r.answer.answer[0].data).data[3], 9);
}

static void a_reply_without_the_cookie_that_was_there_is_asked_for_over_tcp(void **state)
{
	(void)state;
	give_cookie();
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.66"}));
	assert_false(p.answered);
	assert_true(p.ask.tcp);
	/* It is so: the server has none any more. */
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	play_begin("v.e.", RR_A);
	assert_int_equal(cookie_sent().len, 8);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"v.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
}

static void a_reply_that_is_not_believed_teaches_no_time(void **state)
{
	(void)state;
	const struct server_addr at = {.len = 4, .octets = {192, 0, 2, 1}, .port = 53};
	give_cookie();
	assert_int_equal(up_rtt_ms(p.env.upstream, &at), 1);
	play_begin("w.e.", RR_A);
	p.now = mono_add_ms(p.now, 200);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.66"}));
	assert_true(p.ask.tcp);
	assert_int_equal(up_rtt_ms(p.env.upstream, &at), 1);
	p.now = mono_add_ms(p.now, 199);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	assert_in_range(up_rtt_ms(p.env.upstream, &at), 10, 20);
}

static void badcookie_brings_another_try_and_then_tcp(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = RCODE_BADCOOKIE & 15, .ext_rcode = RCODE_BADCOOKIE >> 4,
	                 .cookie = cookie_back(16, 5)));
	assert_false(p.ask.tcp);
	assert_int_equal(cookie_sent().len, 24);
	play_reply(REPLY(.flags = RCODE_BADCOOKIE & 15, .ext_rcode = RCODE_BADCOOKIE >> 4,
	                 .cookie = cookie_back(16, 6)));
	assert_true(p.ask.tcp);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"},
	                 .cookie = cookie_back(16, 6)));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(cookies_go_back_to_who_gave_them),
		PLAY(a_reply_with_another_cookie_is_not_believed),
		PLAY(a_reply_without_the_cookie_that_was_there_is_asked_for_over_tcp),
		PLAY(a_reply_that_is_not_believed_teaches_no_time),
		PLAY(badcookie_brings_another_try_and_then_tcp),
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
