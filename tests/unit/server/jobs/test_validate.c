/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed_world.h"

#include "server/jobs/validate.h"

/* A zone that was signed elsewhere, as its file. */
static void write_signed(int64_t lifetime_s)
{
	signed_policy.rrsig.lifetime_s = lifetime_s;
	signed_policy.rrsig.refresh_s = signed_policy.rrsig.pre_refresh_s = 1;
	world.zone.zonefile_sync_s = 0;
	assert_ok(job_load(&world.job));
	assert_ok(job_flush_now(&world.job, world.job.unit->slot->version));
	world.env.retire(NULL, slot_publish(world.job.unit->slot, NULL));
	assert_ok(journal_purge(world.env.journal, world.zone.name.wire));
	world.zone.dnssec_signing = false;
	world.zone.dnssec_validation = true;
	signed_policy.rrsig.refresh_s = 0;
}

static void what_holds_is_published(void **state)
{
	(void)state;
	write_signed(100 * 86400);
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_true(world_logged("DNSSEC, validation successful, checked RRSIGs 8\n"));
	assert_false(world_logged("the first RRSIG expires"));
	struct agenda a = scheduler_agenda(&world.job.unit->sched);
	int64_t in_s = (a.at_ns[EVENT_VALIDATE] - clock_mono().ns) / NS_PER_S;
	assert_true(in_s > 99 * 86400 && in_s <= 100 * 86400 + 1);
	assert_ok(job_validate(&world.job));
}

static void change_that_breaks_it_is_refused(void **state)
{
	(void)state;
	write_signed(100 * 86400);
	assert_ok(job_load(&world.job));
	assert_int_equal(world_change("x"), E_SIGNATURE);
	assert_int_equal(world_serial(), 2);
	assert_false(world_has_name("x"));
	assert_true(world_logged("error: [example.] DNSSEC, validation failed ("));
	assert_true(world_logged("error: [example.] DNSSEC, validation hint: "));
}

static void unsigned_zone_does_not_hold(void **state)
{
	(void)state;
	world.zone.dnssec_signing = false;
	world.zone.dnssec_validation = true;
	assert_int_equal(job_load(&world.job), E_SIGNATURE);
	assert_int_equal(world_serial(), 0);
}

static void early_end_is_told_and_a_secondary_expires_with_it(void **state)
{
	(void)state;
	write_signed(3600);
	assert_ok(job_load(&world.job));
	assert_true(world_logged("warning: [example.] DNSSEC, validation, the first RRSIG expires "
	                         "in 3"));
	/* What is served turns out not to hold: as if it had been published before. */
	world.zone.dnssec_validation = false;
	assert_ok(world_change("x"));
	world.zone.dnssec_validation = true;
	assert_int_equal(job_validate(&world.job), E_SIGNATURE);
	assert_int_equal(world_serial(), 3); /* a primary goes on */
	world_be_secondary();
	assert_int_equal(job_validate(&world.job), E_SIGNATURE);
	assert_int_equal(world_serial(), 0);
	assert_true(world_logged("zone expired\n"));
	world.zone.dnssec_validation = false;
	assert_int_equal(job_validate(&world.job), E_NOTSUP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIGNED_TEST(what_holds_is_published),
		SIGNED_TEST(change_that_breaks_it_is_refused),
		SIGNED_TEST(unsigned_zone_does_not_hold),
		SIGNED_TEST(early_end_is_told_and_a_secondary_expires_with_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
