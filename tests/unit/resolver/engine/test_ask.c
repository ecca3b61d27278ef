/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static void messages_ask_for_signatures_unchecked(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	assert_int_equal(p.asked.flags, MSG_CD); /* no RD */
	assert_true(p.asked.edns.present);
	assert_int_equal(p.asked.edns.flags, MSG_EDNS_DO);
	assert_int_equal(p.asked.edns.udp_size, 1232);
	assert_int_equal(p.asked.id, 0);
	assert_int_equal(addr_port(&p.ask.to), 53);
}

static void letters_get_random_case(void **state)
{
	(void)state;
	play_begin("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww.example.", RR_A);
	struct name lower = p.asked.qname;
	name_lower(lower.wire, lower.len);
	assert_true(p.ask.check_case);
	assert_memory_not_equal(lower.wire, p.asked.qname.wire, lower.len);
	p.options.random_case = false;
	play_begin("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww.example.", RR_A);
	assert_false(p.ask.check_case);
	assert_memory_equal(lower.wire, p.asked.qname.wire, lower.len);
}

static void tcp_keeps_the_case_and_has_time_to_connect(void **state)
{
	(void)state;
	p.options.tcp_only = true;
	play_begin("w.e.", RR_A);
	assert_true(p.ask.tcp);
	assert_false(p.ask.check_case);
	assert_true(p.ask.timeout_ms >= 2000);
}

static void no_wait_passes_the_deadline(void **state)
{
	(void)state;
	p.options.limits.wall_ms = 100;
	play_begin("w.e.", RR_A);
	assert_int_equal(p.ask.timeout_ms, 100);
}

static void the_budget_ends_asking(void **state)
{
	(void)state;
	p.options.limits.sends_total = 1;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_TC));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
	assert_int_equal(p.r.answer.ede, EDE_OTHER);
}

static void safe_mode_asks_plainly(void **state)
{
	(void)state;
	p.options.no_edns = true;
	play_begin("wwwwwwwwwwwwwwwwwwwwwwww.example.", RR_A);
	assert_false(p.asked.edns.present);
	assert_false(p.ask.check_case);
	assert_int_equal(p.asked.flags, 0);
	p.options.cd_upstream = true;
	play_begin("wwwwwwwwwwwwwwwwwwwwwwww.example.", RR_A);
	assert_int_equal(p.asked.flags, MSG_CD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(messages_ask_for_signatures_unchecked),
		PLAY(letters_get_random_case),
		PLAY(tcp_keeps_the_case_and_has_time_to_connect),
		PLAY(no_wait_passes_the_deadline),
		PLAY(the_budget_ends_asking),
		PLAY(safe_mode_asks_plainly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
