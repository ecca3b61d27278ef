/* SPDX-License-Identifier: BSD-2-Clause */
#include "history_text.h"

static struct store *store;

static int setup(void **state)
{
	(void)state;
	store = store_memory_new(0);
	assert_ok(store_begin(store, STORE_WRITE));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	store_close(store);
	return 0;
}

static void same_records(const struct zone_records *a, const struct zone_records *b)
{
	assert_int_equal(a->count, b->count);
	assert_true(span_equal(span_of(a->octets.items, a->octets.count),
	                       span_of(b->octets.items, b->octets.count)));
}

static void changesets_come_back_as_they_were(void **state)
{
	(void)state;
	const unsigned sizes[] = {0, 100, CHUNK_MAX - 200, CHUNK_MAX, 3 * CHUNK_MAX + 17};
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct zone_changeset c = history_step(i + 1, i + 2, sizes[i]), back = {0};
		struct chain_head head, again;
		uint64_t seq;
		assert_ok(chain_changeset_put(store, history_zone, i, &c, 1000 + i));
		assert_ok(chain_changeset_get(store, history_zone, i, &back, &head));
		same_records(&c.removed, &back.removed);
		same_records(&c.added, &back.added);
		assert_int_equal(head.from.value, i + 1);
		assert_int_equal(head.to.value, i + 2);
		assert_int_equal(head.stored_s, 1000 + i);
		assert_int_equal(head.usage, chain_changeset_usage(&c));
		assert_ok(chain_head_get(store, history_zone, i, &again));
		assert_int_equal(again.usage, head.usage);
		assert_ok(chain_find(store, history_zone, head.from, &seq));
		assert_int_equal(seq, i);
		zone_changeset_deinit(&c);
		zone_changeset_deinit(&back);
	}
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		assert_ok(chain_changeset_delete(store, history_zone, i));
	struct store_usage usage;
	assert_ok(store_usage(store, &usage));
	assert_int_equal(usage.entries, 0);
}

static void zones_come_back_as_they_were(void **state)
{
	(void)state;
	struct zone_changeset big = history_step(1, 2, 2 * CHUNK_MAX);
	struct zone_records back = {0}, small = history_whole(3);
	assert_ok(chain_zone_put(store, history_zone, &big.added));
	assert_ok(chain_zone_get(store, history_zone, &back));
	same_records(&big.added, &back);
	zone_records_deinit(&back);
	assert_ok(chain_zone_put(store, history_zone, &small)); /* nothing of the old one is left */
	assert_ok(chain_zone_get(store, history_zone, &back));
	same_records(&small, &back);
	zone_records_deinit(&back);
	zone_records_deinit(&small);
	zone_changeset_deinit(&big);
}

static void meta_comes_back_as_it_was(void **state)
{
	(void)state;
	struct chain_meta m = {.has_zone = true,
	                       .merged = true,
	                       .zone = {7},
	                       .first = {8},
	                       .last = {9},
	                       .flushed = {10},
	                       .zone_stored_s = 11,
	                       .first_seq = 12,
	                       .next_seq = 15,
	                       .flushed_seq = 13,
	                       .zone_usage = 16,
	                       .usage = 17};
	struct chain_meta back;
	assert_int_equal(chain_meta_get(store, history_zone, &back), E_NOTFOUND);
	assert_ok(chain_meta_put(store, history_zone, &m));
	assert_ok(chain_meta_get(store, history_zone, &back));
	assert_true(back.has_zone && back.merged && !back.has_flushed);
	assert_int_equal(back.zone.value, 7);
	assert_int_equal(back.flushed.value, 10);
	assert_int_equal(back.zone_stored_s, 11);
	assert_int_equal(chain_depth(&back), 3);
	assert_int_equal(back.flushed_seq, 13);
	assert_int_equal(back.zone_usage, 16);
	assert_int_equal(back.usage, 17);
}

static void damaged_records_are_told(void **state)
{
	(void)state;
	struct zone_changeset c = history_step(1, 2, 0), back = {0};
	struct chain_head head;
	struct chain_meta m;
	uint64_t seq;
	uint8_t key[64];
	memcpy(key, history_zone, sizeof(history_zone));
	memset(key + 9, 0, sizeof(key) - 9);
	key[9] = 1;
	assert_ok(store_put(store, span_of(key, 10), span_str("short")));
	assert_int_equal(chain_meta_get(store, history_zone, &m), E_CORRUPT);
	key[9] = 3;
	assert_ok(store_put(store, span_of(key, 22), span_str("short")));
	assert_int_equal(chain_head_get(store, history_zone, 0, &head), E_CORRUPT);
	assert_int_equal(chain_changeset_get(store, history_zone, 0, &back, &head), E_CORRUPT);
	uint8_t value[64] = {0};
	value[23] = 200; /* more removed octets than there are */
	assert_ok(store_put(store, span_of(key, 22), span_of(value, sizeof(value))));
	assert_int_equal(chain_changeset_get(store, history_zone, 0, &back, &head), E_CORRUPT);
	value[23] = 0; /* octets that are no records */
	assert_ok(store_put(store, span_of(key, 22), span_of(value, sizeof(value))));
	assert_int_equal(chain_changeset_get(store, history_zone, 0, &back, &head), E_CORRUPT);
	key[9] = 4;
	assert_ok(store_put(store, span_of(key, 14), span_str("short")));
	assert_int_equal(chain_find(store, history_zone, (struct serial){0}, &seq), E_CORRUPT);
	zone_changeset_deinit(&c);
	zone_changeset_deinit(&back);
}

static void zones_are_listed_and_deleted_apart(void **state)
{
	(void)state;
	const uint8_t *const zones[] = {(const uint8_t *)"", (const uint8_t *)"\1a",
	                                (const uint8_t *)"\1a\1b"};
	struct chain_meta m = {0};
	struct name name;
	for (int i = 0; i < 3; i++)
		assert_ok(chain_meta_put(store, zones[i], &m));
	assert_ok(chain_next_zone(store, NULL, &name));
	assert_int_equal(name.len, 1);
	assert_ok(chain_next_zone(store, name.wire, &name));
	assert_int_equal(name.len, 3);
	assert_ok(chain_delete(store, zones[1]));
	assert_ok(chain_next_zone(store, zones[0], &name));
	assert_int_equal(name.len, 5);
	assert_int_equal(chain_next_zone(store, name.wire, &name), E_NOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(changesets_come_back_as_they_were, setup, teardown),
		cmocka_unit_test_setup_teardown(zones_come_back_as_they_were, setup, teardown),
		cmocka_unit_test_setup_teardown(meta_comes_back_as_it_was, setup, teardown),
		cmocka_unit_test_setup_teardown(damaged_records_are_told, setup, teardown),
		cmocka_unit_test_setup_teardown(zones_are_listed_and_deleted_apart, setup,
	                                        teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
