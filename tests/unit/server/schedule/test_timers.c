/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/schedule/timers.h"

#include <string.h>
#include <unistd.h>

static char folder[64];
static const uint8_t zone[] = "\7example";

static void clear_folder(void)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char path[96];
		snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		unlink(path);
	}
	rmdir(folder);
}

static struct timers *open_timers(void)
{
	struct timers *t = NULL;
	const struct timers_options o = {.path = folder, .max_size = 8 << 20};
	assert_ok(timers_open(&t, &o, NULL));
	return t;
}

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/bowline-timers-%d", (int)getpid());
	clear_folder();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	clear_folder();
	return 0;
}

static struct zone_timers sample(void)
{
	struct zone_timers t = {.last_flush_s = 1,
	                        .next_refresh_s = INT64_C(1) << 40,
	                        .last_refresh_ok_s = 3,
	                        .next_expire_s = 4,
	                        .master_pin_s = 5,
	                        .has_notified = true,
	                        .notified = {6}};
	static struct addr master;
	assert_ok(addr_parse(&master, span_str("2001:db8::1@5300"), 53));
	t.last_master = &master;
	return t;
}

static void assert_same(const struct zone_timers *a, const struct zone_timers *b)
{
	assert_true(a->last_flush_s == b->last_flush_s && a->next_refresh_s == b->next_refresh_s &&
	            a->last_refresh_ok_s == b->last_refresh_ok_s &&
	            a->next_expire_s == b->next_expire_s && a->master_pin_s == b->master_pin_s &&
	            a->has_notified == b->has_notified && a->notified.value == b->notified.value);
	assert_int_equal(a->last_master != NULL, b->last_master != NULL);
	assert_true(a->last_master == NULL || addr_equal(a->last_master, b->last_master, true));
}

static void records_come_back_as_they_were(void **state)
{
	(void)state;
	uint8_t record[TIMERS_RECORD_MAX];
	struct zone_timers t = sample(), back;
	size_t len = timers_record_write(record, &t);
	assert_ok(timers_record_read(&back, span_of(record, len)));
	assert_same(&t, &back);
	zone_timers_clear(&back);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(timers_record_read(&back, span_of(record, i)), E_CORRUPT);
	t.next_push_s = 1234567890123; /* comes last, and only when there is one */
	assert_int_equal(timers_record_write(record, &t), len + 8);
	assert_ok(timers_record_read(&back, span_of(record, len + 8)));
	assert_int_equal(back.next_push_s, 1234567890123);
	zone_timers_clear(&back);
	assert_int_equal(timers_record_read(&back, span_of(record, len + 7)), E_CORRUPT);
	record[len - 1] = 'x'; /* no address any more */
	assert_int_equal(timers_record_read(&back, span_of(record, len)), E_CORRUPT);
	t = (struct zone_timers){0};
	len = timers_record_write(record, &t);
	assert_ok(timers_record_read(&back, span_of(record, len)));
	assert_same(&t, &back);
}

static void timers_are_there_after_reopening(void **state)
{
	(void)state;
	struct timers *t = open_timers();
	struct zone_timers in = sample(), out;
	assert_ok(timers_get(t, zone, &out));
	assert_int_equal(out.next_refresh_s, 0);
	assert_ok(timers_put(t, zone, &in));
	timers_close(t);
	t = open_timers();
	assert_ok(timers_get(t, zone, &out));
	assert_same(&in, &out);
	zone_timers_clear(&out);
	assert_ok(timers_purge(t, zone));
	assert_ok(timers_purge(t, zone));
	assert_ok(timers_get(t, zone, &out));
	assert_int_equal(out.next_refresh_s, 0);
	timers_close(t);
}

static void what_waits_is_seen_written_and_forgotten(void **state)
{
	(void)state;
	struct timers *t = open_timers();
	struct zone_timers in = sample(), out;
	for (uint8_t i = 0; i < 200; i++) {
		uint8_t name[] = {1, i, 0};
		in.last_flush_s = i;
		assert_ok(timers_put(t, name, &in));
		in.last_flush_s = i + 1;
		assert_ok(timers_put(t, name, &in));
		assert_ok(timers_get(t, name, &out));
		assert_int_equal(out.last_flush_s, i + 1);
		assert_true(addr_equal(out.last_master, in.last_master, true));
		zone_timers_clear(&out);
	}
	assert_ok(timers_sync(t));
	uint8_t last[] = {1, 199, 0};
	assert_ok(timers_get(t, last, &out));
	assert_int_equal(out.last_flush_s, 200);
	zone_timers_clear(&out);
	assert_ok(timers_put(t, last, &in));
	assert_ok(timers_purge(t, last));
	assert_ok(timers_get(t, last, &out));
	assert_int_equal(out.last_flush_s, 0);
	timers_close(t);
}

static enum err add_length(void *ctx, const uint8_t *name)
{
	*(unsigned *)ctx = *(unsigned *)ctx * 10 + name[0];
	return OK;
}

static void zones_with_timers_are_listed(void **state)
{
	(void)state;
	struct timers *t = open_timers();
	struct zone_timers in = sample();
	unsigned seen = 0;
	assert_ok(timers_put(t, (const uint8_t *)"", &in));
	assert_ok(timers_put(t, (const uint8_t *)"\1a", &in));
	assert_ok(timers_put(t, zone, &in));
	assert_ok(timers_zones(t, add_length, &seen));
	assert_int_equal(seen, 17); /* the root, a., example. */
	timers_close(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_come_back_as_they_were),
		cmocka_unit_test_setup_teardown(timers_are_there_after_reopening, setup, teardown),
		cmocka_unit_test_setup_teardown(what_waits_is_seen_written_and_forgotten, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(zones_with_timers_are_listed, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
