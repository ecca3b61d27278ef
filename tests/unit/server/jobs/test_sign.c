/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed_world.h"

#include "server/jobs/sign.h"

static void zone_that_is_not_signed_here_has_nothing_to_do(void **state)
{
	(void)state;
	world.zone.dnssec_signing = false;
	assert_ok(job_load(&world.job));
	assert_int_equal(job_sign(&world.job), E_NOTSUP);
}

static void zone_that_is_not_loaded_is_left(void **state)
{
	(void)state;
	assert_ok(job_sign(&world.job));
	assert_true(world_logged("notice: [example.] DNSSEC, the zone is not loaded"));
}

static void nothing_due_leaves_the_serial(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_ok(job_sign(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_true(world_logged("info: [example.] DNSSEC, signing zone\n"));
	assert_true(world_logged("info: [example.] DNSSEC, zone is up-to-date\n"));
	assert_true(world_plans(EVENT_SIGN));
}

static void all_signatures_are_made_anew_when_asked(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	unit_ask(world.job.unit, ASKED_SIGN_ANEW);
	assert_ok(job_sign(&world.job));
	assert_int_equal(world_serial(), 3);
	assert_served_signed();
	assert_true(world_logged("DNSSEC, dropping previous signatures, re-signing zone\n"));
	assert_true(world_logged("DNSSEC, successfully signed, serial 3\n"));
	assert_ok(job_sign(&world.job)); /* once */
	assert_int_equal(world_serial(), 3);
}

static void rollover_that_is_asked_for_begins(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	unit_ask(world.job.unit, ASKED_ROLL_ZSK);
	assert_ok(job_sign(&world.job));
	assert_int_equal(world_serial(), 3);
	assert_served_signed();
	assert_true(world_logged("DNSSEC, ZSK rollover started\n"));
	assert_int_equal(world.job.unit->signing->zone.keys.count, 3);
	unit_ask(world.job.unit, ASKED_ROLL_ZSK);
	assert_ok(job_sign(&world.job));
	assert_true(world_logged("warning: [example.] DNSSEC, ignoring forced key rollover"));
	assert_int_equal(world_serial(), 3);
}

static void failure_leaves_the_last_good_version(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	assert_ok(world_change("w")); /* since when the keys are kept */
	char aside[] = "/tmp/bowline-aside-XXXXXX";
	assert_non_null(mkdtemp(aside));
	signed_each_file(aside);
	assert_int_equal(job_sign(&world.job), E_NOFILE);
	assert_int_equal(world_serial(), 3);
	assert_served_signed();
	assert_true(world_logged("error: [example.] DNSSEC, failed to load keys (failed to load "
	                         "private key "));
	assert_ok(world_change("x")); /* what was loaded signs on */
	assert_served_signed();
	char back[64];
	memcpy(back, signed_keys, sizeof(back));
	snprintf(signed_keys, sizeof(signed_keys), "%s", aside);
	signed_each_file(back);
	memcpy(signed_keys, back, sizeof(back));
	rmdir(aside);
	assert_ok(job_sign(&world.job));
	assert_true(world_logged("warning: [example.] DNSSEC, previous signing had failed\n"));
}

static void policy_without_sense_is_told(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	signed_policy.rrsig.refresh_s = 86400;
	assert_int_equal(job_sign(&world.job), E_RANGE);
	assert_true(world_logged("rrsig-lifetime is not longer than rrsig-refresh"));
	assert_int_equal(world_serial(), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIGNED_TEST(zone_that_is_not_signed_here_has_nothing_to_do),
		SIGNED_TEST(zone_that_is_not_loaded_is_left),
		SIGNED_TEST(nothing_due_leaves_the_serial),
		SIGNED_TEST(all_signatures_are_made_anew_when_asked),
		SIGNED_TEST(rollover_that_is_asked_for_begins),
		SIGNED_TEST(failure_leaves_the_last_good_version),
		SIGNED_TEST(policy_without_sense_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
