/* SPDX-License-Identifier: BSD-2-Clause */
#include "history_text.h"
#include "base/rand.h"
#include "server/zone/diff.h"
#include "server/zone/edit.h"

static struct store *store;
static struct journal_limits limits;

static int setup(void **state)
{
	(void)state;
	store = store_memory_new(0);
	limits = (struct journal_limits){.max_usage = 1 << 20, .max_depth = 4};
	assert_ok(store_begin(store, STORE_WRITE));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	store_close(store);
	return 0;
}

static enum err insert(unsigned from, unsigned to, unsigned octets)
{
	struct zone_changeset c = history_step(from, to, octets);
	enum err e = chain_insert(store, history_zone, &c, &limits, 5);
	zone_changeset_deinit(&c);
	return e;
}

static void assert_history(unsigned from, const char *expected)
{
	struct text t;
	text_init(&t);
	text_put(&t, "");
	text_reserve(&t, 1);
	t.buf[0] = '\0';
	enum err e = chain_read(store, history_zone, (struct serial){from}, history_tell, &t);
	assert_true(e == OK || e == E_NOTFOUND);
	assert_string_equal(t.buf, expected);
	text_deinit(&t);
}

static void history_is_read_from_any_serial(void **state)
{
	(void)state;
	assert_ok(insert(1, 2, 0));
	assert_ok(insert(2, 5, 0));
	assert_ok(insert(5, 6, 0));
	assert_history(1, "1-2 2-5 5-6 ");
	assert_history(5, "5-6 ");
	assert_history(3, "");
	assert_history(6, "");
	struct journal_info info;
	assert_ok(chain_info(store, history_zone, &info));
	assert_true(info.exists && !info.has_zone);
	assert_int_equal(info.first.value, 1);
	assert_int_equal(info.last.value, 6);
	assert_int_equal(info.depth, 3);
}

static void serials_must_rise(void **state)
{
	(void)state;
	assert_int_equal(insert(2, 2, 0), E_RANGE);
	assert_int_equal(insert(2, 1, 0), E_RANGE);
	assert_ok(insert(UINT32_MAX, 3, 0)); /* RFC 1982 section 3.2 */
}

static void gap_begins_anew(void **state)
{
	(void)state;
	assert_ok(insert(1, 2, 0));
	assert_ok(insert(7, 8, 0));
	assert_history(1, "");
	assert_history(7, "7-8 ");
}

static void gap_behind_a_stored_zone_is_refused(void **state)
{
	(void)state;
	struct zone_records zone = history_whole(3);
	assert_ok(chain_put_zone(store, history_zone, &zone, &limits, 1));
	assert_int_equal(insert(4, 5, 0), E_INVALID);
	assert_ok(insert(3, 5, 0));
	zone_records_deinit(&zone);
}

static void depth_asks_for_a_flush_then_drops(void **state)
{
	(void)state;
	limits.may_flush = true;
	for (unsigned i = 1; i <= 4; i++)
		assert_ok(insert(i, i + 1, 0));
	assert_int_equal(insert(5, 6, 0), E_AGAIN);
	assert_history(1, "1-2 2-3 3-4 4-5 ");
	assert_ok(chain_flushed(store, history_zone, (struct serial){3}));
	assert_ok(insert(5, 6, 0));
	assert_history(2, "2-3 3-4 4-5 5-6 ");
	assert_ok(insert(6, 7, 0));
	assert_int_equal(insert(7, 8, 0), E_AGAIN);
}

static void depth_merges_when_files_are_not_written(void **state)
{
	(void)state;
	struct journal_info info;
	for (unsigned i = 1; i <= 5; i++)
		assert_ok(insert(i, i + 1, 0));
	assert_history(1, "1-6 ");
	assert_ok(chain_info(store, history_zone, &info));
	assert_true(info.merged);
	assert_int_equal(info.depth, 1);
	assert_ok(insert(6, 7, 0));
	assert_history(1, "1-6 6-7 ");
}

static void depth_is_absorbed_by_a_stored_zone(void **state)
{
	(void)state;
	struct zone_records zone = history_whole(1);
	struct journal_info info;
	assert_ok(chain_put_zone(store, history_zone, &zone, &limits, 1));
	for (unsigned i = 1; i <= 6; i++)
		assert_ok(insert(i, i + 1, 0));
	assert_ok(chain_info(store, history_zone, &info));
	assert_int_equal(info.zone.value, 3);
	assert_int_equal(info.first.value, 3);
	assert_history(3, "3-4 4-5 5-6 6-7 ");
	zone_records_deinit(&zone);
	assert_ok(chain_zone_get(store, history_zone, &zone));
	struct zone_changeset c = {.added = zone};
	assert_changes(&c, "+example. 60 SOA a.example. b.example. 3 7200 900 1209600 300\n"
	                   "+n2.example. 60 TXT \"x\"\n+n3.example. 60 TXT \"x\"\n"
	                   "+ns.example. 60 A 192.0.2.1\n");
	zone_records_deinit(&zone);
}

static void usage_counts_octets(void **state)
{
	(void)state;
	limits = (struct journal_limits){.max_usage = 100000, .max_depth = 100, .may_flush = true};
	assert_int_equal(insert(1, 2, 120000), E_SPACE);
	assert_ok(insert(1, 2, 40000));
	assert_ok(insert(2, 3, 40000));
	assert_int_equal(insert(3, 4, 40000), E_AGAIN);
	assert_ok(chain_flushed(store, history_zone, (struct serial){3}));
	assert_ok(insert(3, 4, 40000));
	struct journal_info info;
	assert_ok(chain_info(store, history_zone, &info));
	assert_true(info.usage < 100000);
	assert_int_equal(info.depth, 1); /* twice the missing octets went */
}

