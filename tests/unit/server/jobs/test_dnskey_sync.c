/* SPDX-License-Identifier: BSD-2-Clause */
/* What is planned, and when; what servers answer is tested in server/transfer. */
#include "signed_world.h"

#include "server/jobs/dnskey_sync.h"

static const struct addr nobody; /* of no family: cannot be reached */
static const struct conf_remote remote = {.id = "r", .addresses = &nobody, .address_count = 1};
static const struct conf_remote *const remotes[] = {&remote};
static const struct conf_dnskey_sync others = {
	.id = "s", .remotes = remotes, .remote_count = 1, .check_interval_s = 60};

static void share(void)
{
	signed_policy.keys.incremental = true;
	signed_policy.keys.delete_delay_s = 100;
	signed_policy.sync = &others;
}

static void who_was_not_reached_is_asked_again(void **state)
{
	(void)state;
	share();
	assert_ok(job_load(&world.job));
	assert_true(world_plans(EVENT_DNSKEY_SYNC));
	scheduler_cancel(&world.job.unit->sched, EVENT_DNSKEY_SYNC);
	assert_true(job_dnskey_sync(&world.job) != OK);
	assert_true(world_plans(EVENT_DNSKEY_SYNC));
	assert_true(world_logged("DNSKEY sync, outgoing, remote"));
	assert_served_signed();
}

static void nobody_is_told_without_a_list(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	assert_false(world_plans(EVENT_DNSKEY_SYNC));
	assert_ok(job_dnskey_sync(&world.job));
	assert_false(world_plans(EVENT_DNSKEY_SYNC));
}

static enum err change(uint16_t type, struct span rdata)
{
	const struct update_options o = {.serial = UPDATE_SERIAL_RAISED,
	                                 .origin = UPDATE_FROM_CHANGE};
	const struct zone_record r = {.owner = world.job.unit->slot->version->apex->name,
	                              .type = type,
	                              .ttl = 60,
	                              .rdata = rdata};
	struct update_result result;
	struct update *u = job_update(&world.job);
	assert_ok(zone_edit_add(update_edit(u), &r));
	return job_commit(&world.job, u, &o, &result);
}

/* A change is told when it is one of keys. */
static void other_changes_are_not_told(void **state)
{
	(void)state;
	static const uint8_t key[] = {1, 0, 3, 15, 1, 2, 3, 4, 5, 6, 7, 8, 9};
	share();
	assert_ok(job_load(&world.job));
	scheduler_cancel(&world.job.unit->sched, EVENT_DNSKEY_SYNC);
	assert_ok(change(RR_TXT, span_str("\1x")));
	assert_false(world_plans(EVENT_DNSKEY_SYNC));
	assert_ok(change(RR_DNSKEY, span_of(key, sizeof(key))));
	assert_true(world_plans(EVENT_DNSKEY_SYNC));
	assert_non_null(zone_node_find(world.job.unit->slot->version->apex, RR_DNSKEY));
	scheduler_cancel(&world.job.unit->sched, EVENT_DNSKEY_SYNC);
	/* The parent is to hear of CDS records of others as well. */
	world.zone.ds_push = remotes;
	world.zone.ds_push_count = 1;
	assert_ok(change(RR_CDS, span_of(key, sizeof(key))));
	assert_true(world_plans(EVENT_DS_PUSH));
	assert_true(world_plans(EVENT_DNSKEY_SYNC));
}

/* Somebody puts a record of ours back that is not to be there. */
static void what_signing_undoes_is_no_change(void **state)
{
	(void)state;
	struct span record;
	share();
	assert_ok(job_load(&world.job));
	const struct unit_signing *s = world.job.unit->signing;
	uint32_t serial = world.job.unit->slot->version->serial.value;
	struct rrset_iter it = rrset_iter_of(&s->apex.ever.dnskey);
	while (rrset_next(&it, &record)) {
		if (!rrset_has(&s->apex.dnskey, record))
			assert_ok(change(RR_DNSKEY, record));
	}
	assert_int_equal(world.job.unit->slot->version->serial.value, serial);
	assert_ok(change(RR_TXT, span_str("\1x")));
	assert_int_not_equal(world.job.unit->slot->version->serial.value, serial);
	assert_served_signed();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIGNED_TEST(who_was_not_reached_is_asked_again),
		SIGNED_TEST(nobody_is_told_without_a_list),
		SIGNED_TEST(other_changes_are_not_told),
		SIGNED_TEST(what_signing_undoes_is_no_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
