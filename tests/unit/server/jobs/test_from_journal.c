/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "server/jobs/from_journal.h"
#include "server/jobs/load.h"
#include "server/zone/diff.h"

static void stored_zone_comes_with_its_changes(void **state)
{
	(void)state;
	struct zone_version *v = NULL;
	assert_int_equal(journal_zone_make(&world.job, &v), E_NOTFOUND);
	world.zone.journal.content = JOURNAL_ALL;
	world_write("@ SOA a b 1 7200 900 1209600 300\n");
	assert_ok(job_load(&world.job));
	assert_ok(world_change("x"));
	assert_ok(world_change("y"));
	assert_ok(journal_zone_make(&world.job, &v));
	struct zone_changeset c = {0};
	zone_diff(&c, v, world.job.unit->slot->version, 0);
	assert_int_equal(c.added.count + c.removed.count, 0);
	zone_changeset_deinit(&c);
	zone_version_free(v);
}

static void changes_that_do_not_fit_are_refused(void **state)
{
	(void)state;
	struct zone_version *v = NULL;
	bool replayed = true;
	world_write("@ SOA a b 1 7200 900 1209600 300\n");
	assert_ok(job_load(&world.job));
	assert_ok(world_change("x"));
	/* The file gets the record, and keeps the serial: the journal adds what is there. */
	world_write("@ SOA a b 1 7200 900 1209600 300\nx 60 A 192.0.2.1\n");
	world_restart();
	assert_int_not_equal(job_load(&world.job), OK);
	assert_true(world_logged("failed to load journal (such record already exists in zone)"));
	assert_int_equal(world_serial(), 0);
	world_write("@ SOA a b 5 7200 900 1209600 300\n");
	assert_ok(job_load(&world.job));
	v = update_drop(world.job.unit->slot);
	assert_ok(journal_replay(&world.job, &v, &replayed)); /* nothing leads from serial 5 */
	assert_false(replayed);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(stored_zone_comes_with_its_changes),
		WORLD_TEST(changes_that_do_not_fit_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
