/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "server/jobs/load.h"

#define FILE_1 "@ SOA a b 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n"
#define FILE_2 "@ SOA a b 2 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\ntwo A 192.0.2.2\n"

static struct journal_info info(void)
{
	struct journal_info i;
	assert_ok(journal_info(world.env.journal, world.zone.name.wire, &i));
	return i;
}

static void whole_file_replaces_the_contents(void **state)
{
	(void)state;
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 1);
	assert_true(world_logged("zone file parsed, serial 1"));
	assert_true(world_logged("loaded, serial none -> 1, "));
	world_write(FILE_2);
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_false(info().exists); /* no difference is computed */
	world_write("broken\n");
	assert_int_not_equal(job_load(&world.job), OK);
	assert_int_equal(world_serial(), 2);
}

static void whole_file_is_followed_by_the_journal(void **state)
{
	(void)state;
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	assert_ok(world_change("x"));
	assert_ok(world_change("y"));
	world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 3);
	assert_true(world_has_name("x") && world_has_name("y"));
	assert_true(world_logged("changes from journal applied, serial 1 -> 3"));
	assert_int_equal(info().depth, 2);
	/* A file of another serial has no history. */
	world_write("@ SOA a b 9 7200 900 1209600 300\n");
	world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 9);
}

static void no_file_and_no_journal_is_no_zone(void **state)
{
	(void)state;
	world.zone.zonefile_load = ZONEFILE_LOAD_NONE;
	assert_int_equal(job_load(&world.job), E_NOZONE);
	assert_true(world_logged("zone not found"));
	world.zone.zonefile_load = ZONEFILE_LOAD_WHOLE;
	assert_int_equal(job_load(&world.job), E_NOFILE);
}

static void zone_without_file_lives_in_the_journal(void **state)
{
	(void)state;
	world.zone.journal.content = JOURNAL_ALL;
	world_write(FILE_1);
	assert_ok(job_load(&world.job)); /* once from a file, as the operator was told to */
	assert_true(info().has_zone);
	world.zone.zonefile_load = ZONEFILE_LOAD_NONE;
	assert_ok(world_change("x"));
	unlink(world.file);
	world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_true(world_has_name("x"));
	assert_ok(job_load(&world.job)); /* a reload keeps what is there */
	assert_int_equal(world_serial(), 2);
	assert_int_equal(info().depth, 1);
}

static void input_only_file_is_a_difference(void **state)
{
	(void)state;
	world.zone.zonefile_load = ZONEFILE_LOAD_DIFFERENCE;
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	world_write(FILE_2);
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_int_equal(info().first.value, 1);
	assert_int_equal(info().last.value, 2);
	/* The same serial with other records: the server raises it. */
	world_write(FILE_2 "three A 192.0.2.3\n");
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 3);
	assert_true(world_has_name("three"));
	/* Nothing new: nothing happens. */
	world_write("@ SOA a b 3 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\ntwo A 192.0.2.2\n"
	            "three A 192.0.2.3\n");
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 3);
	/* An older serial is refused. */
	world.zone.journal.content = JOURNAL_NONE;
	world_write(FILE_1);
	assert_int_not_equal(job_load(&world.job), OK);
	assert_int_equal(world_serial(), 3);
	assert_true(world_logged("zone file changed with decreased SOA serial"));
	world_write("@ SOA a b 2147483651 7200 900 1209600 300\n");
	assert_int_not_equal(job_load(&world.job), OK);
	assert_true(world_logged("zone file changed with incomparable SOA serial"));
}

static void difference_without_serial_counts_by_itself(void **state)
{
	(void)state;
	world.zone.zonefile_load = ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL;
	world.zone.journal.content = JOURNAL_ALL;
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 1);
	world_write(FILE_1 "more A 192.0.2.3\n"); /* still serial 1 in the file */
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_true(world_logged("zone file parsed, serial updated 1 -> 2"));
	assert_ok(job_load(&world.job)); /* nothing but the serial would change */
	assert_int_equal(world_serial(), 2);
	world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_true(world_has_name("more"));
	world_write(FILE_1);
	world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 3);
	assert_false(world_has_name("more"));
}

