/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "server/jobs/load.h"
#include "server/jobs/write_file.h"

#include <dirent.h>

#define FILE_1 "@ SOA a b 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n"

static unsigned entries(const char *path)
{
	unsigned n = 0;
	DIR *d = opendir(path);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static void written_file_holds_the_zone(void **state)
{
	(void)state;
	struct stat st;
	mode_t mask = umask(0027);
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	assert_ok(world_change("x"));
	unsigned before = entries(world.dir);
	assert_ok(zone_file_write(&world.job, world.job.unit->slot->version));
	assert_int_equal(entries(world.dir), before); /* nothing is left beside it */
	assert_true(world_has(world.file, "x.example."));
	assert_int_equal(stat(world.file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	umask(mask);
	assert_true(world_logged("zone file updated, serial 1 -> 2"));
	struct journal_info info;
	assert_ok(journal_info(world.env.journal, world.zone.name.wire, &info));
	assert_true(info.has_flushed);
	assert_int_equal(info.flushed.value, 2);
	struct zone_timers timers;
	assert_ok(timers_get(world.env.timers, world.zone.name.wire, &timers));
	assert_true(timers.last_flush_s > 0);
	/* What was written loads as what it was. */
	world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_true(world_has_name("x"));
}

static void missing_folders_are_made(void **state)
{
	(void)state;
	char path[128];
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	world_path(path, sizeof(path), "sub/zone");
	assert_ok(zone_file_dump(world.job.unit->slot->version, path));
	assert_true(world_has(path, "ns.example."));
}

static void failure_leaves_the_old_file(void **state)
{
	(void)state;
	char path[160];
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	snprintf(path, sizeof(path), "%s/under", world.file); /* below a file */
	world.zone.file = path;
	assert_int_not_equal(zone_file_write(&world.job, world.job.unit->slot->version), OK);
	assert_true(world_logged("failed to update zone file ("));
	assert_true(world_has(world.file, FILE_1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(written_file_holds_the_zone),
		WORLD_TEST(missing_folders_are_made),
		WORLD_TEST(failure_leaves_the_old_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
