/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A region: blocks of many sizes cut from large slabs, freed one by one or all at once.  Blocks
 * have no header; who frees one names its size.  Made for immutable structures of millions of
 * small blocks (zone versions): no overhead per block, and the whole goes back to the system.
 *
 * Owner: the caller of region_init.  Lifetime of blocks: until region_free or region_deinit.
 * Thread: one at a time; blocks may be read by any.
 */
#pragma once

#include "base/mem.h"

struct region_slab;
struct region_bins;

struct region {
	struct region_slab *slabs; /* newest first; blocks are cut from its rest */
	struct region_bins *bins;  /* freed blocks by size; NULL until the first */
	uint8_t *next;             /* rest of the newest slab */
	uint8_t *end;
	size_t used;     /* octets in live blocks, rounded as they are */
	size_t reserved; /* octets in slabs */
	enum mem_kind kind;
};

/*
 * Begin an empty region.
 *
 * kind   under which its slabs are accounted
 * first  octets of the first slab: the sum of what will be cut, if known; 0 = small, growing
 */
void region_init(struct region *r, enum mem_kind kind, size_t first);

/* Return all memory. */
void region_deinit(struct region *r);

/* A block of size > 0 octets, aligned to 8, uninitialised. */
void *region_alloc(struct region *r, size_t size) __attribute__((returns_nonnull));

/* Give a block back; size as it was asked for. */
void region_free(struct region *r, void *block, size_t size);

/* Octets that a block of this size takes in the region. */
size_t region_block_size(size_t size) PURE;
