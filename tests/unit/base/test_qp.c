/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"
#include "base/qp.h"
#include "base/rand.h"

#include <string.h>

enum { KEYS = 3000, KEY_MAX = 12 };

struct key {
	size_t len;
	uint8_t symbols[KEY_MAX + 1];
};

static struct key keys[KEYS];
static size_t count;

/* Symbols 0 do not occur within keys: 0 is their end. */
static void key_draw(struct key *k)
{
	memset(k, 0, sizeof(*k));
	k->len = rand_below(KEY_MAX + 1);
	for (size_t i = 0; i < k->len; i++)
		k->symbols[i] = (uint8_t)(1 + rand_below(rand_below(2) ? 3 : 46));
}

static int key_cmp(const void *a, const void *b)
{
	return memcmp(((const struct key *)a)->symbols, ((const struct key *)b)->symbols,
	              KEY_MAX + 1);
}

static struct qp_twig build(struct region *r)
{
	count = 0;
	for (size_t i = 0; i < KEYS; i++)
		key_draw(&keys[i]);
	qsort(keys, KEYS, sizeof(keys[0]), key_cmp);
	for (size_t i = 0; i < KEYS; i++) {
		if (count == 0 || key_cmp(&keys[count - 1], &keys[i]) != 0)
			keys[count++] = keys[i];
	}
	struct qp_builder *b = qp_build_new(r);
	for (size_t i = 0; i < count; i++)
		qp_build_add(b, keys[i].symbols, keys[i].len, i, &keys[i]);
	return qp_build_finish(b);
}

static void qp_finds_every_key(void **state)
{
	(void)state;
	struct region r;
	rand_replay(test_seed(rand_u64()));
	region_init(&r, MEM_ZONE, 0);
	struct qp_twig root = build(&r);
	for (size_t i = 0; i < count; i++) {
		const struct qp_twig *t = qp_nearest(&root, keys[i].symbols, keys[i].len);
		assert_ptr_equal(t->ptr, &keys[i]);
		assert_int_equal(qp_value(t), i);
	}
	region_deinit(&r);
}

static void qp_walks_in_order(void **state)
{
	(void)state;
	struct region r;
	struct qp_iter it;
	region_init(&r, MEM_ZONE, 0);
	struct qp_twig root = build(&r);
	qp_iter_init(&it, &root);
	for (size_t i = 0; i < count; i++)
		assert_ptr_equal(qp_next(&it)->ptr, &keys[i]);
	assert_null(qp_next(&it));
	assert_ptr_equal(qp_first(&root)->ptr, &keys[0]);
	assert_ptr_equal(qp_last(&root)->ptr, &keys[count - 1]);
	region_deinit(&r);
}

static void qp_before_is_the_predecessor(void **state)
{
	(void)state;
	struct region r;
	rand_replay(test_seed(rand_u64()));
	region_init(&r, MEM_ZONE, 0);
	struct qp_twig root = build(&r);
	for (unsigned round = 0; round < 20000; round++) {
		struct key k;
		key_draw(&k);
		const struct key *near = qp_nearest(&root, k.symbols, k.len)->ptr;
		size_t common = 0, expected = 0;
		while (common < KEY_MAX && k.symbols[common] == near->symbols[common])
			common++;
		if (key_cmp(&k, near) == 0)
			continue;
		while (expected < count && key_cmp(&keys[expected], &k) < 0)
			expected++;
		const struct qp_twig *t = qp_before(&root, k.symbols, k.len, common,
		                                    key_cmp(&k, near) > 0);
		if (expected == 0)
			assert_null(t);
		else
			assert_ptr_equal(t->ptr, &keys[expected - 1]);
	}
	region_deinit(&r);
}

static void qp_empty_trie_has_nothing(void **state)
{
	(void)state;
	struct region r;
	struct qp_iter it;
	region_init(&r, MEM_ZONE, 0);
	struct qp_twig root = qp_build_finish(qp_build_new(&r));
	assert_null(qp_nearest(&root, (const uint8_t *)"\1\0", 1));
	qp_iter_init(&it, &root);
	assert_null(qp_next(&it));
	region_deinit(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(qp_finds_every_key),
		cmocka_unit_test(qp_walks_in_order),
		cmocka_unit_test(qp_before_is_the_predecessor),
		cmocka_unit_test(qp_empty_trie_has_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