static void older_file_than_the_stored_zone_is_ignored_at_start(void **state)
{
	(void)state;
	world.zone.zonefile_load = ZONEFILE_LOAD_DIFFERENCE;
	world.zone.journal.content = JOURNAL_ALL;
	world_write("@ SOA a b 5 7200 900 1209600 300\n");
	assert_ok(job_load(&world.job));
	world_write("@ SOA a b 4 7200 900 1209600 300\nx A 192.0.2.3\n");
	world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 5);
	assert_true(world_logged("ignoring zone file and loading from journal"));
}

static void secondary_without_contents_asks_its_primaries(void **state)
{
	(void)state;
	world_be_secondary();
	assert_ok(job_load(&world.job));
	assert_true(world_logged("zone will be bootstrapped"));
	assert_true(world_plans(EVENT_REFRESH));
	assert_int_equal(world_serial(), 0);
}

static void secondary_with_contents_goes_by_its_timers(void **state)
{
	(void)state;
	world_be_secondary();
	world_write(FILE_1);
	world.job.unit->timers.next_refresh_s = clock_wall().s + 500;
	world.job.unit->timers.next_expire_s = clock_wall().s + 1000;
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 1);
	assert_true(world_plans(EVENT_REFRESH) && world_plans(EVENT_EXPIRE));
	assert_true(world_logged("expires in "));
}

static void secondary_past_its_expire_time_stays_expired(void **state)
{
	(void)state;
	world_be_secondary();
	world_write(FILE_1);
	world.job.unit->timers.next_expire_s = clock_wall().s - 10;
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 0);
	assert_int_equal(world.job.unit->slot->flags, SLOT_EXPIRED);
	assert_true(world_plans(EVENT_REFRESH));
}

static void failed_checks_keep_the_contents(void **state)
{
	(void)state;
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	world_write(FILE_2 "ns CNAME x\n");
	assert_int_equal(job_load(&world.job), E_SEMCHECK);
	assert_int_equal(world_serial(), 1);
	world.zone.max_size = 50;
	world_write(FILE_2);
	assert_int_equal(job_load(&world.job), E_ZONESIZE);
	assert_int_equal(world_serial(), 1);
}

static void new_version_is_followed_by_flush_and_notify(void **state)
{
	(void)state;
	world.zone.zonefile_sync_s = 100;
	world.zone.notify = world.remotes;
	world.zone.notify_count = 1;
	world.zone.notify_delay_s = 50;
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
	assert_true(world_plans(EVENT_FLUSH) && world_plans(EVENT_NOTIFY));
}

static void a_load_takes_as_many_threads_as_it_may(void **state)
{
	(void)state;
	world.conf.server.background_workers = 3;
	world.zone.adjust_threads = 1;
	assert_int_equal(load_threads(&world.job), 3);
	world.zone.adjust_threads = 8;
	assert_int_equal(load_threads(&world.job), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(whole_file_replaces_the_contents),
		WORLD_TEST(whole_file_is_followed_by_the_journal),
		WORLD_TEST(no_file_and_no_journal_is_no_zone),
		WORLD_TEST(zone_without_file_lives_in_the_journal),
		WORLD_TEST(input_only_file_is_a_difference),
		WORLD_TEST(difference_without_serial_counts_by_itself),
		WORLD_TEST(older_file_than_the_stored_zone_is_ignored_at_start),
		WORLD_TEST(secondary_without_contents_asks_its_primaries),
		WORLD_TEST(secondary_with_contents_goes_by_its_timers),
		WORLD_TEST(secondary_past_its_expire_time_stays_expired),
		WORLD_TEST(failed_checks_keep_the_contents),
		WORLD_TEST(new_version_is_followed_by_flush_and_notify),
		WORLD_TEST(a_load_takes_as_many_threads_as_it_may),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
