/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/upstream/upstream.h"

#include "base/rand.h"
#include "support.h"

static struct upstream *u;
static struct mono now;

static int setup(void **state)
{
	(void)state;
	u = up_new(16);
	now = (struct mono){NS_PER_S};
	rand_replay(test_seed(rand_u64()));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	up_free(u);
	rand_replay(0);
	return 0;
}

static struct up_candidate server(uint8_t last)
{
	return (struct up_candidate){.at = {.len = 4, .octets = {192, 0, 2, last}, .port = 53},
	                             .index = last};
}

static struct up_candidate server6(uint8_t net, uint8_t last)
{
	struct up_candidate c = {.at = {.len = 16, .port = 53}, .index = last};
	c.at.octets[0] = 0x20;
	c.at.octets[5] = net;
	c.at.octets[15] = last;
	return c;
}

static void reply_after(const struct up_candidate *c, int ms)
{
	up_note_reply(u, &c->at, false, ms * NS_PER_MS, now);
}

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

static void the_table_is_bounded(void **state)
{
	(void)state;
	struct up_candidate kept = server(200);
	for (unsigned i = 0; i < 100; i++) {
		struct up_candidate c = server((uint8_t)i);
		reply_after(&kept, 10);
		reply_after(&c, 20);
	}
	assert_int_equal(up_count(u), 16);
	assert_int_equal(up_rtt_ms(u, &kept.at), 10);
	up_clear(u);
	assert_int_equal(up_count(u), 0);
	assert_int_equal(up_rtt_ms(u, &kept.at), -1);
}

static void cookies_differ_by_server_and_day(void **state)
{
	(void)state;
	struct up_candidate a = server(1), b = server(2);
	uint8_t one[UP_COOKIE_MAX], two[UP_COOKIE_MAX];
	assert_int_equal(up_cookie(u, &a.at, now, one), UP_COOKIE_OWN);
	assert_int_equal(up_cookie(u, &b.at, now, two), UP_COOKIE_OWN);
	assert_memory_not_equal(one, two, UP_COOKIE_OWN);
	assert_int_equal(up_note_cookie(u, &b.at, span_of(one, UP_COOKIE_OWN)), UP_COOKIE_WRONG);
	assert_int_equal(up_note_cookie(u, &a.at, span_of(one, UP_COOKIE_OWN)), UP_COOKIE_GOOD);
	/* Sizes that are none (RFC 7873 section 5.3). */
	memset(one + UP_COOKIE_OWN, 3, sizeof(one) - UP_COOKIE_OWN);
	for (size_t len = 0; len <= UP_COOKIE_MAX; len++) {
		bool good = len == 8 || len >= 16;
		assert_int_equal(up_note_cookie(u, &a.at, span_of(one, len)),
		                 good ? UP_COOKIE_GOOD : UP_COOKIE_WRONG);
	}
	assert_int_equal(up_cookie(u, &a.at, mono_add_ms(now, 3600 * 1000), two), UP_COOKIE_MAX);
	assert_memory_equal(one, two, UP_COOKIE_MAX);
	assert_int_equal(up_note_cookie(u, &a.at, (struct span){0}), UP_COOKIE_MISSING);
	assert_int_equal(up_cookie(u, &a.at, mono_add_ms(now, 86400 * 1000), two), UP_COOKIE_OWN);
	assert_memory_not_equal(one, two, UP_COOKIE_OWN);
	assert_int_equal(up_note_cookie(u, &a.at, (struct span){0}), UP_COOKIE_NONE);
	struct up_candidate unknown = server(77);
	assert_int_equal(up_note_cookie(u, &unknown.at, span_of(one, 8)), UP_COOKIE_NONE);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct wall today = {1700000000};
static uint8_t saved[UP_SAVED_OCTETS];

static void what_is_known_outlives_the_process(void **state)
{
	(void)state;
	struct up_candidate fast = server(1), dead = server(2), plain = server6(3, 3);
	struct up_choice choice;
	for (int i = 0; i < 20; i++)
		reply_after(&fast, 12);
	for (int i = 0; i < UP_DEAD_TIMEOUTS; i++)
		up_note_timeout(u, &dead.at, UP_DEAD_MS, now);
	up_note_no_edns(u, &plain.at, now);
	size_t len = up_save(u, now, today, saved);
	up_clear(u);
	assert_true(up_load(u, span_of(saved, len), now, (struct wall){today.s + 1}));
	assert_int_equal(up_count(u), 3);
	assert_in_range(up_rtt_ms(u, &fast.at), 11, 13);
	assert_false(up_choose(u, &dead, 1, now, &choice));
	assert_true(up_choose(u, &plain, 1, now, &choice));
	assert_false(choice.edns);
}

static void silence_fades_while_nobody_looks(void **state)
{
	(void)state;
	struct up_candidate dead = server(2);
	struct up_choice choice;
	for (int i = 0; i < UP_DEAD_TIMEOUTS; i++)
		up_note_timeout(u, &dead.at, UP_DEAD_MS, now);
	size_t len = up_save(u, now, today, saved);
	up_clear(u);
	assert_true(up_load(u, span_of(saved, len), now, (struct wall){today.s + 61}));
	assert_true(up_choose(u, &dead, 1, now, &choice));
	assert_int_equal(choice.timeout_ms, UP_UNKNOWN_MS);
}

static void other_times_teach_nothing(void **state)
{
	(void)state;
	struct up_candidate c = server(1);
	assert_int_equal(up_save(u, now, today, saved), 0);
	reply_after(&c, 12);
	size_t len = up_save(u, now, today, saved);
	up_clear(u);
	assert_true(up_load(u, span_of(saved, len), now, (struct wall){today.s - 1}));
	assert_true(up_load(u, span_of(saved, len), now, (struct wall){today.s + 8 * 86400}));
	assert_int_equal(up_count(u), 0);
	for (unsigned bit = 0; bit < 64; bit++) { /* moments that no clock shows */
		uint8_t octets[sizeof(saved)];
		memcpy(octets, saved, len);
		octets[1 + bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_true(up_load(u, span_of(octets, len), now, today));
		up_clear(u);
	}
	reply_after(&c, 100); /* what was seen since is newer */
	assert_true(up_load(u, span_of(saved, len), now, today));
	assert_int_equal(up_rtt_ms(u, &c.at), 100);
}

static void damaged_octets_do_no_harm(void **state)
{
	(void)state;
	struct up_candidate c = server(1);
	reply_after(&c, 12);
	size_t len = up_save(u, now, today, saved);
	for (size_t cut = 0; cut < len; cut++)
		assert_false(up_load(u, span_of(saved, cut), now, today));
	for (int i = 0; i < 20000; i++) {
		uint8_t octets[sizeof(saved)];
		memcpy(octets, saved, len);
		octets[rand_below((uint32_t)len)] = (uint8_t)rand_u32();
		(void)up_load(u, span_of(octets, len), now, today);
		up_clear(u);
	}
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
		CASE(cookies_differ_by_server_and_day),
		CASE(the_table_is_bounded),
		CASE(what_is_known_outlives_the_process),
		CASE(silence_fades_while_nobody_looks),
		CASE(other_times_teach_nothing),
		CASE(damaged_octets_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
