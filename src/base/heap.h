/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A binary heap of timers: the earliest first.  Items are embedded; each knows its place, so that
 * it can be moved or removed in O(log n).
 *
 * Owner: the caller of heap_init.  Thread: one at a time.
 */
#pragma once

#include "base/attr.h"

struct heap_item {
	int64_t key;
	size_t place; /* index + 1; 0 = not in a heap */
};

struct heap {
	struct heap_item **items;
	size_t count;
	size_t cap;
};

void heap_init(struct heap *h);
void heap_deinit(struct heap *h);

/* Insert the item or, if it is in already, move it, under the key. */
void heap_put(struct heap *h, struct heap_item *item, int64_t key);

/* Remove the item; harmless if it is not in. */
void heap_remove(struct heap *h, struct heap_item *item);

/* The item with the lowest key; NULL when empty. */
struct heap_item *heap_first(const struct heap *h);
