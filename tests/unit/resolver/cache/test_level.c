/* SPDX-License-Identifier: BSD-2-Clause */
#include "cache_world.h"

/* A store that is full takes new entries for old ones, and nothing is lost. */
static void fill(struct store *store, unsigned count, unsigned per_turn)
{
	struct cache_options options;
	struct cache_numbers n;
	cache_options_init(&options);
	struct rrcache *c = cache_new(&options);
	cache_attach(c, store);
	for (unsigned i = 0; i < count; i++) {
		put_number(c, i, 1000, t0);
		assert_true(has_number(c, i, t0));
		has_number(c, 7, t0); /* the one that everybody asks for */
		if (i % per_turn == 0)
			cache_turn_end(c);
	}
	cache_get_numbers(c, &n);
	assert_true(n.bytes < n.limit);
	assert_true(n.evictions > count / 4);
	assert_true(n.entries > 100);
	assert_int_equal(n.lost, 0);
	assert_true(has_number(c, 7, t0));
	cache_free(c);
	store_close(store);
}

static void a_full_store_on_disk_goes_on(void **state)
{
	(void)state;
	fill(open_lmdb(1 << 20), 60000, 100);
	remove_folder();
}

static void a_full_store_with_turns_of_one_entry_goes_on(void **state)
{
	(void)state;
	fill(open_lmdb(1 << 20), 60000, 1);
	remove_folder();
}

static void a_full_store_in_memory_goes_on(void **state)
{
	(void)state;
	fill(store_memory_new(100000), 6000, 50);
}

/* Order of keys that scatters over all pages. */
static void scattered_entries_do_not_fill_it_for_good(void **state)
{
	(void)state;
	struct cache_options options;
	struct cache_numbers n;
	struct store *store = open_lmdb(2 << 20);
	cache_options_init(&options);
	struct rrcache *c = cache_new(&options);
	cache_attach(c, store);
	rand_replay(test_seed(rand_u64()));
	for (unsigned i = 0; i < 200000; i++) {
		put_number(c, rand_below(1000000), 1000, t0);
		if (i % 200 == 0)
			cache_turn_end(c);
	}
	cache_get_numbers(c, &n);
	assert_true(n.evictions > 100000);
	assert_true(n.lost < 2000);
	cache_free(c);
	store_close(store);
	remove_folder();
	rand_replay(0);
}

/* A store that fails at some write: what is there afterwards is right, and it goes on. */
static void failing_stores_fail_no_call(void **state)
{
	(void)state;
	struct cache_options options;
	cache_options_init(&options);
	for (unsigned at = 1; at < 60; at++) {
		struct store *store = store_memory_new(0);
		struct rrcache *c = cache_new(&options);
		cache_attach(c, store);
		store_memory_crash_at(store, at);
		for (unsigned i = 0; i < 50; i++) {
			put_number(c, i, 1000, t0);
			has_number(c, i / 2, t0);
			if (i % 5 == 0)
				cache_turn_end(c);
		}
		cache_turn_end(c);
		store_memory_revive(store);
		for (unsigned i = 0; i < 50; i++)
			has_number(c, i, t0); /* checks what it finds */
		put_number(c, 99, 1000, t0);
		cache_turn_end(c);
		assert_true(has_number(c, 99, t0));
		cache_free(c);
		store_close(store);
	}
}

static void clearing_is_told_to_all(void **state)
{
	(void)state;
	struct cache_options options;
	struct store *store = open_lmdb(4 << 20);
	cache_options_init(&options);
	struct rrcache *c = cache_new(&options);
	cache_attach(c, store);
	for (unsigned i = 0; i < 1000; i++)
		put_number(c, i, 1000, t0);
	uint64_t before = cache_generation(c);
	cache_turn_end(c);
	assert_int_equal(cache_generation(c), before);
	cache_clear(c);
	assert_true(cache_generation(c) > before);
	assert_false(has_number(c, 1, t0));
	/* It outlives the process. */
	before = cache_generation(c);
	cache_free(c);
	c = cache_new(&options);
	cache_attach(c, store);
	assert_int_equal(cache_generation(c), before);
	cache_free(c);
	store_close(store);
	remove_folder();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_store_on_disk_goes_on),
		cmocka_unit_test(a_full_store_with_turns_of_one_entry_goes_on),
		cmocka_unit_test(a_full_store_in_memory_goes_on),
		cmocka_unit_test(scattered_entries_do_not_fill_it_for_good),
		cmocka_unit_test(failing_stores_fail_no_call),
		cmocka_unit_test(clearing_is_told_to_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
