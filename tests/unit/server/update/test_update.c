/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone/change_text.h"
#include "server/update/update.h"

#include <unistd.h>

static const uint8_t apex[] = "\7example";
static char folder[64];
static struct journal *journal;
static struct zone_slot *slot;
static struct zone_conf conf;
static struct update_target target;
static unsigned retired, flushes;

static void clear_folder(void)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
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
	retired++;
}

static enum err flush(void *ctx, const struct zone_version *v)
{
	(void)ctx;
	flushes++;
	return journal_flushed(journal, apex, v->serial);
}

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/bowline-update-%d", (int)getpid());
	clear_folder();
	const struct journal_options o = {.path = folder, .max_size = 8 << 20};
	assert_ok(journal_open(&journal, &o, NULL));
	slot = slot_new(1, apex);
	conf = (struct zone_conf){
		.journal = {.content = JOURNAL_CHANGES, .max_usage = 1 << 20, .max_depth = 3},
		.max_size = UINT64_MAX,
		.serial_modulo = {0, 1, 0},
	};
	target = (struct update_target){
		.slot = slot, .conf = &conf, .journal = journal, .retire = retire, .flush = flush};
	retired = flushes = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	slot_free(slot);
	journal_close(journal);
	clear_folder();
	return 0;
}

static struct update_options options(enum update_serial serial, enum update_origin origin)
{
	return (struct update_options){.serial = serial,
	                               .origin = origin,
	                               .check = true,
	                               .check_zonemd = true,
	                               .now_s = 1000};
}

/* Load the zone as from a file. */
static void load(void)
{
	struct update_options o = options(UPDATE_SERIAL_GIVEN, UPDATE_FROM_FILE);
	struct update_result r;
	struct update *u = update_begin(&target);
	update_replace(u, zone_from_text("example.",
	                                 (const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300",
	                                                  "@ 60 NS ns", "ns 60 A 192.0.2.1",
	                                                  "d 60 DNAME x.", "c 60 CNAME x.", NULL}));
	assert_ok(update_commit(u, &o, &r));
	assert_true(r.changed);
	assert_int_equal(r.after.value, 1);
}

static struct update *change(const char *const *lines)
{
	struct update *u = update_begin(&target);
	struct zone_changeset c = changes_from_text(lines);
	assert_ok(zone_edit_apply(update_edit(u), &c, false));
	zone_changeset_deinit(&c);
	return u;
}

static enum err commit_change(const char *const *lines, struct update_result *r)
{
	struct update_options o = options(UPDATE_SERIAL_RAISED, UPDATE_FROM_CHANGE);
	struct update *u = change(lines);
	enum err e = update_commit(u, &o, r);
	if (e != OK)
		update_abort(u);
	return e;
}

static unsigned serial(void)
{
	return slot->version != NULL ? slot->version->serial.value : 0;
}

static void change_raises_the_serial_and_is_journalled(void **state)
{
	(void)state;
	struct update_result r;
	struct journal_info info;
	load();
	assert_ok(commit_change((const char *[]){"+x 60 A 192.0.2.2", NULL}, &r));
	assert_true(r.changed && r.had_base);
	assert_int_equal(r.before.value, 1);
	assert_int_equal(r.after.value, 2);
	assert_int_equal(serial(), 2);
	assert_ok(journal_info(journal, apex, &info));
	assert_int_equal(info.first.value, 1);
	assert_int_equal(info.last.value, 2);
	assert_int_equal(retired, 2);
}

static void no_change_publishes_nothing(void **state)
{
	(void)state;
	struct update_result r;
	struct journal_info info;
	load();
	assert_ok(commit_change((const char *[]){"-ns 60 A 192.0.2.1", "+ns 60 A 192.0.2.1", NULL},
	                        &r));
	assert_false(r.changed);
	assert_int_equal(serial(), 1);
	assert_ok(journal_info(journal, apex, &info));
	assert_false(info.exists);
}

static void own_serial_of_a_change_is_kept_if_it_is_newer(void **state)
{
	(void)state;
	struct update_result r;
	load();
	assert_ok(commit_change((const char *[]){"-@ 60 SOA a b 1 7200 900 1209600 300",
	                                         "+@ 60 SOA a b 50 7200 900 1209600 300", NULL},
	                        &r));
	assert_int_equal(serial(), 50);
	assert_int_equal(
		commit_change((const char *[]){"-@ 60 SOA a b 50 7200 900 1209600 300",
	                                       "+@ 60 SOA a b 49 7200 900 1209600 300", NULL},
	                      &r),
		E_SERIAL);
	assert_int_equal(serial(), 50);
}

static void failed_checks_leave_the_update_to_be_mended(void **state)
{
	(void)state;
	struct update_options o = options(UPDATE_SERIAL_RAISED, UPDATE_FROM_CHANGE);
	struct update_result r;
	load();
	struct update *u = change((const char *[]){"+c 60 A 192.0.2.2", NULL});
	assert_int_equal(update_commit(u, &o, &r), E_SEMCHECK);
	assert_int_equal(serial(), 1);
	struct zone_changeset c = changes_from_text((const char *[]){"-c 60 CNAME x.", NULL});
	assert_ok(zone_edit_apply(update_edit(u), &c, false));
	zone_changeset_deinit(&c);
	assert_ok(update_commit(u, &o, &r));
	assert_int_equal(serial(), 2);
	assert_int_equal(commit_change((const char *[]){"+y.d 60 A 192.0.2.2", NULL}, &r),
	                 E_SEMCHECK);
	conf.max_size = 100;
	assert_int_equal(commit_change((const char *[]){"+y 60 A 192.0.2.2", NULL}, &r),
	                 E_ZONESIZE);
	assert_int_equal(serial(), 2);
}

