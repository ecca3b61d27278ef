/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is about to be written to the store: entries to put and to delete, found by key, the last
 * word on each key counting.  Read before the store.
 *
 * Owner: the caller of overlay_init.  Thread: one at a time.
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"

enum {
	OVERLAY_ENTRIES_MAX = 256,
	OVERLAY_BYTES_MAX = 1 << 20,
	OVERLAY_SLOTS = 1024, /* a power of two */
};

struct overlay_item {
	uint32_t hash;
	bool deleted;
	struct span key;
	struct span value; /* deleted: empty */
};

struct overlay {
	struct arena arena; /* of keys and values; those replaced stay until overlay_clear */
	unsigned count;
	struct overlay_item items[OVERLAY_ENTRIES_MAX]; /* in the order keys came */
	uint16_t slots[OVERLAY_SLOTS];                  /* index in items, and 1; 0: free */
};

void overlay_init(struct overlay *o);
void overlay_deinit(struct overlay *o);

/* Must it be cleared before anything is added? */
static inline bool overlay_is_full(const struct overlay *o)
{
	return o->count == OVERLAY_ENTRIES_MAX || o->arena.used >= OVERLAY_BYTES_MAX;
}

/* Copies.  It must not be full. */
void overlay_put(struct overlay *o, struct span key, struct span value);
void overlay_delete(struct overlay *o, struct span key);

/* What is to become of a key; NULL: nothing. Until the next call. */
const struct overlay_item *overlay_find(const struct overlay *o, struct span key);

/* Forget all. */
void overlay_clear(struct overlay *o);
