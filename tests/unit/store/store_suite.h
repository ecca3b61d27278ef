/* SPDX-License-Identifier: BSD-2-Clause */
/* The same cases for every implementation of the store: each takes a fresh one from `fresh`. */
#pragma once

#include "../support.h"

#include "base/mem.h"
#include "base/rand.h"
#include "store/store.h"

#include <string.h>

/* Made by the program that includes this: a fresh store, and its end. */
static struct store *fresh(size_t limit);
static void finish(struct store *s);

static void put(struct store *s, const char *key, const char *value)
{
	assert_ok(store_put(s, span_str(key), span_str(value)));
}

static void expect(struct store *s, const char *key, const char *value)
{
	struct span got;
	assert_ok(store_get(s, span_str(key), &got));
	assert_true(span_equal(got, span_str(value)));
}

static void what_is_committed_stays_and_the_rest_goes(void **state)
{
	(void)state;
	struct store *s = fresh(0);
	struct span v;
	assert_ok(store_begin(s, STORE_WRITE));
	put(s, "a", "1");
	put(s, "b", "");
	expect(s, "a", "1");
	assert_ok(store_commit(s));
	assert_ok(store_begin(s, STORE_WRITE));
	put(s, "a", "2");
	put(s, "c", "3");
	assert_ok(store_delete(s, span_str("b")));
	assert_int_equal(store_delete(s, span_str("b")), E_NOTFOUND);
	store_abort(s);
	assert_ok(store_begin(s, STORE_READ));
	expect(s, "a", "1");
	expect(s, "b", "");
	assert_int_equal(store_get(s, span_str("c"), &v), E_NOTFOUND);
	assert_ok(store_commit(s));
	finish(s);
}

static void turns_are_opened_once_and_readers_write_nothing(void **state)
{
	(void)state;
	struct store *s = fresh(0);
	struct span v;
	assert_int_equal(store_get(s, span_str("a"), &v), E_TXN_NONE);
	assert_int_equal(store_commit(s), E_TXN_NONE);
	store_abort(s);
	assert_ok(store_begin(s, STORE_READ));
	assert_int_equal(store_begin(s, STORE_WRITE), E_BUSY);
	assert_int_equal(store_put(s, span_str("a"), span_str("1")), E_PERM);
	assert_int_equal(store_delete(s, span_str("a")), E_PERM);
	assert_int_equal(store_meta_put(s, span_str("a"), span_str("1")), E_PERM);
	store_abort(s);
	finish(s);
}

static void states_are_numbered(void **state)
{
	(void)state;
	struct store *s = fresh(0);
	assert_int_equal(store_turn_number(s), 0);
	assert_ok(store_begin(s, STORE_READ));
	uint64_t before = store_turn_number(s);
	assert_ok(store_commit(s));
	assert_ok(store_begin(s, STORE_WRITE));
	put(s, "a", "1");
	uint64_t made = store_turn_number(s);
	assert_true(made > before);
	assert_ok(store_commit(s));
	assert_ok(store_begin(s, STORE_WRITE));
	put(s, "a", "2");
	store_abort(s);
	assert_ok(store_begin(s, STORE_READ));
	assert_int_equal(store_turn_number(s), made);
	assert_ok(store_commit(s));
	finish(s);
}

static void keys_are_bounded(void **state)
{
	(void)state;
	uint8_t key[STORE_KEY_MAX + 1];
	struct store *s = fresh(0);
	struct span v;
	memset(key, 'k', sizeof(key));
	assert_ok(store_begin(s, STORE_WRITE));
	assert_int_equal(store_put(s, span_of(key, 0), span_str("x")), E_INVALID);
	assert_int_equal(store_put(s, span_of(key, sizeof(key)), span_str("x")), E_INVALID);
	assert_ok(store_put(s, span_of(key, STORE_KEY_MAX), span_str("x")));
	assert_ok(store_get(s, span_of(key, STORE_KEY_MAX), &v));
	assert_int_equal(store_get(s, span_of(key, sizeof(key)), &v), E_INVALID);
	store_abort(s);
	finish(s);
}

