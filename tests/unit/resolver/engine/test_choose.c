/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static void addresses_are_looked_up_where_glue_is_missing(void **state)
{
	(void)state;
	play_begin("w.e.", RR_MX);
	play_reply(REPLY(.authority = {"e. 60 NS n.f."}));
	assert_true(name_equal(p.asked.qname.wire, nm("n.f.")));
	assert_int_equal(p.asked.qtype, RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"n.f. 60 A 192.0.2.7"}));
	assert_int_equal(play_server(), 7);
	assert_int_equal(p.asked.qtype, RR_MX);
}

static void the_other_family_is_tried_when_the_first_has_none(void **state)
{
	(void)state;
	play_begin("w.e.", RR_MX);
	play_reply(REPLY(.authority = {"e. 60 NS n.f."}));
	play_reply(REPLY(.flags = MSG_AA));
	assert_int_equal(p.asked.qtype, RR_AAAA);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"n.f. 60 AAAA 2001::1"}));
	assert_int_equal(addr_family(&p.ask.to), AF_INET6);
}

static void a_family_that_is_off_is_not_used(void **state)
{
	(void)state;
	p.options.ip6 = false;
	play_begin("w.e.", RR_MX);
	play_reply(REPLY(.authority = {"e. 60 NS n.f."}));
	play_reply(REPLY(.flags = MSG_AA));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.ede, EDE_UNREACHABLE);
}

static void a_fresh_server_comes_before_one_that_failed(void **state)
{
	(void)state;
	play_begin("w.e.", RR_MX);
	play_reply(REPLY(.authority = {"e. 60 NS a.e.", "e. 60 NS b.e."},
	                 .additional = {"a.e. 60 A 192.0.2.3", "b.e. 60 A 192.0.2.4"}));
	int first = play_server();
	play_fail(E_TIMEOUT);
	assert_int_equal(play_server(), first == 3 ? 4 : 3);
}

static void few_names_are_used(void **state)
{
	(void)state;
	static const char *const ns[6] = {"e. 60 NS a.f.", "e. 60 NS b.f.", "e. 60 NS c.f.",
	                                  "e. 60 NS d.f.", "e. 60 NS g.f.", "e. 60 NS h.f."};
	struct reply_text t = {.flags = 0};
	memcpy(t.authority, ns, sizeof(ns));
	p.options.limits.ns_used = 2;
	p.options.ip6 = false;
	play_begin("w.e.", RR_MX);
	play_reply(&t);
	unsigned lookups = 0;
	for (; !p.answered; lookups++)
		play_reply(REPLY(.flags = MSG_AA | 3));
	assert_int_equal(lookups, 2);
}

static void unspared_servers_are_asked_although_silent(void **state)
{
	(void)state;
	struct server_addr k = {.len = 4, .octets = {192, 0, 2, 1}, .port = 53};
	for (int i = 0; i < UP_DEAD_TIMEOUTS; i++)
		up_note_timeout(p.env.upstream, &k, UP_DEAD_MS, p.now);
	play_begin("w.e.", RR_A);
	assert_true(p.answered);
	p.options.no_throttle = true;
	p.wall.s += 100; /* the failure is forgotten */
	play_begin("w.e.", RR_A);
	assert_false(p.answered);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(addresses_are_looked_up_where_glue_is_missing),
		PLAY(the_other_family_is_tried_when_the_first_has_none),
		PLAY(a_family_that_is_off_is_not_used),
		PLAY(a_fresh_server_comes_before_one_that_failed),
		PLAY(few_names_are_used),
		PLAY(unspared_servers_are_asked_although_silent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
