/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "server/jobs/load.h"

static void what_is_asked_is_asked_once(void **state)
{
	(void)state;
	struct unit *u = world.job.unit;
	unit_ask(u, ASKED_FLUSH);
	unit_ask(u, ASKED_RETRANSFER);
	assert_int_equal(unit_asked(u, ASKED_FLUSH | ASKED_FLUSH_FORCE), ASKED_FLUSH);
	assert_int_equal(unit_asked(u, ASKED_FLUSH), 0);
	assert_int_equal(unit_asked(u, ASKED_RETRANSFER), ASKED_RETRANSFER);
}

static void timers_are_kept_over_a_restart(void **state)
{
	(void)state;
	world.job.unit->timers.next_refresh_s = 12345;
	unit_timers_save(world.job.unit);
	world_restart();
	assert_int_equal(world.job.unit->timers.next_refresh_s, 12345);
}

static void pinned_version_is_the_one_served(void **state)
{
	(void)state;
	assert_null(unit_pin(world.job.unit));
	world_write("@ SOA a b 1 7200 900 1209600 300\n");
	assert_ok(job_load(&world.job));
	struct zone_version *v = unit_pin(world.job.unit);
	assert_ptr_equal(v, world.job.unit->slot->version);
	assert_int_equal(v->pins, 1);
	zone_version_unpin(v);
}

static void events_are_planned_by_either_clock(void **state)
{
	(void)state;
	job_plan(&world.job, EVENT_EXPIRE, 100);
	assert_true(world_plans(EVENT_EXPIRE));
	job_plan_at(&world.job, EVENT_REFRESH, clock_wall().s - 5);
	struct agenda a = scheduler_agenda(&world.job.unit->sched);
	assert_true(a.at_ns[EVENT_REFRESH] <= clock_mono().ns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(what_is_asked_is_asked_once),
		WORLD_TEST(timers_are_kept_over_a_restart),
		WORLD_TEST(pinned_version_is_the_one_served),
		WORLD_TEST(events_are_planned_by_either_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
