/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "server/jobs/load.h"
#include "server/jobs/purge.h"

#define FILE_1 "@ SOA a b 1 7200 900 1209600 300\n"

static void load(void)
{
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	assert_ok(world_change("x"));
	world.job.unit->timers.last_flush_s = 7;
	unit_timers_save(world.job.unit);
}

static bool has_journal(void)
{
	struct journal_info info;
	assert_ok(journal_info(world.env.journal, world.zone.name.wire, &info));
	return info.exists;
}

static void each_part_goes_by_itself(void **state)
{
	(void)state;
	load();
	struct purge_choice choice = {.journal = true};
	assert_ok(job_purge(&world.job, &choice));
	assert_false(has_journal());
	assert_int_equal(world_serial(), 2);
	choice = (struct purge_choice){.timers = true};
	assert_ok(job_purge(&world.job, &choice));
	struct zone_timers timers;
	assert_ok(timers_get(world.env.timers, world.zone.name.wire, &timers));
	assert_int_equal(timers.last_flush_s, 0);
	choice = (struct purge_choice){.file = true};
	assert_int_equal(access(world.file, F_OK), 0);
	assert_ok(job_purge(&world.job, &choice));
	assert_ok(job_purge(&world.job, &choice)); /* none is fine, too */
	assert_int_not_equal(access(world.file, F_OK), 0);
	choice = (struct purge_choice){.contents = true};
	assert_ok(job_purge(&world.job, &choice));
	assert_int_equal(world_serial(), 0);
	assert_int_equal(world.job.unit->slot->flags, SLOT_EXPIRED);
}

static void orphans_are_known_and_removed(void **state)
{
	(void)state;
	const struct purge_choice all = {
		.contents = true, .file = true, .journal = true, .timers = true};
	struct purge_names names = {0};
	load();
	assert_ok(purge_known(&world.env, &names));
	assert_int_equal(names.list.count, 2); /* once for each database */
	assert_true(name_equal(names.list.items[0].wire, world.zone.name.wire));
	VEC_FREE(&names.list);
	assert_ok(purge_orphan(&world.env, world.zone.name.wire, &all));
	assert_ok(purge_known(&world.env, &names));
	assert_int_equal(names.list.count, 0);
	assert_int_equal(access(world.file, F_OK), 0); /* files of orphans are not known */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(each_part_goes_by_itself),
		WORLD_TEST(orphans_are_known_and_removed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
