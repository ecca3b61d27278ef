/* SPDX-License-Identifier: BSD-2-Clause */
#include "cache_world.h"

#include "resolver/cache/level.h"

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

/* What is remembered as absent ends when it is put, by this process or another. */
static void what_is_absent_is_so_for_all(void **state)
{
	(void)state;
	enum { NUMBERS = 100, STEPS = 40000 };
	struct cache_options options;
	struct store *store = open_lmdb(4 << 20);
	struct rrcache *both[2];
	bool present[NUMBERS] = {false};
	struct name name;
	unsigned at = 0, mistakes = 0;
	cache_options_init(&options);
	rand_replay(test_seed(rand_u64()));
	for (unsigned i = 0; i < ARRAY_LEN(both); i++) {
		both[i] = cache_new(&options);
		cache_attach(both[i], store);
	}
	for (unsigned i = 0; i < STEPS; i++) {
		unsigned n = rand_below(NUMBERS);
		name_of(&name, n);
		switch (rand_below(12)) {
		case 0:
			put_number(both[at], n, 1000, t0);
			present[n] = true;
			break;
		case 1:
			cache_drop(both[at], CACHE_KEY(CACHE_SET, name.wire, RR_A));
			present[n] = false;
			break;
		case 2:
			cache_turn_end(both[at]);
			break;
		case 3:
			cache_turn_end(both[at]);
			at = !at;
			break;
		case 4:
			name_of(&name, NUMBERS + n);
			mistakes += cache_has_name(both[at], name.wire);
			break;
		case 5: /* the name above, of which there is something late */
			assert_ok(name_parse_str(&name, "example."));
			if (i > STEPS / 2)
				cache_put(both[at], CACHE_KEY(CACHE_FAILURE, name.wire, RR_A), t0,
				          &(struct cache_entry){.rank = CACHE_RANK_TRY, .ttl = 5});
			assert_true(cache_has_name(both[at], name.wire) || i <= STEPS / 2);
			break;
		case 6:
		case 7:
			assert_true(cache_has_name(both[at], name.wire) || !present[n]);
			break;
		default:
			assert_int_equal(has_number(both[at], n, t0), present[n]);
			break;
		}
	}
	assert_true(mistakes < STEPS / 12 / 10); /* they cost look-ups */
	cache_turn_end(both[at]);
	cache_free(both[0]);
	cache_free(both[1]);
	store_close(store);
	remove_folder();
	rand_replay(0);
}

static void shortest_keys_are_put(void **state)
{
	(void)state;
	struct cache_options options;
	struct cache_octets key;
	struct span value;
	cache_options_init(&options);
	struct rrcache *c = cache_new(&options);
	assert_true(cache_key_nsec3_params(&key, name_root));
	level_put_chain(c, cache_octets_span(&key), span_str("some"));
	assert_true(level_find(c, cache_octets_span(&key), &value));
	assert_true(cache_has_name(c, name_root));
	cache_free(c);
}

static void notes_stay_when_entries_are_cleared(void **state)
{
	(void)state;
	struct cache_options options;
	uint8_t got[16];
	cache_options_init(&options);
	struct rrcache *c = cache_new(&options);
	assert_int_equal(cache_note_get(c, "n", got, sizeof(got)), 0);
	cache_note_put(c, "n", span_str("some octets"));
	put_number(c, 1, 1000, t0);
	cache_clear(c);
	assert_int_equal(cache_note_get(c, "n", got, sizeof(got)), 11);
	assert_memory_equal(got, "some octets", 11);
	assert_int_equal(cache_note_get(c, "n", got, 10), 0); /* no room */
	cache_note_put(c, "n", span_str(""));
	assert_int_equal(cache_note_get(c, "n", got, sizeof(got)), 0);
	cache_free(c);
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
		cmocka_unit_test(what_is_absent_is_so_for_all),
		cmocka_unit_test(shortest_keys_are_put),
		cmocka_unit_test(notes_stay_when_entries_are_cleared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
