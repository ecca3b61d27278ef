/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "server/jobs/load.h"

#define FILE_1 "@ SOA a b 1 7200 900 1209600 300\n"

static int64_t planned_in_ms(enum zone_event event)
{
	struct agenda a = scheduler_agenda(&world.job.unit->sched);
	assert_true(agenda_has(&a, event));
	return mono_ms_between(clock_mono(), (struct mono){a.at_ns[event]});
}

static void load(void)
{
	world_write(FILE_1);
	assert_ok(job_load(&world.job));
}

static void flush_is_counted_from_the_last_one(void **state)
{
	(void)state;
	world.zone.zonefile_sync_s = 1000;
	world.job.unit->timers.last_flush_s = clock_wall().s - 400;
	load();
	int64_t in = planned_in_ms(EVENT_FLUSH);
	assert_true(in > 590 * 1000 && in <= 600 * 1000);
	assert_ok(world_change("x")); /* a later change does not put it off */
	assert_true(planned_in_ms(EVENT_FLUSH) <= in);
}

static void notify_waits_as_configured(void **state)
{
	(void)state;
	world.zone.notify = world.remotes;
	world.zone.notify_count = 1;
	world.zone.notify_delay_s = 50;
	world.job.unit->refresh.just_now = true;
	load();
	int64_t in = planned_in_ms(EVENT_NOTIFY);
	assert_true(in > 45 * 1000 && in <= 51 * 1000);
}

static void notify_is_not_repeated_after_a_restart(void **state)
{
	(void)state;
	world.zone.notify = world.remotes;
	world.zone.notify_count = 1;
	world.job.unit->timers.has_notified = true;
	world.job.unit->timers.notified.value = 1;
	load();
	assert_false(world_plans(EVENT_NOTIFY));
}

static void journal_that_is_full_writes_the_file(void **state)
{
	(void)state;
	world.zone.journal.max_depth = 2;
	world.zone.zonefile_sync_s = 1000;
	load();
	assert_ok(world_change("x"));
	assert_ok(world_change("y"));
	assert_ok(world_change("z"));
	assert_true(world_logged(
		"journal, flushing the zone to allow old changesets cleanup to free space"));
	assert_true(world_has(world.file, "y.example."));
	assert_int_equal(world_serial(), 4);
}

static void failed_checks_are_told(void **state)
{
	(void)state;
	world_write(FILE_1 "c CNAME x\n");
	assert_ok(job_load(&world.job));
	struct update *u = job_update(&world.job);
	struct name owner;
	uint8_t address[4] = {192, 0, 2, 1};
	const struct update_options o = {
		.serial = UPDATE_SERIAL_RAISED, .origin = UPDATE_FROM_CHANGE, .check = true};
	struct update_result result;
	assert_ok(name_prepend(&owner, span_str("c"), world.zone.name.wire));
	const struct zone_record r = {
		.owner = owner.wire, .type = 1, .ttl = 60, .rdata = span_of(address, 4)};
	assert_ok(zone_edit_add(update_edit(u), &r));
	assert_int_equal(job_commit(&world.job, u, &o, &result), E_SEMCHECK);
	assert_true(world_logged(
		"error: [example.] check, node c.example., another record exists beside CNAME"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(flush_is_counted_from_the_last_one),
		WORLD_TEST(notify_waits_as_configured),
		WORLD_TEST(notify_is_not_repeated_after_a_restart),
		WORLD_TEST(journal_that_is_full_writes_the_file),
		WORLD_TEST(failed_checks_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
