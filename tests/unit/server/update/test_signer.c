/* SPDX-License-Identifier: BSD-2-Clause */
/* Commits of a zone that is signed: what is published is whole, what is journalled leads there. */
#include "../sign/sign_world.h"
#include "server/update/update.h"
#include "server/zone/check_zonemd.h"

#include <unistd.h>

static char folder[64];
static struct world keys;
static struct journal *journal;
static struct zone_slot *slot;
static struct zone_conf conf;
static struct update_target target;
static struct signer signer;

static void folder_clear(void)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char path[96];
		snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		unlink(path);
	}
	rmdir(folder);
}

static void retire(void *ctx, struct zone_version *old)
{
	(void)ctx;
	zone_version_free(old);
}

static enum err flush(void *ctx, const struct zone_version *v)
{
	(void)ctx;
	(void)!journal_flushed(journal, world_zone, v->serial); /* there may be no history */
	return OK;
}

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/bowline-signer-%d", (int)getpid());
	folder_clear();
	const struct journal_options o = {.path = folder, .max_size = 8 << 20};
	assert_ok(journal_open(&journal, &o, NULL));
	world_init(&keys);
	slot = slot_new(1, world_zone);
	conf = (struct zone_conf){
		.journal = {.content = JOURNAL_CHANGES, .max_usage = 1 << 20, .max_depth = 9},
		.max_size = UINT64_MAX,
		.serial_modulo = {0, 1, 0},
	};
	target = (struct update_target){
		.slot = slot, .conf = &conf, .journal = journal, .retire = retire, .flush = flush};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	slot_free(slot);
	world_deinit(&keys);
	journal_close(journal);
	folder_clear();
	return 0;
}

static struct zone_version *file_of(const char *soa)
{
	return world_zone_of((const char *[]){soa, "@ 60 NS ns", "ns 60 A 192.0.2.1",
	                                      "*.w 60 A 192.0.2.2", "d 60 NS x.", NULL});
}

#define SOA_1 "@ 60 SOA a b 1 7200 900 1209600 300"

static struct update_options options(enum update_serial serial, enum update_origin origin,
                                     enum signer_how how)
{
	signer = (struct signer){.input = &keys.in, .how = how};
	signer.is_trusted = slot->version != NULL;
	return (struct update_options){.serial = serial,
	                               .origin = origin,
	                               .check = true,
	                               .check_zonemd = true,
	                               .signer = &signer,
	                               .now_s = SIGN_NOW};
}

static struct update_result load(const char *soa)
{
	struct update_options o = options(UPDATE_SERIAL_GIVEN, UPDATE_FROM_FILE, SIGNER_WHOLE);
	struct update_result r;
	struct update *u = update_begin(&target);
	update_replace(u, file_of(soa));
	assert_ok(update_commit(u, &o, &r));
	return r;
}

static enum err change(const char *line, bool adds, enum signer_how how)
{
	enum update_origin origin = line != NULL ? UPDATE_FROM_CHANGE : UPDATE_FROM_SIGNER;
	struct update_options o = options(UPDATE_SERIAL_RAISED, origin, how);
	struct update_result r;
	struct update *u = update_begin(&target);
	if (line != NULL)
		assert_ok(world_change(update_edit(u), line, adds));
	enum err e = update_commit(u, &o, &r);
	if (e != OK)
		update_abort(u);
	return e;
}

static struct journal_info info(void)
{
	struct journal_info i;
	assert_ok(journal_info(journal, world_zone, &i));
	return i;
}

static void file_is_signed_under_the_next_serial_and_the_journal_leads_there(void **state)
{
	(void)state;
	struct update_result r = load(SOA_1);
	assert_true(r.changed && !r.had_base);
	assert_int_equal(r.given.value, 1);
	assert_int_equal(r.after.value, 2);
	assert_int_equal(r.max_ttl, 60);
	assert_signed_well(slot->version, SIGN_NOW);
	assert_int_equal(info().first.value, 1);
	assert_int_equal(info().last.value, 2);
}

static void change_is_signed_where_it_is(void **state)
{
	(void)state;
	load(SOA_1);
	assert_ok(change("x 60 A 192.0.2.3", true, SIGNER_CHANGE));
	assert_int_equal(slot->version->serial.value, 3);
	assert_signed_well(slot->version, SIGN_NOW);
	assert_false(signer.result.is_whole);
	/* x, its NSEC, the one before, the SOA */
	assert_int_equal(signer.result.made, 4);
	assert_ok(change("x 60 A 192.0.2.3", false, SIGNER_CHANGE));
	assert_signed_well(slot->version, SIGN_NOW);
	assert_int_equal(info().last.value, 4);
}

