/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fresh blocks are kept in an open-addressed table, so that changing a place twice costs no second
 * copy and no garbage.  Invariant: the table is at most half full, and every block in it is alive.
 */

#include "base/cow.h"

enum { FRESH_FIRST = 64 };

void cow_init(struct cow *c, struct region *region)
{
	*c = (struct cow){.region = region};
}

/* Where a block stands in the table, or would. */
static size_t slot_of(const struct cow *c, const void *block)
{
	/* Blocks are aligned to 8; the multiplier is Fibonacci hashing's. */
	uint64_t h = ((uintptr_t)block >> 3) * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(h >> 32) & (c->fresh_cap - 1);
	while (c->fresh[i].at != NULL && c->fresh[i].at != block)
		i = (i + 1) & (c->fresh_cap - 1);
	return i;
}

static void fresh_grow(struct cow *c)
{
	struct cow_block *old = c->fresh;
	size_t old_cap = c->fresh_cap;
	c->fresh_cap = old_cap == 0 ? (size_t)FRESH_FIRST : old_cap * 2;
	c->fresh = mem_calloc(c->fresh_cap, sizeof(*c->fresh));
	for (size_t i = 0; i < old_cap; i++) {
		if (old[i].at != NULL)
			c->fresh[slot_of(c, old[i].at)] = old[i];
	}
	mem_free(old);
}

void cow_adopt(struct cow *c, void *block, size_t size)
{
	if (2 * (c->fresh_count + 1) > c->fresh_cap)
		fresh_grow(c);
	c->fresh[slot_of(c, block)] = (struct cow_block){.at = block, .size = size};
	c->fresh_count++;
}

void *cow_alloc(struct cow *c, size_t size)
{
	void *block = region_alloc(c->region, size);
	cow_adopt(c, block, size);
	return block;
}

bool cow_is_fresh(const struct cow *c, const void *block)
{
	return c->fresh_cap > 0 && c->fresh[slot_of(c, block)].at != NULL;
}

/* Take an entry out; those behind it move up, so that no search ends early. */
static void fresh_remove(struct cow *c, size_t i)
{
	size_t mask = c->fresh_cap - 1;
	c->fresh[i].at = NULL;
	c->fresh_count--;
	for (size_t k = (i + 1) & mask; c->fresh[k].at != NULL; k = (k + 1) & mask) {
		struct cow_block moving = c->fresh[k];
		c->fresh[k].at = NULL;
		c->fresh[slot_of(c, moving.at)] = moving;
	}
}

void cow_drop(struct cow *c, const void *block, size_t size)
{
	void *at = (void *)(uintptr_t)block;
	if (c->fresh_cap > 0) {
		size_t i = slot_of(c, block);
		if (c->fresh[i].at != NULL) {
			fresh_remove(c, i);
			region_free(c->region, at, size);
			return;
		}
	}
	struct cow_block b = {.at = at, .size = size};
	VEC_PUSH(&c->retired, b);
	c->retired_bytes += size;
}

static void cow_deinit(struct cow *c)
{
	mem_free(c->fresh);
	VEC_FREE(&c->retired);
	*c = (struct cow){0};
}

void cow_finish(struct cow *c, struct cow_blocks *retired)
{
	*retired = c->retired;
	c->retired = (struct cow_blocks){0};
	cow_deinit(c);
}

void cow_abort(struct cow *c)
{
	for (size_t i = 0; i < c->fresh_cap; i++) {
		if (c->fresh[i].at != NULL)
			region_free(c->region, c->fresh[i].at, c->fresh[i].size);
	}
	cow_deinit(c);
}
