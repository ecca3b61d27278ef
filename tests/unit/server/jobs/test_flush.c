/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "server/jobs/flush.h"
#include "server/jobs/load.h"

#define FILE_1 "@ SOA a b 1 7200 900 1209600 300\n; ours\n"

static void load(void)
{
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
}

static void file_that_has_the_serial_is_left_alone(void **state)
{
	(void)state;
	world.zone.zonefile_sync_s = 0;
	load();
	assert_ok(job_flush(&world.job));
	assert_true(world_has(world.file, "; ours"));
	unit_ask(world.job.unit, ASKED_FLUSH);
	assert_ok(job_flush(&world.job));
	assert_false(world_has(world.file, "; ours"));
}

static void file_that_is_behind_is_written(void **state)
{
	(void)state;
	world.zone.zonefile_sync_s = 0;
	load();
	assert_ok(world_change("x"));
	assert_ok(job_flush(&world.job));
	assert_true(world_has(world.file, "x.example."));
}

static void never_means_never_but_by_force(void **state)
{
	(void)state;
	load();
	assert_ok(world_change("x"));
	unit_ask(world.job.unit, ASKED_FLUSH);
	assert_ok(job_flush(&world.job));
	assert_true(world_logged(
		"zonefile synchronization disabled, use force command to override it"));
	assert_true(world_has(world.file, "; ours"));
	unit_ask(world.job.unit, ASKED_FLUSH | ASKED_FLUSH_FORCE);
	assert_ok(job_flush(&world.job));
	assert_true(world_has(world.file, "x.example."));
}

static void empty_zone_has_nothing_to_write(void **state)
{
	(void)state;
	world.zone.zonefile_sync_s = 0;
	assert_ok(job_flush(&world.job));
	assert_int_not_equal(access(world.file, F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(file_that_has_the_serial_is_left_alone),
		WORLD_TEST(file_that_is_behind_is_written),
		WORLD_TEST(never_means_never_but_by_force),
		WORLD_TEST(empty_zone_has_nothing_to_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