static void nothing_due_publishes_nothing(void **state)
{
	(void)state;
	load(SOA_1);
	const struct zone_version *before = slot->version;
	assert_ok(change(NULL, false, SIGNER_REFRESH));
	assert_ok(change(NULL, false, SIGNER_WHOLE));
	assert_ptr_equal(slot->version, before);
	assert_ok(change(NULL, false, SIGNER_ANEW));
	assert_int_equal(slot->version->serial.value, 3);
	assert_int_equal(signer.result.made, 9);
	assert_signed_well(slot->version, SIGN_NOW);
}

static void what_its_own_keys_do_not_verify_is_not_published(void **state)
{
	(void)state;
	load(SOA_1);
	const struct zone_version *before = slot->version;
	keys.keys[1].signs_zone = false; /* nobody signs the SOA */
	assert_int_equal(change("x 60 A 192.0.2.3", true, SIGNER_WHOLE), E_SIGNATURE);
	assert_ptr_equal(slot->version, before);
	assert_int_equal(info().last.value, 2);
}

static void semantic_checks_come_before_signing(void **state)
{
	(void)state;
	load(SOA_1);
	assert_int_equal(change("ns 60 CNAME x.", true, SIGNER_CHANGE), E_SEMCHECK);
	assert_int_equal(slot->version->serial.value, 2);
}

static void digest_is_of_the_signed_zone(void **state)
{
	(void)state;
	conf.zonemd_generate = GENERATE_ZONEMD_SHA384;
	load(SOA_1);
	assert_signed_well(slot->version, SIGN_NOW);
	assert_true(zone_check_zonemd(slot->version, world_tell, NULL));
	assert_ok(change("x 60 A 192.0.2.3", true, SIGNER_CHANGE));
	assert_signed_well(slot->version, SIGN_NOW);
	assert_true(zone_check_zonemd(slot->version, world_tell, NULL));
	/* x, two of the chain, ZONEMD in its place, with the SOA, and with its digest: what the
	 * digest covers is not signed behind it. */
	assert_int_equal(signer.result.made, 7);
	const struct zone_version *before = slot->version;
	assert_ok(change(NULL, false, SIGNER_REFRESH));
	assert_ptr_equal(slot->version, before);
}

static void serials_that_are_out_are_not_used_again(void **state)
{
	(void)state;
	struct update_options o = options(UPDATE_SERIAL_GIVEN, UPDATE_FROM_FILE, SIGNER_WHOLE);
	struct update_result r;
	o.has_published = true;
	o.published = (struct serial){17};
	struct update *u = update_begin(&target);
	update_replace(u, file_of(SOA_1));
	assert_ok(update_commit(u, &o, &r));
	assert_int_equal(r.after.value, 18);
	o = options(UPDATE_SERIAL_RAISED, UPDATE_FROM_TRANSFER, SIGNER_CHANGE);
	o.has_published = true;
	o.published = (struct serial){30};
	u = update_begin(&target);
	assert_ok(world_change(update_edit(u), "x 60 A 192.0.2.3", true));
	assert_ok(update_commit(u, &o, &r));
	assert_int_equal(r.after.value, 31);
}

static void whole_transfer_gets_the_next_of_our_serials(void **state)
{
	(void)state;
	load(SOA_1);
	struct update_options o = options(UPDATE_SERIAL_RAISED, UPDATE_FROM_TRANSFER, SIGNER_WHOLE);
	struct update_result r;
	struct update *u = update_begin(&target);
	update_replace(u, file_of("@ 60 SOA a b 99 7200 900 1209600 300"));
	assert_ok(update_commit(u, &o, &r));
	assert_int_equal(r.after.value, 3);
	assert_signed_well(slot->version, SIGN_NOW);
}

static void history_without_room_begins_anew_when_the_file_keeps_the_zone(void **state)
{
	(void)state;
	conf.journal.max_usage = 500;
	load(SOA_1);
	assert_int_equal(slot->version->serial.value, 2);
	assert_false(info().exists);
	keys.in.now.s++; /* so that signatures differ */
	assert_ok(change(NULL, false, SIGNER_ANEW));
	assert_false(info().exists);
	assert_int_equal(change("x 60 A 192.0.2.3", true, SIGNER_CHANGE), E_SPACE);
	keys.in.now.s++;
	conf.zonefile_sync_s = -1; /* then nothing would keep it */
	assert_int_equal(change(NULL, false, SIGNER_ANEW), E_SPACE);
}

#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(file_is_signed_under_the_next_serial_and_the_journal_leads_there),
		T(change_is_signed_where_it_is),
		T(nothing_due_publishes_nothing),
		T(what_its_own_keys_do_not_verify_is_not_published),
		T(semantic_checks_come_before_signing),
		T(digest_is_of_the_signed_zone),
		T(serials_that_are_out_are_not_used_again),
		T(whole_transfer_gets_the_next_of_our_serials),
		T(history_without_room_begins_anew_when_the_file_keeps_the_zone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
