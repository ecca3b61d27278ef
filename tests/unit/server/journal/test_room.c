/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "server/journal/room.h"

static const uint64_t usages[] = {10, 20, 30, 40};

static struct room_state state_of(uint64_t max_usage, unsigned max_depth)
{
	return (struct room_state){
		.usages = usages, .count = 4, .max_usage = max_usage, .max_depth = max_depth};
}

static void room_is_there_below_both_limits(void **state)
{
	(void)state;
	struct room_state s = state_of(150, 5);
	assert_int_equal(room_plan(&s, 50).action, ROOM_THERE);
}

static void room_is_refused_to_what_never_fits(void **state)
{
	(void)state;
	struct room_state s = state_of(100, 5);
	assert_int_equal(room_plan(&s, 100).action, ROOM_NONE);
}

static void room_drops_what_is_in_the_file(void **state)
{
	(void)state;
	struct room_state s = state_of(1000, 4);
	s.flushed = 2;
	struct room_plan plan = room_plan(&s, 1);
	assert_int_equal(plan.action, ROOM_DROP);
	assert_int_equal(plan.count, 1);
	/* short of octets: twice what is missing goes */
	s = state_of(105, 100);
	s.flushed = 4;
	plan = room_plan(&s, 20); /* 15 are missing */
	assert_int_equal(plan.action, ROOM_DROP);
	assert_int_equal(plan.count, 2);
}

static void room_asks_for_a_flush_or_merges(void **state)
{
	(void)state;
	struct room_state s = state_of(1000, 4);
	s.may_flush = true;
	assert_int_equal(room_plan(&s, 1).action, ROOM_FLUSH);
	s.may_flush = false;
	assert_int_equal(room_plan(&s, 1).action, ROOM_MERGE);
}

static void room_absorbs_into_a_stored_zone(void **state)
{
	(void)state;
	struct room_state s = state_of(1000, 4);
	s.has_zone = true;
	s.zone_usage = 500;
	struct room_plan plan = room_plan(&s, 1);
	assert_int_equal(plan.action, ROOM_ABSORB);
	assert_int_equal(plan.count, 1);
	s.zone_usage = 1000;
	assert_int_equal(room_plan(&s, 1).action, ROOM_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(room_is_there_below_both_limits),
		cmocka_unit_test(room_is_refused_to_what_never_fits),
		cmocka_unit_test(room_drops_what_is_in_the_file),
		cmocka_unit_test(room_asks_for_a_flush_or_merges),
		cmocka_unit_test(room_absorbs_into_a_stored_zone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
