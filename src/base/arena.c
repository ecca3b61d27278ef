/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arena of chained blocks.  Invariant: `used` is the sum of rounded sizes handed out since the last
 * reset, and never passes a non-zero `limit`.  Blocks grow to 64 KiB; larger requests get a block
 * of their own size.
 */

#include "base/arena.h"

#include "base/mem.h"

#include <string.h>

enum { FIRST_BLOCK = 1024, LARGEST_BLOCK = 65536, ALIGNMENT = 16 };

struct arena_block {
	struct arena_block *next;
	size_t size;
	size_t used;
	_Alignas(ALIGNMENT) uint8_t data[];
};

void arena_init(struct arena *a, size_t limit)
{
	*a = (struct arena){.limit = limit, .block_size = FIRST_BLOCK};
}

static void free_blocks(struct arena_block *b)
{
	while (b != NULL) {
		struct arena_block *next = b->next;
		mem_account(MEM_ARENA, -(int64_t)b->size);
		mem_free(b);
		b = next;
	}
}

void arena_deinit(struct arena *a)
{
	free_blocks(a->head);
	arena_init(a, a->limit);
}

void arena_reset(struct arena *a)
{
	if (a->head != NULL) {
		free_blocks(a->head->next);
		a->head->next = NULL;
		a->head->used = 0;
	}
	a->used = 0;
}

static void add_block(struct arena *a, size_t least)
{
	size_t size = MAX_OF(a->block_size, least);
	struct arena_block *b = mem_alloc(sizeof(*b) + size);
	b->size = size;
	b->used = 0;
	b->next = a->head;
	a->head = b;
	mem_account(MEM_ARENA, (int64_t)size);
	if (a->block_size < LARGEST_BLOCK)
		a->block_size *= 2;
}

enum err arena_try(struct arena *a, size_t size, void **out)
{
	if (size > SIZE_MAX / 2)
		return E_SPACE;
	size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (a->limit != 0 && rounded > a->limit - a->used)
		return E_SPACE;
	if (a->head == NULL || a->head->size - a->head->used < rounded)
		add_block(a, rounded);
	*out = a->head->data + a->head->used;
	a->head->used += rounded;
	a->used += rounded;
	return OK;
}

void *arena_alloc(struct arena *a, size_t size)
{
	void *p = NULL;
	if (arena_try(a, size, &p) != OK)
		mem_exhausted(size);
	return p;
}

void *arena_zalloc(struct arena *a, size_t size)
{
	return memset(arena_alloc(a, size), 0, size);
}

void *arena_dup(struct arena *a, const void *data, size_t size)
{
	void *p = arena_alloc(a, size);
	if (size > 0)
		memcpy(p, data, size);
	return p;
}
