/* SPDX-License-Identifier: BSD-2-Clause */
#include "upstream_world.h"

/* How often of 1000 the candidate with this index is chosen. */
static unsigned share(const struct up_candidate *list, size_t count, uint8_t index)
{
	unsigned n = 0;
	struct up_choice choice;
	for (int i = 0; i < 1000; i++) {
		assert_true(up_choose(u, list, count, now, &choice));
		n += choice.index == index;
	}
	return n;
}

static void the_fastest_is_chosen_mostly(void **state)
{
	(void)state;
	struct up_candidate list[3] = {server(1), server(2), server(3)};
	for (int i = 0; i < 10; i++) {
		reply_after(&list[0], 100);
		reply_after(&list[1], 10);
		reply_after(&list[2], 200);
	}
	unsigned n = share(list, 3, 2);
	assert_in_range(n, 900, 999); /* 95 % and a third of the rest, but never always */
	assert_in_range(up_rtt_ms(u, &list[1].at), 9, 11);
}

static void the_unknown_comes_first(void **state)
{
	(void)state;
	struct up_candidate list[2] = {server(1), server(2)};
	struct up_choice choice;
	reply_after(&list[0], 1);
	assert_true(share(list, 2, 2) > 900);
	assert_true(up_choose(u, &list[1], 1, now, &choice));
	assert_int_equal(choice.timeout_ms, UP_UNKNOWN_MS);
	assert_true(choice.edns);
	assert_false(choice.tcp);
	assert_int_equal(up_rtt_ms(u, &list[1].at), -1);
}

static void those_that_failed_come_last(void **state)
{
	(void)state;
	struct up_candidate list[2] = {server(1), server(2)};
	for (int i = 0; i < 10; i++) {
		reply_after(&list[0], 1);
		reply_after(&list[1], 300);
	}
	list[0].failures = 1;
	assert_int_equal(share(list, 2, 2), 1000);
}

static void silence_doubles_the_timeout(void **state)
{
	(void)state;
	struct up_candidate c = server(1);
	struct up_choice choice;
	up_note_timeout(u, &c.at, 400, now);
	assert_true(up_choose(u, &c, 1, now, &choice));
	assert_int_equal(choice.timeout_ms, 2 * UP_UNKNOWN_MS);
	c.timeouts = 2;
	assert_true(up_choose(u, &c, 1, now, &choice));
	assert_true(choice.tcp);
}

static void a_dead_server_is_left_alone(void **state)
{
	(void)state;
	struct up_candidate c = server(1);
	struct up_choice choice;
	for (int i = 0; i < 4; i++)
		up_note_timeout(u, &c.at, 800, now);
	assert_false(up_choose(u, &c, 1, now, &choice));
	assert_true(up_choose(u, &c, 1, mono_add_ms(now, UP_DEAD_FOR_MS), &choice));
	reply_after(&c, 5);
	assert_true(up_choose(u, &c, 1, now, &choice));
	assert_true(choice.timeout_ms < UP_UNKNOWN_MS);
}

static void short_timeouts_do_not_kill(void **state)
{
	(void)state;
	struct up_candidate c = server(1);
	struct up_choice choice;
	for (int i = 0; i < 10; i++)
		up_note_timeout(u, &c.at, 100, now);
	assert_true(up_choose(u, &c, 1, now, &choice));
	assert_true(choice.timeout_ms <= UP_TIMEOUT_MAX_MS);
}

static void a_family_without_route_is_skipped(void **state)
{
	(void)state;
	struct up_candidate list[2] = {server6(1, 6), server(4)};
	struct up_choice choice;
	for (int i = 0; i < 3; i++)
		up_note_unreachable(u, &list[0].at, now);
	assert_int_equal(share(list, 2, 4), 1000);
	assert_false(up_choose(u, list, 1, now, &choice));
	assert_true(up_choose(u, list, 1, mono_add_ms(now, 60000), &choice));
}

static void broken_ip6_comes_last(void **state)
{
	(void)state;
	struct up_candidate list[2] = {server6(99, 6), server(4)};
	assert_true(share(list, 2, 6) > 900); /* a bonus while all is well */
	for (uint8_t net = 1; net <= 6; net++) {
		struct up_candidate silent = server6(net, 1);
		up_note_timeout(u, &silent.at, 400, now);
	}
	assert_true(share(list, 2, 4) > 900);
	struct up_candidate alive = server6(50, 1);
	reply_after(&alive, 10);
	assert_true(share(list, 2, 6) > 900);
}

static void lack_of_edns_is_remembered_for_an_hour(void **state)
{
	(void)state;
	struct up_candidate c = server(1);
	struct up_choice choice;
	up_note_no_edns(u, &c.at, now);
	assert_true(up_choose(u, &c, 1, now, &choice));
	assert_false(choice.edns);
	assert_true(up_choose(u, &c, 1, mono_add_ms(now, 3600 * 1000), &choice));
	assert_true(choice.edns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_fastest_is_chosen_mostly),
		CASE(the_unknown_comes_first),
		CASE(those_that_failed_come_last),
		CASE(silence_doubles_the_timeout),
		CASE(a_dead_server_is_left_alone),
		CASE(short_timeouts_do_not_kill),
		CASE(a_family_without_route_is_skipped),
		CASE(broken_ip6_comes_last),
		CASE(lack_of_edns_is_remembered_for_an_hour),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
