/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed_world.h"

#include "server/jobs/sign.h"
#include "server/keys/use.h"

static void loaded_zone_is_signed(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	assert_served_signed();
	assert_true(world_logged("notice: [example.] DNSSEC, KSK submission, waiting for "));
	assert_true(world_logged(", algorithm ED25519, KSK, public, ready, active+\n"));
	assert_true(world_logged("DNSSEC, signing started\n"));
	assert_true(world_logged("DNSSEC, successfully signed, serial 2\n"));
	assert_true(world_logged("DNSSEC, next signing at "));
	assert_true(world_logged("loaded, serial none -> 1 -> 2, "));
	assert_true(signing_waits_for_parent(world.job.unit));
	struct kasp_zone zone;
	assert_ok(kasp_read(signed_kasp, world.zone.name.wire, &zone));
	assert_true(zone.facts.signed_s > 0);
	kasp_zone_deinit(&zone);
}

static void restart_signs_nothing_again(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	assert_ok(world_change("x"));
	assert_int_equal(world_serial(), 3);
	signed_world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 3);
	assert_true(world_has_name("x"));
	assert_served_signed();
	assert_true(world_logged("DNSSEC, zone is up-to-date\n"));
}

static void change_costs_what_it_touches(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	assert_ok(world_change("x"));
	assert_served_signed();
	assert_true(world_logged("DNSSEC, incrementally signed, serial 3\n"));
	assert_true(world_logged("DNSSEC, new RRSIGs 4\n"));
}

static void private_keys_are_kept_while_the_zone_changes(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	const struct unit_signing *s = world.job.unit->signing;
	assert_true(s->is_taken && !s->has_pairs);
	assert_ok(world_change("x"));
	assert_true(s->has_pairs);
	assert_ok(job_sign(&world.job)); /* it was changed since the last one */
	assert_true(s->has_pairs);
	assert_ok(job_sign(&world.job));
	assert_false(s->has_pairs);
	assert_ok(world_change("y"));
	assert_served_signed();
}

static void larger_ttl_counts_in_waits_from_its_publication(void **state)
{
	(void)state;
	struct kasp_zone zone;
	assert_ok(job_load(&world.job));
	struct update *u = job_update(&world.job);
	const struct update_options o = {.serial = UPDATE_SERIAL_RAISED,
	                                 .origin = UPDATE_FROM_CHANGE};
	struct update_result result;
	const struct zone_record r = {
		.owner = world.zone.name.wire, .type = 16, .ttl = 5000, .rdata = span_of("\1a", 2)};
	assert_ok(zone_edit_add(update_edit(u), &r));
	assert_ok(job_commit(&world.job, u, &o, &result));
	assert_ok(kasp_read(signed_kasp, world.zone.name.wire, &zone));
	assert_int_equal(zone.facts.ttls.zone_s, 5000);
	kasp_zone_deinit(&zone);
}

static void file_that_changed_is_a_difference_without_its_signatures(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	world_write(SIGNED_FILE "new TXT x\n");
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 3);
	assert_true(world_has_name("new"));
	assert_served_signed();
	world_write("@ SOA a b 9 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n");
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 9);
	assert_false(world_has_name("new"));
	assert_served_signed();
}

static void difference_needs_a_newer_serial_for_other_records(void **state)
{
	(void)state;
	world.zone.zonefile_load = ZONEFILE_LOAD_DIFFERENCE;
	assert_ok(job_load(&world.job));
	assert_ok(job_load(&world.job)); /* the same records under an older serial are nothing */
	assert_int_equal(world_serial(), 2);
	world_write("@ SOA a b 0 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\nnew TXT x\n");
	assert_int_equal(job_load(&world.job), E_RANGE);
	assert_true(world_logged("zone file changed with decreased SOA serial"));
	assert_false(world_has_name("new"));
}

