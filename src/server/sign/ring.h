/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A chain of denial as a ring of links, of which only what changes is held: on top of the chain
 * that the zone has.  What owners are, names or hashes, is the caller's business.
 *
 * Owner: the caller.  Keys are borrowed until ring_deinit.  Thread: one at a time.
 */
#pragma once

#include "base/err.h"
#include "base/vec.h"

#include <stdbool.h>

/* The chain that the zone has. */
struct ring_source {
	int (*cmp)(const uint8_t *a, const uint8_t *b);
	/* The key behind one of the chain; NULL: it is not in the chain. */
	const uint8_t *(*next)(void *ctx, const uint8_t *key);
	/*
	 * The last key of the chain before another, which need not be in it; before the first
	 * comes the last.  NULL: the chain is empty, or broken.
	 */
	const uint8_t *(*before)(void *ctx, const uint8_t *key);
	void *ctx;
};

struct ring_link {
	const uint8_t *key;
	const uint8_t *next;
	bool is_gone;
};

struct ring {
	const struct ring_source *source;
	VEC(struct ring_link) links; /* that differ, or may; by key */
};

void ring_deinit(struct ring *r);

/* Is a key in the ring, as changed so far? */
bool ring_has(const struct ring *r, const uint8_t *key);

/* Note a link without changing it, so that it is among `links`. E_NOTFOUND  it is not in the ring
 */
MUST_USE enum err ring_keep(struct ring *r, const uint8_t *key);

/* Put a key in, that is not in the ring.  E_NOTFOUND  the zone's chain is broken */
MUST_USE enum err ring_insert(struct ring *r, const uint8_t *key);

/* Take a key out, that is in the ring.  E_NOTFOUND  the zone's chain is broken */
MUST_USE enum err ring_remove(struct ring *r, const uint8_t *key);

/* Does every link among `links` lead to one that is in the ring?  If not, the zone's chain is
 * broken there. */
bool ring_is_whole(const struct ring *r);
