/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/engine/work.h"

#include "play.h"

static struct req_forward to;

static void add(const char *address, uint16_t port)
{
	assert_ok(addr_parse(&to.to[to.count++], span_str(address), port));
}

static int setup(void **state)
{
	to = (struct req_forward){.count = 0};
	play_setup(state);
	p.options.forward = &to;
	return 0;
}

static void targets_are_asked_at_their_own_port(void **state)
{
	(void)state;
	add("10.0.0.1", 5353);
	p.options.minimise = true;
	play_begin("a.b.c.e.", RR_A);
	assert_true(addr_equal(&p.ask.to, &to.to[0], true));
	assert_true(p.ask.as_given);
	assert_int_equal(p.asked.flags, MSG_RD | MSG_CD);
	assert_int_equal(p.asked.edns.flags, MSG_EDNS_DO);
	assert_true(name_equal(p.asked.qname.wire, nm("a.b.c.e.")));
}

static void scopes_of_link_local_targets_are_kept(void **state)
{
	(void)state;
	add("fe80::1", 53);
	to.to[0].in6.sin6_scope_id = 7;
	play_begin("e.", RR_A);
	assert_int_equal(p.ask.to.in6.sin6_scope_id, 7);
}

static void families_that_are_off_are_not_asked_over(void **state)
{
	(void)state;
	add("10.0.0.1", 53);
	p.options.ip4 = false;
	play_begin("e.", RR_A);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
	assert_int_equal(p.r.answer.ede, EDE_UNREACHABLE);
}

static void the_faster_target_is_asked_first(void **state)
{
	(void)state;
	add("10.0.0.1", 53);
	add("10.0.0.2", 53);
	const struct server_addr slow = {.len = 4, .octets = {10, 0, 0, 1}, .port = 53};
	const struct server_addr fast = {.len = 4, .octets = {10, 0, 0, 2}, .port = 53};
	for (int i = 0; i < 20; i++) {
		up_note_reply(p.env.upstream, &slow, false, 200 * NS_PER_MS, p.now);
		up_note_reply(p.env.upstream, &fast, false, 2 * NS_PER_MS, p.now);
	}
	unsigned second = 0;
	for (unsigned i = 0; i < 100; i++) {
		play_begin("e.", RR_A);
		second += play_server() == 2;
	}
	assert_true(second > 80);
}

static void silent_targets_are_asked_for_want_of_others(void **state)
{
	(void)state;
	add("10.0.0.1", 53);
	const struct server_addr at = {.len = 4, .octets = {10, 0, 0, 1}, .port = 53};
	for (int i = 0; i < UP_DEAD_TIMEOUTS; i++)
		up_note_timeout(p.env.upstream, &at, UP_DEAD_MS, p.now);
	play_begin("e.", RR_A);
	assert_false(p.answered);
}

static void special_names_are_forwarded(void **state)
{
	(void)state;
	add("10.0.0.1", 53);
	play_begin("1.168.192.in-addr.arpa.", RR_PTR);
	assert_false(p.answered);
	assert_true(addr_equal(&p.ask.to, &to.to[0], true));
}

static void what_is_neither_answer_nor_recursion_is_not_believed(void **state)
{
	(void)state;
	add("10.0.0.1", 53);
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = 0));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
	p.wall.s += 100;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_RA));
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	assert_int_equal(p.r.answer.answer_count, 0);
}

static void a_stub_passes_reasons_on(void **state)
{
	(void)state;
	add("10.0.0.1", 53);
	to.stub = true;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_RA | RCODE_REFUSED));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_REFUSED);
	play_begin("w.e.", RR_A); /* it is no failure of the name: asked again */
	assert_false(p.answered);
}

#define FORWARD(f) cmocka_unit_test_setup_teardown(f, setup, play_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FORWARD(targets_are_asked_at_their_own_port),
		FORWARD(scopes_of_link_local_targets_are_kept),
		FORWARD(families_that_are_off_are_not_asked_over),
		FORWARD(the_faster_target_is_asked_first),
		FORWARD(silent_targets_are_asked_for_want_of_others),
		FORWARD(special_names_are_forwarded),
		FORWARD(what_is_neither_answer_nor_recursion_is_not_believed),
		FORWARD(a_stub_passes_reasons_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