static void neighbours_follow_the_order_of_octets(void **state)
{
	(void)state;
	static const struct {
		const char *key, *below, *above; /* NULL: none */
	} cases[] = {
		{"a", NULL, "b"},  {"b", "b", "b"}, {"ba", "b", "bb"}, {"bb", "bb", "bb"},
		{"bc", "bb", "d"}, {"d", "d", "d"}, {"dd", "d", NULL}, {"\377", "d", NULL},
	};
	struct store *s = fresh(0);
	struct span f, v;
	assert_ok(store_begin(s, STORE_WRITE));
	assert_int_equal(store_get_less_equal(s, span_str("x"), &f, &v), E_NOTFOUND);
	assert_int_equal(store_get_greater_equal(s, span_str("x"), &f, &v), E_NOTFOUND);
	put(s, "d", "4");
	put(s, "b", "2");
	put(s, "bb", "3");
	assert_ok(store_commit(s));
	assert_ok(store_begin(s, STORE_READ));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum err e = store_get_less_equal(s, span_str(cases[i].key), &f, &v);
		assert_int_equal(e, cases[i].below == NULL ? E_NOTFOUND : OK);
		if (e == OK)
			assert_true(span_equal(f, span_str(cases[i].below)));
		e = store_get_greater_equal(s, span_str(cases[i].key), &f, NULL);
		assert_int_equal(e, cases[i].above == NULL ? E_NOTFOUND : OK);
		if (e == OK)
			assert_true(span_equal(f, span_str(cases[i].above)));
	}
	store_abort(s);
	finish(s);
}

static void ranges_go_whole(void **state)
{
	(void)state;
	struct store *s = fresh(0);
	size_t n = 0;
	struct span f;
	assert_ok(store_begin(s, STORE_WRITE));
	for (char c = 'a'; c <= 'j'; c++)
		put(s, (char[]){c, '\0'}, "x");
	assert_ok(store_delete_range(s, span_str("c"), span_str("f"), &n));
	assert_int_equal(n, 3);
	assert_ok(store_delete_range(s, span_str("c"), span_str("f"), &n));
	assert_int_equal(n, 0);
	assert_ok(store_get_greater_equal(s, span_str("c"), &f, NULL));
	assert_true(span_equal(f, span_str("f")));
	assert_ok(store_delete_range(s, span_str("h"), span_of(NULL, 0), &n));
	assert_int_equal(n, 3);
	struct store_usage u;
	assert_ok(store_usage(s, &u));
	assert_int_equal(u.entries, 4);
	assert_ok(store_commit(s));
	assert_ok(store_usage(s, &u));
	assert_int_equal(u.entries, 4);
	assert_true(u.used > 0);
	finish(s);
}

static void all_can_go_at_once(void **state)
{
	(void)state;
	struct store *s = fresh(0);
	struct store_usage usage;
	struct span v;
	assert_ok(store_begin(s, STORE_WRITE));
	for (char key[] = "a"; key[0] <= 'z'; key[0]++)
		put(s, key, key);
	assert_ok(store_meta_put(s, span_str("fact"), span_str("1")));
	assert_ok(store_commit(s));
	assert_ok(store_begin(s, STORE_WRITE));
	assert_ok(store_delete_all(s));
	put(s, "new", "1");
	assert_ok(store_commit(s));
	assert_ok(store_usage(s, &usage));
	assert_int_equal(usage.entries, 1);
	assert_ok(store_begin(s, STORE_READ));
	assert_int_equal(store_delete_all(s), E_PERM);
	expect(s, "new", "1");
	assert_int_equal(store_get(s, span_str("a"), &v), E_NOTFOUND);
	assert_ok(store_meta_get(s, span_str("fact"), &v));
	store_abort(s);
	finish(s);
}

