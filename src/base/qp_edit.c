/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Path copying.  A descent makes each array of twigs on its way the writer's own before it goes
 * through it; arrays that are fresh already are changed in place.  Invariants as in qp.c: places
 * grow along every path, no branch has a single twig.
 */

#include "base/qp_edit.h"

#include <assert.h>
#include <string.h>

static struct qp_twig leaf_of(struct qp_twig leaf)
{
	leaf.word |= QP_LEAF;
	return leaf;
}

/* The twigs of a branch, writable. */
static struct qp_twig *twigs_own(struct qp_edit *e, struct qp_twig *branch)
{
	size_t size = qp_count(branch) * sizeof(struct qp_twig);
	if (!cow_is_fresh(e->memory, branch->ptr)) {
		struct qp_twig *copy = cow_alloc(e->memory, size);
		memcpy(copy, branch->ptr, size);
		cow_drop(e->memory, branch->ptr, size);
		branch->ptr = copy;
	}
	return (struct qp_twig *)(uintptr_t)branch->ptr;
}

static uint64_t bit_at(const struct qp_twig *branch, const uint8_t *symbols, size_t len)
{
	size_t place = qp_place(branch);
	return UINT64_C(1) << symbols[place < len ? place : len];
}

/* The twig of an owned branch for a key that goes through it. */
static struct qp_twig *descend(struct qp_edit *e, struct qp_twig *branch, const uint8_t *symbols,
                               size_t len)
{
	uint64_t bit = bit_at(branch, symbols, len);
	assert((branch->word & bit) != 0);
	return twigs_own(e, branch) + qp_popcount(branch->word & (bit - 1));
}

/* Add a twig to a branch that has none for its symbol. */
static void branch_widen(struct qp_edit *e, struct qp_twig *branch, uint64_t bit,
                         struct qp_twig leaf)
{
	size_t count = qp_count(branch), at = qp_popcount(branch->word & (bit - 1));
	const struct qp_twig *old = qp_twigs(branch);
	struct qp_twig *wide = cow_alloc(e->memory, (count + 1) * sizeof(*wide));
	assert((branch->word & bit) == 0);
	memcpy(wide, old, at * sizeof(*wide));
	wide[at] = leaf;
	memcpy(wide + at + 1, old + at, (count - at) * sizeof(*wide));
	cow_drop(e->memory, old, count * sizeof(*wide));
	branch->word |= bit;
	branch->ptr = wide;
}

void qp_insert(struct qp_edit *e, const uint8_t *symbols, size_t len, size_t common,
               unsigned nearest_symbol, struct qp_twig leaf)
{
	struct qp_twig *t = &e->root;
	leaf = leaf_of(leaf);
	if (t->word == 0) {
		*t = leaf;
		return;
	}
	while (!qp_is_leaf(t) && qp_place(t) < common)
		t = descend(e, t, symbols, len);
	unsigned symbol = symbols[common];
	if (!qp_is_leaf(t) && qp_place(t) == common) {
		branch_widen(e, t, UINT64_C(1) << symbol, leaf);
		return;
	}
	assert(symbol != nearest_symbol);
	struct qp_twig *pair = cow_alloc(e->memory, 2 * sizeof(*pair));
	pair[symbol > nearest_symbol] = leaf;
	pair[symbol < nearest_symbol] = *t;
	t->word = (uint64_t)common << QP_PLACE_SHIFT | UINT64_C(1) << symbol |
	          UINT64_C(1) << nearest_symbol;
	t->ptr = pair;
}

void qp_replace(struct qp_edit *e, const uint8_t *symbols, size_t len, struct qp_twig leaf)
{
	struct qp_twig *t = &e->root;
	while (!qp_is_leaf(t))
		t = descend(e, t, symbols, len);
	*t = leaf_of(leaf);
}

void qp_delete(struct qp_edit *e, const uint8_t *symbols, size_t len)
{
	struct qp_twig *t = &e->root, *parent = NULL;
	while (!qp_is_leaf(t)) {
		parent = t;
		t = descend(e, t, symbols, len);
	}
	if (parent == NULL) {
		e->root = (struct qp_twig){0};
		return;
	}
	const struct qp_twig *old = qp_twigs(parent);
	size_t count = qp_count(parent), at = (size_t)(t - old);
	uint64_t bit = bit_at(parent, symbols, len);
	if (count == 2) {
		struct qp_twig other = old[1 - at];
		cow_drop(e->memory, old, 2 * sizeof(*old));
		*parent = other;
		return;
	}
	struct qp_twig *narrow = cow_alloc(e->memory, (count - 1) * sizeof(*narrow));
	memcpy(narrow, old, at * sizeof(*narrow));
	memcpy(narrow + at, old + at + 1, (count - at - 1) * sizeof(*narrow));
	cow_drop(e->memory, old, count * sizeof(*old));
	parent->word &= ~bit;
	parent->ptr = narrow;
}
