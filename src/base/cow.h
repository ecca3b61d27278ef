/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changing a structure of immutable blocks while others read it: blocks that readers may see are
 * never written again, only replaced; blocks made since the change began are the writer's own.
 *
 * A replaced block is either freed at once (nobody else has seen it) or goes on the list of
 * retired blocks, which whoever publishes the change frees when no reader is left.
 *
 * Owner: the writer.  Thread: one at a time; the region must be used by nobody else meanwhile.
 */
#pragma once

#include "base/region.h"
#include "base/vec.h"

#include <stdbool.h>

struct cow_block {
	void *at;
	size_t size; /* as it was asked for */
};

struct cow_blocks {
	struct cow_block *items;
	size_t count;
	size_t cap;
};

struct cow {
	struct region *region;
	struct cow_blocks retired;
	size_t retired_bytes;    /* sum of their sizes */
	struct cow_block *fresh; /* blocks made since cow_init: a table by address */
	size_t fresh_count;
	size_t fresh_cap; /* a power of two, or 0 */
};

/* Begin a change; the region is borrowed until cow_finish or cow_abort. */
void cow_init(struct cow *c, struct region *region);

/* A block of size > 0 octets, uninitialised, the writer's until the change is published. */
void *cow_alloc(struct cow *c, size_t size) __attribute__((returns_nonnull));

/* A block that somebody cut from the region since cow_init is the writer's. */
void cow_adopt(struct cow *c, void *block, size_t size);

/* May the writer still write to a block? */
bool cow_is_fresh(const struct cow *c, const void *block);

/* The writer needs a block no longer: freed if it is fresh, retired otherwise. */
void cow_drop(struct cow *c, const void *block, size_t size);

/* The change is good: *retired gets the blocks replaced (free the array with VEC_FREE). */
void cow_finish(struct cow *c, struct cow_blocks *retired);

/* The change is off: all fresh blocks are freed, retired ones stay alive. */
void cow_abort(struct cow *c);
