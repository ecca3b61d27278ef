/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"
#include "base/qp_edit.h"
#include "base/rand.h"

#include <string.h>

enum { KEYS = 1500, KEY_MAX = 10, ROUNDS = 6000 };

struct key {
	bool is_in;
	size_t len;
	uint8_t symbols[KEY_MAX + 1];
};

static struct key keys[KEYS];

static int key_cmp(const void *a, const void *b)
{
	return memcmp(((const struct key *)a)->symbols, ((const struct key *)b)->symbols,
	              KEY_MAX + 1);
}

/* Distinct sorted keys, some of them prefixes of others. */
static void keys_draw(void)
{
	for (size_t i = 0; i < KEYS; i++) {
		struct key *k = &keys[i];
		memset(k, 0, sizeof(*k));
		do {
			memset(k->symbols, 0, sizeof(k->symbols));
			k->len = 1 + rand_below(KEY_MAX);
			for (size_t s = 0; s < k->len; s++)
				k->symbols[s] = (uint8_t)(1 + rand_below(rand_below(2) ? 3 : 46));
			size_t same = 0;
			while (key_cmp(&keys[same], k) != 0)
				same++;
			if (same == i)
				break;
		} while (true);
	}
	qsort(keys, KEYS, sizeof(keys[0]), key_cmp);
}

static void put(struct qp_edit *e, struct key *k)
{
	struct qp_twig leaf = {.word = (uint64_t)(k - keys), .ptr = k};
	const struct qp_twig *near = qp_nearest(&e->root, k->symbols, k->len);
	size_t common = 0;
	unsigned symbol = 0;
	if (near != NULL) {
		const struct key *other = near->ptr;
		while (other->symbols[common] == k->symbols[common])
			common++;
		symbol = other->symbols[common];
	}
	qp_insert(e, k->symbols, k->len, common, symbol, leaf);
}

static void holds(const struct qp_twig *root, const bool *in)
{
	struct qp_iter it;
	qp_iter_init(&it, root);
	for (size_t i = 0; i < KEYS; i++) {
		if (!in[i])
			continue;
		const struct qp_twig *t = qp_next(&it);
		assert_non_null(t);
		assert_ptr_equal(t->ptr, &keys[i]);
		assert_int_equal(qp_value(t), i);
		assert_ptr_equal(qp_nearest(root, keys[i].symbols, keys[i].len), t);
	}
	assert_null(qp_next(&it));
}

static void snapshot(bool *in)
{
	for (size_t i = 0; i < KEYS; i++)
		in[i] = keys[i].is_in;
}

static void qp_edit_leaves_older_tries_as_they_are(void **state)
{
	(void)state;
	static bool before[KEYS], after[KEYS];
	struct region r;
	struct qp_twig root = {0};
	rand_replay(test_seed(rand_u64()));
	keys_draw();
	region_init(&r, MEM_ZONE, 0);
	for (size_t i = 0; i < KEYS; i++)
		keys[i].is_in = false;
	for (size_t done = 0; done < ROUNDS;) {
		struct cow memory;
		struct qp_edit e = {.memory = &memory, .root = root};
		struct cow_blocks retired;
		size_t burst = 1 + rand_below(40);
		cow_init(&memory, &r);
		snapshot(before);
		for (; burst > 0; burst--, done++) {
			struct key *k = &keys[rand_below(KEYS)];
			if (k->is_in)
				qp_delete(&e, k->symbols, k->len);
			else
				put(&e, k);
			k->is_in = !k->is_in;
		}
		holds(&root, before);
		snapshot(after);
		holds(&e.root, after);
		if (rand_below(4) == 0) { /* thrown away */
			cow_abort(&memory);
			holds(&root, before);
			for (size_t i = 0; i < KEYS; i++)
				keys[i].is_in = before[i];
			continue;
		}
		root = e.root;
		cow_finish(&memory, &retired);
		for (size_t i = 0; i < retired.count; i++)
			region_free(&r, retired.items[i].at, retired.items[i].size);
		VEC_FREE(&retired);
		holds(&root, after);
	}
	region_deinit(&r);
}

static void qp_edit_empties_and_fills_a_trie(void **state)
{
	(void)state;
	struct region r;
	struct cow memory;
	rand_replay(test_seed(rand_u64()));
	keys_draw();
	region_init(&r, MEM_ZONE, 0);
	cow_init(&memory, &r);
	struct qp_edit e = {.memory = &memory};
	for (size_t i = 0; i < KEYS; i++)
		put(&e, &keys[i]);
	for (size_t i = 0; i < KEYS; i++)
		qp_delete(&e, keys[i].symbols, keys[i].len);
	assert_int_equal(e.root.word, 0);
	assert_int_equal(r.used, 0); /* every array was fresh and is gone */
	cow_abort(&memory);
	region_deinit(&r);
}

static void qp_replace_changes_one_leaf(void **state)
{
	(void)state;
	struct region r;
	struct cow memory;
	struct cow_blocks retired;
	rand_replay(test_seed(rand_u64()));
	keys_draw();
	region_init(&r, MEM_ZONE, 0);
	cow_init(&memory, &r);
	struct qp_edit e = {.memory = &memory};
	for (size_t i = 0; i < KEYS; i++)
		put(&e, &keys[i]);
	cow_finish(&memory, &retired);
	struct qp_twig old = e.root;
	cow_init(&memory, &r);
	struct key *k = &keys[rand_below(KEYS)];
	qp_replace(&e, k->symbols, k->len, (struct qp_twig){.word = KEYS + 5, .ptr = &r});
	assert_ptr_equal(qp_nearest(&e.root, k->symbols, k->len)->ptr, &r);
	assert_int_equal(qp_value(qp_nearest(&e.root, k->symbols, k->len)), KEYS + 5);
	assert_ptr_equal(qp_nearest(&old, k->symbols, k->len)->ptr, k);
	cow_abort(&memory);
	region_deinit(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(qp_edit_leaves_older_tries_as_they_are),
		cmocka_unit_test(qp_edit_empties_and_fills_a_trie),
		cmocka_unit_test(qp_replace_changes_one_leaf),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