static void empty_zone_is_made_of_records(void **state)
{
	(void)state;
	struct update_options o = options(UPDATE_SERIAL_RAISED, UPDATE_FROM_CHANGE);
	struct update_result r;
	conf.journal.content = JOURNAL_ALL;
	struct update *u = change((const char *[]){"+ns 60 A 192.0.2.1", NULL});
	assert_false(update_has_base(u));
	assert_int_equal(update_commit(u, &o, &r), E_NOSOA);
	struct zone_changeset c = changes_from_text(
		(const char *[]){"+@ 60 SOA a b 9 7200 900 1209600 300", "+@ 60 NS ns", NULL});
	assert_ok(zone_edit_apply(update_edit(u), &c, false));
	zone_changeset_deinit(&c);
	assert_ok(update_changes(u, &c));
	assert_int_equal(c.added.count, 3);
	assert_int_equal(c.removed.count, 0);
	zone_changeset_deinit(&c);
	assert_ok(update_commit(u, &o, &r));
	assert_false(r.had_base);
	assert_int_equal(serial(), 9);
	assert_int_equal(slot->version->record_count, 3);
	struct journal_info info;
	assert_ok(journal_info(journal, apex, &info));
	assert_true(info.has_zone);
	assert_int_equal(info.zone.value, 9);
}

static void transfers_and_files_tell_the_journal_what_they_should(void **state)
{
	(void)state;
	struct update_result r;
	struct journal_info info;
	struct update_options o = options(UPDATE_SERIAL_GIVEN, UPDATE_FROM_TRANSFER);
	load();
	assert_ok(commit_change((const char *[]){"+x 60 A 192.0.2.2", NULL}, &r));
	struct update *u = update_begin(&target);
	update_replace(
		u, zone_from_text("example.",
	                          (const char *[]){"@ 60 SOA a b 7 7200 900 1209600 300", NULL}));
	assert_ok(update_commit(u, &o, &r));
	assert_ok(journal_info(journal, apex, &info));
	assert_false(info.exists); /* it would not lead to serial 7 */
	conf.journal.content = JOURNAL_ALL;
	o.origin = UPDATE_FROM_FILE;
	u = update_begin(&target);
	update_replace(
		u, zone_from_text("example.",
	                          (const char *[]){"@ 60 SOA a b 8 7200 900 1209600 300", NULL}));
	assert_ok(update_commit(u, &o, &r));
	assert_ok(journal_info(journal, apex, &info));
	assert_true(info.has_zone);
	assert_int_equal(info.zone.value, 8);
}

static void full_history_is_flushed_once(void **state)
{
	(void)state;
	struct update_result r;
	struct journal_info info;
	load();
	for (unsigned i = 0; i < 5; i++) {
		char line[40];
		snprintf(line, sizeof(line), "+x%u 60 A 192.0.2.2", i);
		assert_ok(commit_change((const char *[]){line, NULL}, &r));
	}
	assert_int_equal(flushes, 1);
	assert_int_equal(serial(), 6);
	assert_ok(journal_info(journal, apex, &info));
	assert_int_equal(info.last.value, 6);
	assert_int_equal(info.depth, 3);
	conf.zonefile_sync_s = -1; /* no file is written: merged instead */
	for (unsigned i = 5; i < 9; i++) {
		char line[40];
		snprintf(line, sizeof(line), "+x%u 60 A 192.0.2.2", i);
		assert_ok(commit_change((const char *[]){line, NULL}, &r));
	}
	assert_int_equal(flushes, 1);
}

static void journal_that_refuses_keeps_the_zone_as_it_is(void **state)
{
	(void)state;
	struct update_result r;
	load();
	conf.journal.max_usage = 64;
	assert_int_equal(commit_change((const char *[]){"+x 60 A 192.0.2.2", NULL}, &r), E_SPACE);
	assert_int_equal(serial(), 1);
}

static void zonemd_is_made_with_every_version(void **state)
{
	(void)state;
	struct update_result r;
	conf.zonemd_generate = GENERATE_ZONEMD_SHA384;
	conf.zonemd_verify = true;
	load(); /* verified, since it was made before */
	assert_ok(commit_change((const char *[]){"+x 60 A 192.0.2.2", NULL}, &r));
	assert_int_equal(serial(), 2);
	conf.zonemd_generate = GENERATE_ZONEMD_NONE;
	assert_int_equal(commit_change((const char *[]){"+y 60 A 192.0.2.2", NULL}, &r), E_ZONEMD);
	/* A new setting alone is a change that needs a serial. */
	conf.zonemd_generate = GENERATE_ZONEMD_SHA512;
	struct update_options o = options(UPDATE_SERIAL_RAISED, UPDATE_FROM_CHANGE);
	struct update *u = update_begin(&target);
	assert_ok(update_commit(u, &o, &r));
	assert_true(r.changed);
	assert_int_equal(serial(), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(change_raises_the_serial_and_is_journalled, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(no_change_publishes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(own_serial_of_a_change_is_kept_if_it_is_newer,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(failed_checks_leave_the_update_to_be_mended, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(empty_zone_is_made_of_records, setup, teardown),
		cmocka_unit_test_setup_teardown(
			transfers_and_files_tell_the_journal_what_they_should, setup, teardown),
		cmocka_unit_test_setup_teardown(full_history_is_flushed_once, setup, teardown),
		cmocka_unit_test_setup_teardown(journal_that_refuses_keeps_the_zone_as_it_is, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(zonemd_is_made_with_every_version, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
