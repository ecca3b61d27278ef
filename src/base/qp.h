/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A qp-trie over strings of small symbols (0 to 47; 0 also stands behind the end of every key):
 * a branch names the first place where the keys below it differ and holds one twig per symbol
 * found there.  Keys are not stored; the caller compares the leaf it arrives at.
 *
 *   twig, branch   word: bit 0-47 symbols present, bit 48-57 place   ptr: array of twigs
 *   twig, leaf     word: bit 63, and 63 bits of the caller's         ptr: the caller's
 *   twig, empty    word 0: an empty trie
 *
 * A trie is built once from sorted keys and is then immutable.  Its twigs live in a region.
 */
#pragma once

#include "base/region.h"

#include <stdbool.h>

struct qp_twig {
	uint64_t word;
	const void *ptr;
};

#define QP_LEAF    (UINT64_C(1) << 63)
#define QP_SYMBOLS ((UINT64_C(1) << 48) - 1)
enum { QP_PLACE_SHIFT = 48, QP_PLACE_MAX = 1023, QP_DEPTH_MAX = 512 };

static ALWAYS_INLINE bool qp_is_leaf(const struct qp_twig *t)
{
	return t->word >> 63 != 0;
}

/* The caller's 63 bits of a leaf. */
static ALWAYS_INLINE uint64_t qp_value(const struct qp_twig *t)
{
	return t->word & ~QP_LEAF;
}

/* Bits set, by the processor's own instruction where it has one: asking costs one test. */
static ALWAYS_INLINE unsigned qp_popcount(uint64_t x)
{
#if defined(__x86_64__) && !defined(__POPCNT__)
	if (LIKELY(__builtin_cpu_supports("popcnt"))) {
		uint64_t n;
		__asm__("popcnt %1, %0" : "=r"(n) : "r"(x) : "cc");
		return (unsigned)n;
	}
#elif defined(__POPCNT__)
	return (unsigned)__builtin_popcountll(x);
#endif
	x -= x >> 1 & UINT64_C(0x5555555555555555);
	x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
	x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* Place at which a branch decides. */
static ALWAYS_INLINE size_t qp_place(const struct qp_twig *t)
{
	return t->word >> QP_PLACE_SHIFT;
}

static ALWAYS_INLINE const struct qp_twig *qp_twigs(const struct qp_twig *t)
{
	return t->ptr;
}

static ALWAYS_INLINE size_t qp_count(const struct qp_twig *t)
{
	return qp_popcount(t->word & QP_SYMBOLS);
}

/* Twig of a branch for a symbol; NULL when no key below has it there. */
static ALWAYS_INLINE const struct qp_twig *qp_child(const struct qp_twig *t, unsigned symbol)
{
	uint64_t bit = UINT64_C(1) << symbol;
	if ((t->word & bit) == 0)
		return NULL;
	return qp_twigs(t) + qp_popcount(t->word & (bit - 1));
}

/*
 * One step of a descent towards the leaf that shares most with a key: the branch's twig for the
 * key's symbol, or any twig when there is none.
 *
 * symbols  len of them, and a 0 behind
 */
static ALWAYS_INLINE const struct qp_twig *qp_step(const struct qp_twig *t, const uint8_t *symbols,
                                                   size_t len)
{
	size_t place = qp_place(t);
	uint64_t bit = UINT64_C(1) << symbols[place < len ? place : len];
	uint64_t below = t->word & (bit - 1);
	return qp_twigs(t) + ((t->word & bit) != 0 ? qp_popcount(below) : 0);
}

/* The leaf that shares most with a key, in a trie that is not empty. */
static ALWAYS_INLINE const struct qp_twig *qp_descend(const struct qp_twig *root,
                                                      const uint8_t *symbols, size_t len)
{
	while (!qp_is_leaf(root))
		root = qp_step(root, symbols, len);
	return root;
}

/* The same in any trie; NULL in an empty one. */
const struct qp_twig *qp_nearest(const struct qp_twig *root, const uint8_t *symbols, size_t len);

/* First and last leaf below a twig that is not empty. */
const struct qp_twig *qp_first(const struct qp_twig *t);
const struct qp_twig *qp_last(const struct qp_twig *t);

/*
 * Last leaf before a key that is not in the trie; NULL when all come after it.
 *
 * common   symbols that the key shares with its nearest leaf
 * is_past  does the key sort behind its nearest leaf?
 */
const struct qp_twig *qp_before(const struct qp_twig *root, const uint8_t *symbols, size_t len,
                                size_t common, bool is_past);

/* Walk over all leaves in order of their keys. */
struct qp_iter {
	size_t depth;
	struct {
		const struct qp_twig *at;
		const struct qp_twig *end;
	} level[QP_DEPTH_MAX];
};
void qp_iter_init(struct qp_iter *it, const struct qp_twig *root);
/* NULL at the end. */
const struct qp_twig *qp_next(struct qp_iter *it);

/*
 * Build a trie from keys in order.
 *
 * Owner: the caller; qp_build_finish ends it.  Twigs come from the region.
 */
struct qp_builder;
struct qp_builder *qp_build_new(struct region *region);
/* Append a key that sorts behind all before it; at most QP_PLACE_MAX symbols, 0 behind the last. */
void qp_build_add(struct qp_builder *b, const uint8_t *symbols, size_t len, uint64_t value,
                  const void *leaf);
/* The finished trie's root; the builder is gone. */
struct qp_twig qp_build_finish(struct qp_builder *b);