static void facts_stand_apart_from_entries(void **state)
{
	(void)state;
	struct store *s = fresh(0);
	struct span v;
	assert_ok(store_begin(s, STORE_WRITE));
	assert_ok(store_meta_put(s, span_str("format"), span_str("1")));
	assert_int_equal(store_get(s, span_str("format"), &v), E_NOTFOUND);
	assert_ok(store_meta_get(s, span_str("format"), &v));
	assert_ok(store_delete_range(s, span_of("\0", 1), span_of(NULL, 0), NULL));
	assert_ok(store_meta_get(s, span_str("format"), &v));
	store_abort(s);
	finish(s);
}

static void a_full_store_says_so_and_keeps_what_it_had(void **state)
{
	(void)state;
	static uint8_t big[4096];
	struct store *s = fresh(256 * 1024);
	enum err e = OK;
	assert_ok(store_begin(s, STORE_WRITE));
	put(s, "kept", "1");
	assert_ok(store_commit(s));
	assert_ok(store_begin(s, STORE_WRITE));
	for (unsigned i = 0; e == OK && i < 1000; i++) {
		char key[16];
		snprintf(key, sizeof(key), "k%06u", i);
		e = store_put(s, span_str(key), span_of(big, sizeof(big)));
	}
	assert_int_equal(e, E_FULL);
	store_abort(s);
	assert_ok(store_begin(s, STORE_WRITE));
	expect(s, "kept", "1");
	put(s, "room", "again");
	assert_ok(store_commit(s));
	finish(s);
}

/* Random turns against a plain array as the model. */
static void random_turns_agree_with_a_model(void **state)
{
	(void)state;
	enum { KEYS = 64 };
	int now[KEYS], next[KEYS]; /* value of each key; -1 = absent */
	struct store *s = fresh(0);
	rand_replay(test_seed(rand_u64()));
	memset(now, -1, sizeof(now));
	for (int turn = 0; turn < 300; turn++) {
		assert_ok(store_begin(s, STORE_WRITE));
		memcpy(next, now, sizeof(now));
		for (uint32_t n = rand_below(20); n > 0; n--) {
			int k = (int)rand_below(KEYS);
			char key[8], value[16];
			snprintf(key, sizeof(key), "%c%02d", 'a' + k % 3, k);
			if (rand_below(3) == 0) {
				enum err e = store_delete(s, span_str(key));
				assert_int_equal(e, next[k] < 0 ? E_NOTFOUND : OK);
				next[k] = -1;
			} else {
				next[k] = (int)rand_below(1000);
				snprintf(value, sizeof(value), "%d", next[k]);
				put(s, key, value);
			}
		}
		if (rand_below(4) == 0) {
			store_abort(s);
		} else {
			assert_ok(store_commit(s));
			memcpy(now, next, sizeof(now));
		}
		assert_ok(store_begin(s, STORE_READ));
		for (int k = 0; k < KEYS; k++) {
			char key[8], value[16];
			struct span got;
			snprintf(key, sizeof(key), "%c%02d", 'a' + k % 3, k);
			snprintf(value, sizeof(value), "%d", now[k]);
			enum err e = store_get(s, span_str(key), &got);
			assert_int_equal(e, now[k] < 0 ? E_NOTFOUND : OK);
			if (e == OK)
				assert_true(span_equal(got, span_str(value)));
		}
		store_abort(s);
	}
	rand_replay(0);
	finish(s);
}

#define STORE_CASES                                                                                \
	cmocka_unit_test(what_is_committed_stays_and_the_rest_goes),                               \
		cmocka_unit_test(turns_are_opened_once_and_readers_write_nothing),                 \
		cmocka_unit_test(states_are_numbered), cmocka_unit_test(all_can_go_at_once),       \
		cmocka_unit_test(keys_are_bounded),                                                \
		cmocka_unit_test(neighbours_follow_the_order_of_octets),                           \
		cmocka_unit_test(ranges_go_whole),                                                 \
		cmocka_unit_test(facts_stand_apart_from_entries),                                  \
		cmocka_unit_test(a_full_store_says_so_and_keeps_what_it_had),                      \
		cmocka_unit_test(random_turns_agree_with_a_model)
