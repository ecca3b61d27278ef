/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walks over the second level: what has expired or is to be forgotten, and looking at all there is.
 * Each works through the store in small turns, so that other processes are not kept waiting.
 */
#pragma once

#include "resolver/cache/rrcache.h"

/*
 * Delete entries that have expired.
 *
 * max  how many at most
 * returns how many
 */
size_t cache_prune(struct rrcache *c, struct wall now, size_t max);

/* What to forget. */
struct cache_region {
	const uint8_t *name;
	bool exact;    /* nothing below the name */
	uint16_t type; /* with exact: of this type only; 0: of all */
};

/*
 * Forget entries of a region, and proofs that speak of its name.
 *
 * max  how many at most; 0: all
 * returns how many
 */
size_t cache_clear_region(struct rrcache *c, const struct cache_region *region, size_t max,
                          struct wall now);

/* As cache_clear_region, everything at and below a name; the root: cache_clear. */
size_t cache_clear_under(struct rrcache *c, const uint8_t *name, struct wall now);

/* An entry that is walked over. Borrowed for the call. */
struct cache_item {
	const struct cache_key_parts *key;
	struct cache_head head;
	struct span value; /* for cache_value_read */
};

/*
 * Visit the entries at a name, or at and below it, expired ones too, in order.
 *
 * visit  returns false to end the walk; must not call the cache
 */
void cache_each(struct rrcache *c, const uint8_t *name, bool exact, struct wall now,
                bool (*visit)(void *ctx, const struct cache_item *item), void *ctx);
