/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Building a qp-trie from sorted keys in one pass, and walking it.  Invariant: along every path
 * places grow strictly, and twigs stand in the order of their symbols.  Building keeps the open
 * branches of the last key on a stack; a branch's twigs are cut from the region, exact in number,
 * when the next key leaves it.  Nothing here changes a trie that is built.
 */

#include "base/qp.h"

#include "base/vec.h"

#include <assert.h>
#include <string.h>

const struct qp_twig *qp_nearest(const struct qp_twig *root, const uint8_t *symbols, size_t len)
{
	return root->word != 0 ? qp_descend(root, symbols, len) : NULL;
}

const struct qp_twig *qp_first(const struct qp_twig *t)
{
	while (!qp_is_leaf(t))
		t = qp_twigs(t);
	return t;
}

const struct qp_twig *qp_last(const struct qp_twig *t)
{
	while (!qp_is_leaf(t))
		t = qp_twigs(t) + qp_count(t) - 1;
	return t;
}

const struct qp_twig *qp_before(const struct qp_twig *root, const uint8_t *symbols, size_t len,
                                size_t common, bool is_past)
{
	const struct qp_twig *lower = NULL; /* everything below it comes before the key */
	const struct qp_twig *t = root;
	while (!qp_is_leaf(t) && qp_place(t) <= common) {
		size_t place = qp_place(t);
		uint64_t bit = UINT64_C(1) << symbols[place < len ? place : len];
		size_t before = qp_popcount(t->word & (bit - 1));
		if (before > 0)
			lower = qp_twigs(t) + before - 1;
		if ((t->word & bit) == 0)
			return lower != NULL ? qp_last(lower) : NULL;
		t = qp_twigs(t) + before;
	}
	/* All keys below t differ from the key at the same place in the same way. */
	if (is_past)
		return qp_last(t);
	return lower != NULL ? qp_last(lower) : NULL;
}

void qp_iter_init(struct qp_iter *it, const struct qp_twig *root)
{
	it->depth = 0;
	if (root->word != 0) {
		it->level[0].at = root;
		it->level[0].end = root + 1;
		it->depth = 1;
	}
}

const struct qp_twig *qp_next(struct qp_iter *it)
{
	while (it->depth > 0 && it->level[it->depth - 1].at == it->level[it->depth - 1].end)
		it->depth--;
	if (it->depth == 0)
		return NULL;
	const struct qp_twig *t = it->level[it->depth - 1].at++;
	while (!qp_is_leaf(t)) {
		assert(it->depth < QP_DEPTH_MAX);
		it->level[it->depth].at = qp_twigs(t) + 1;
		it->level[it->depth].end = qp_twigs(t) + qp_count(t);
		it->depth++;
		t = qp_twigs(t);
	}
	return t;
}

struct open_branch {
	uint64_t word; /* as it will be in the twig */
	size_t first;  /* its first twig on the stack of twigs */
};

struct qp_builder {
	struct region *region;
	VEC(struct qp_twig) twigs; /* twigs of the open branches, outermost first */
	VEC(struct open_branch) open;
	size_t len; /* of the last key */
	uint8_t symbols[QP_PLACE_MAX + 1];
};

struct qp_builder *qp_build_new(struct region *region)
{
	struct qp_builder *b = mem_zalloc(sizeof(*b));
	b->region = region;
	return b;
}

/* Close the innermost branch: its twigs become one. */
static void branch_close(struct qp_builder *b)
{
	struct open_branch *o = &b->open.items[--b->open.count];
	size_t count = b->twigs.count - o->first;
	struct qp_twig *twigs = region_alloc(b->region, count * sizeof(*twigs));
	memcpy(twigs, b->twigs.items + o->first, count * sizeof(*twigs));
	b->twigs.items[o->first] = (struct qp_twig){.word = o->word, .ptr = twigs};
	b->twigs.count = o->first + 1;
}

static size_t common_of(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t i = 0;
	for (; i + 8 <= len; i += 8) {
		uint64_t x, y;
		memcpy(&x, a + i, 8);
		memcpy(&y, b + i, 8);
		if (x != y)
			break;
	}
	while (i < len && a[i] == b[i])
		i++;
	return i;
}

void qp_build_add(struct qp_builder *b, const uint8_t *symbols, size_t len, uint64_t value,
                  const void *leaf)
{
	assert(len <= QP_PLACE_MAX && symbols[len] == 0);
	size_t place = 0;
	if (b->twigs.count > 0) {
		place = common_of(symbols, b->symbols, MIN_OF(len, b->len));
		assert(symbols[place] > b->symbols[place]);
		while (b->open.count > 0 &&
		       b->open.items[b->open.count - 1].word >> QP_PLACE_SHIFT > place)
			branch_close(b);
		if (b->open.count == 0 ||
		    b->open.items[b->open.count - 1].word >> QP_PLACE_SHIFT < place) {
			struct open_branch o = {
				.word = (uint64_t)place << QP_PLACE_SHIFT |
			                UINT64_C(1) << b->symbols[place],
				.first = b->twigs.count - 1,
			};
			VEC_PUSH(&b->open, o);
		}
		b->open.items[b->open.count - 1].word |= UINT64_C(1) << symbols[place];
	}
	struct qp_twig t = {.word = QP_LEAF | value, .ptr = leaf};
	VEC_PUSH(&b->twigs, t);
	memcpy(b->symbols + place, symbols + place, len + 1 - place);
	b->len = len;
}

struct qp_twig qp_build_finish(struct qp_builder *b)
{
	struct qp_twig root = {0};
	while (b->open.count > 0)
		branch_close(b);
	if (b->twigs.count > 0)
		root = b->twigs.items[0];
	VEC_FREE(&b->twigs);
	VEC_FREE(&b->open);
	mem_free(b);
	return root;
}