static void zone_in_the_journal_is_served_and_looked_at(void **state)
{
	(void)state;
	world.zone.journal.content = JOURNAL_ALL;
	world.zone.zonefile_load = ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL;
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	signed_world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_served_signed();
	signed_world_restart();
	unlink(world.file);
	assert_int_equal(job_load(&world.job), E_NOFILE);
	assert_int_equal(world_serial(), 2);
	assert_true(world_plans(EVENT_SIGN));
}

static void without_database_an_unsigned_file_is_not_served(void **state)
{
	(void)state;
	world.env.kasp = NULL;
	assert_int_equal(job_load(&world.job), E_IO);
	assert_int_equal(world_serial(), 0);
	assert_true(world_logged(
		"error: [example.] DNSSEC, failed to load keys (the KASP database is not open)\n"));
	assert_true(world_plans(EVENT_LOAD));
}

static void without_database_a_signed_zone_is_served_as_it_was(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_served_signed();
	assert_true(world_logged("warning: [example.] DNSSEC, the zone is served with the "
	                         "signatures that were stored\n"));
	assert_int_equal(world_change("x"), E_IO);
	assert_false(world_has_name("x"));
	world.env.kasp = signed_kasp;
	assert_ok(job_load(&world.job));
	assert_ok(world_change("x"));
	assert_served_signed();
}

static void confirmed_submission_is_carried_out_by_the_next_signing(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	assert_ok(signing_confirm(&world.job, 0, false));
	assert_true(world_logged("notice: [example.] DNSSEC, KSK submission, confirmed\n"));
	assert_true(world_plans(EVENT_SIGN));
	assert_ok(job_sign(&world.job));
	assert_served_signed();
	assert_false(signing_waits_for_parent(world.job.unit));
	assert_true(world_logged(", algorithm ED25519, KSK, public, active\n"));
	assert_int_equal(signing_confirm(&world.job, 0, false), E_NOKEY_READY);
}

static void salt_is_made_when_the_chain_is_hashed(void **state)
{
	(void)state;
	signed_policy.nsec3 = (struct policy_nsec3){.on = true, .salt_len = 4};
	assert_ok(job_load(&world.job));
	assert_served_signed();
	assert_int_equal(world.job.unit->slot->version->nsec3_param->salt_len, 4);
	signed_policy.nsec3.salt_len = 0;
	assert_ok(job_sign(&world.job));
	assert_served_signed();
	assert_int_equal(world.job.unit->slot->version->nsec3_param->salt_len, 0);
	signed_policy.nsec3.on = false;
	assert_ok(job_sign(&world.job));
	assert_served_signed();
	assert_true(world.job.unit->slot->version->denial == ZONE_NSEC);
}

static void zone_that_was_not_signed_by_us_is_verified(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	signing_distrust(world.job.unit);
	assert_false(signing_is_settled(world.job.unit));
	assert_ok(job_sign(&world.job));
	assert_true(signing_is_settled(world.job.unit));
	assert_int_equal(world_serial(), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIGNED_TEST(loaded_zone_is_signed),
		SIGNED_TEST(restart_signs_nothing_again),
		SIGNED_TEST(change_costs_what_it_touches),
		SIGNED_TEST(private_keys_are_kept_while_the_zone_changes),
		SIGNED_TEST(larger_ttl_counts_in_waits_from_its_publication),
		SIGNED_TEST(file_that_changed_is_a_difference_without_its_signatures),
		SIGNED_TEST(difference_needs_a_newer_serial_for_other_records),
		SIGNED_TEST(zone_in_the_journal_is_served_and_looked_at),
		SIGNED_TEST(without_database_an_unsigned_file_is_not_served),
		SIGNED_TEST(without_database_a_signed_zone_is_served_as_it_was),
		SIGNED_TEST(confirmed_submission_is_carried_out_by_the_next_signing),
		SIGNED_TEST(salt_is_made_when_the_chain_is_hashed),
		SIGNED_TEST(zone_that_was_not_signed_by_us_is_verified),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
