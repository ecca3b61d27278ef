/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "server/jobs/sign_log.h"
#include "server/keys/rollover.h"

#include <stdlib.h>

static void notes_are_told_at_their_level(void **state)
{
	(void)state;
	struct rollover_result r = {.changed = true};
	VEC_PUSH(&r.notes, ((struct rollover_note){.kind = NOTE_KSK_STARTED}));
	VEC_PUSH(&r.notes, ((struct rollover_note){.kind = NOTE_SUBMITTED}));
	VEC_PUSH(&r.notes, ((struct rollover_note){.kind = NOTE_FORCE_IGNORED}));
	VEC_PUSH(&r.notes,
	         ((struct rollover_note){.kind = NOTE_REMOVED, .tag = 7, .is_zsk = true}));
	sign_log_notes("example.", &r);
	rollover_result_deinit(&r);
	assert_true(world_logged("info: [example.] DNSSEC, KSK rollover started\n"));
	assert_true(world_logged("notice: [example.] DNSSEC, KSK submission, waiting for"));
	assert_true(world_logged("warning: [example.] DNSSEC, ignoring forced key rollover"));
	assert_true(world_logged("debug: [example.] DNSSEC, ZSK tag 7, removed\n"));
}

static void keys_that_wait_are_told_once_more(void **state)
{
	(void)state;
	struct zone_key items[2] = {
		{.tag = 30, .algorithm = 13, .is_zsk = true, .timers = {1, 0, 20, 0, 20}},
		{.tag = 10, .algorithm = 13, .is_ksk = true, .timers = {1, 0, 10, 40, 0}},
	};
	const struct key_list keys = {.items = items, .count = 2};
	static const char line[] = "notice: [example.] DNSSEC, KSK submission, waiting for "
				   "confirmation\n";
	struct rollover_result r = {.changed = false};
	sign_log_waiting("example.", &r, &keys, 39);
	assert_false(world_logged(line));
	VEC_PUSH(&r.notes, ((struct rollover_note){.kind = NOTE_SUBMITTED, .tag = 10}));
	sign_log_waiting("example.", &r, &keys, 50);
	assert_false(world_logged(line));
	rollover_result_deinit(&r);
	r = (struct rollover_result){.changed = false};
	sign_log_waiting("example.", &r, &keys, 50);
	assert_true(world_logged(line));
}

static void next_action_is_told_if_there_is_one(void **state)
{
	(void)state;
	setenv("TZ", "CET-1", 1);
	tzset();
	struct rollover_next next = {.action = ROLLOVER_NOTHING};
	sign_log_next("example.", &next);
	assert_false(world_logged("next key action"));
	next = (struct rollover_next){.action = ROLLOVER_SUBMIT,
	                              .has_tag = true,
	                              .tag = 3375,
	                              .is_ksk = true,
	                              .at = 1707920412};
	sign_log_next("example.", &next);
	assert_true(world_logged("info: [example.] DNSSEC, next key action, KSK tag 3375, submit "
	                         "at 2024-02-14T15:20:12+0100\n"));
}

static void keys_that_are_used_are_told_by_publication(void **state)
{
	(void)state;
	struct zone_key items[3] = {
		{.tag = 30, .algorithm = 13, .is_zsk = true, .timers = {1, 0, 20, 0, 20}},
		{.tag = 10, .algorithm = 13, .is_ksk = true, .timers = {1, 0, 10, 10, 0}},
		{.tag = 50, .algorithm = 13, .is_zsk = true, .timers = {1, 0, 99, 0, 99}},
	};
	const struct key_list keys = {.items = items, .count = 3};
	sign_log_keys("example.", &keys, 50);
	assert_true(world_logged("info: [example.] DNSSEC, key, tag    10, algorithm "
	                         "ECDSAP256SHA256, KSK, public, ready, active+\n"));
	assert_true(world_logged("tag    30, algorithm ECDSAP256SHA256, public, active\n"));
	assert_false(world_logged("tag    50"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(notes_are_told_at_their_level),
		WORLD_TEST(keys_that_wait_are_told_once_more),
		WORLD_TEST(next_action_is_told_if_there_is_one),
		WORLD_TEST(keys_that_are_used_are_told_by_publication),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