static void serial_that_came_round_leaves_one_entry(void **state)
{
	(void)state;
	assert_ok(insert(1, 0x60000000, 0));
	assert_ok(insert(0x60000000, 0xc0000000, 0));
	assert_ok(insert(0xc0000000, 1, 0));
	assert_history(0xc0000000, "3221225472-1 ");
	assert_history(1, "");
}

static void stored_zones_end_the_history(void **state)
{
	(void)state;
	struct zone_records zone = history_whole(9), none = {0};
	struct journal_info info;
	assert_ok(insert(1, 2, 0));
	assert_int_equal(chain_put_zone(store, history_zone, &none, &limits, 1), E_NOSOA);
	assert_ok(chain_put_zone(store, history_zone, &zone, &limits, 1));
	assert_history(1, "");
	assert_ok(chain_info(store, history_zone, &info));
	assert_true(info.has_zone);
	assert_int_equal(info.last.value, 9);
	limits.max_usage = 50;
	assert_int_equal(chain_put_zone(store, history_zone, &zone, &limits, 1), E_SPACE);
	zone_records_deinit(&zone);
}

/* Whatever is merged, absorbed and dropped: what is kept leads to the same zone. */
static void kept_history_leads_to_the_newest_zone(void **state)
{
	(void)state;
	enum { NAMES = 12 };
	rand_replay(test_seed(rand_u64()));
	for (unsigned round = 0; round < 30; round++) {
		bool has_zone = rand_below(2) == 0;
		struct zone_version *first = zone_from_text(
			"example.", (const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300", NULL});
		struct zone_version *v = zone_from_text(
			"example.", (const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300", NULL});
		struct zone_records all = {0};
		limits = (struct journal_limits){.max_usage = 1500, .max_depth = 3 + rand_below(4)};
		assert_ok(chain_delete(store, history_zone));
		zone_diff_all(&all, first);
		if (has_zone)
			assert_ok(chain_put_zone(store, history_zone, &all, &limits, 1));
		zone_records_deinit(&all);
		for (unsigned serial = 1; serial < 40; serial++) {
			char line[80];
			struct zone_record r;
			struct name owner;
			uint8_t octets[300];
			struct zone_edit *e = zone_edit_new(v);
			for (int k = 0; k < 3; k++) {
				snprintf(line, sizeof(line), "n%u 60 A 192.0.2.1",
				         rand_below(NAMES));
				record_from_text(&r, &owner, octets, sizeof(octets), line);
				if (zone_edit_add(e, &r) != OK)
					assert_ok(zone_edit_remove(e, &r));
			}
			for (unsigned k = 0; k < 2; k++) {
				snprintf(line, sizeof(line), "@ 60 SOA a b %u 7200 900 1209600 300",
				         serial + k);
				record_from_text(&r, &owner, octets, sizeof(octets), line);
				assert_ok(k == 0 ? zone_edit_remove(e, &r) : zone_edit_add(e, &r));
			}
			struct zone_changeset c = {0};
			assert_ok(zone_edit_settle(e));
			zone_edit_changes(e, &c);
			assert_ok(chain_insert(store, history_zone, &c, &limits, 1));
			zone_changeset_deinit(&c);
			struct zone_version *next = zone_edit_finish(e);
			zone_version_free(v);
			v = next;
		}
		/* From what is stored, or from the first version, to the newest. */
		struct zone_builder *b = zone_builder_new(history_zone);
		struct zone_version *kept = first;
		if (has_zone) {
			struct zone_record r;
			assert_ok(chain_zone_get(store, history_zone, &all));
			struct zone_records_iter it = zone_records_iter_of(&all);
			while (zone_records_next(&it, &r))
				zone_builder_add(b, &r);
			assert_ok(zone_builder_finish(b, &kept));
			zone_records_deinit(&all);
		}
		zone_builder_free(b);
		struct chain_meta m;
		assert_ok(chain_meta_get(store, history_zone, &m));
		struct zone_edit *e = zone_edit_new(kept);
		for (uint64_t seq = m.first_seq; seq < m.next_seq; seq++) {
			struct zone_changeset c = {0};
			struct chain_head head;
			assert_ok(chain_changeset_get(store, history_zone, seq, &c, &head));
			assert_ok(zone_edit_apply(e, &c, false));
			zone_changeset_deinit(&c);
		}
		assert_ok(zone_edit_settle(e));
		struct zone_changeset c = {0};
		zone_diff(&c, zone_edit_view(e), v, 0);
		assert_changes(&c, "");
		zone_changeset_deinit(&c);
		zone_edit_free(e);
		if (kept != first)
			zone_version_free(kept);
		zone_version_free(first);
		zone_version_free(v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(history_is_read_from_any_serial, setup, teardown),
		cmocka_unit_test_setup_teardown(serials_must_rise, setup, teardown),
		cmocka_unit_test_setup_teardown(gap_begins_anew, setup, teardown),
		cmocka_unit_test_setup_teardown(gap_behind_a_stored_zone_is_refused, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(depth_asks_for_a_flush_then_drops, setup, teardown),
		cmocka_unit_test_setup_teardown(depth_merges_when_files_are_not_written, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(depth_is_absorbed_by_a_stored_zone, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(usage_counts_octets, setup, teardown),
		cmocka_unit_test_setup_teardown(serial_that_came_round_leaves_one_entry, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(stored_zones_end_the_history, setup, teardown),
		cmocka_unit_test_setup_teardown(kept_history_leads_to_the_newest_zone, setup,
	                                        teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
