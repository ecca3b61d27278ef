/* SPDX-License-Identifier: BSD-2-Clause */
#include "upstream_world.h"

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
		CASE(what_is_known_outlives_the_process),
		CASE(silence_fades_while_nobody_looks),
		CASE(other_times_teach_nothing),
		CASE(damaged_octets_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
