/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Regions are for one thread, but versions are freed on another than the writer's.  So blocks that
 * come back wait in a list until the writer looks; the list is a stack that is only ever pushed to
 * or taken whole.
 */

#include "server/zone/memory.h"

#include <stdatomic.h>

struct returned {
	struct returned *next;
	struct cow_blocks blocks;
};

struct zone_memory {
	struct region region; /* the writer's */
	struct returned *_Atomic returned;
	_Atomic size_t bytes;
	_Atomic uint32_t versions;
};

struct zone_memory *zone_memory_new(struct region *region)
{
	struct zone_memory *m = mem_zalloc(sizeof(*m));
	m->region = *region;
	region_init(region, m->region.kind, 0);
	atomic_init(&m->versions, 1);
	atomic_init(&m->bytes, m->region.reserved);
	return m;
}

void zone_memory_join(struct zone_memory *m)
{
	atomic_fetch_add_explicit(&m->versions, 1, memory_order_relaxed);
	atomic_store_explicit(&m->bytes, m->region.reserved, memory_order_relaxed);
}

/* Free what was given back; the caller is the writer, or the last. */
static void returned_take(struct zone_memory *m)
{
	struct returned *r = atomic_exchange(&m->returned, NULL);
	while (r != NULL) {
		struct returned *next = r->next;
		for (size_t i = 0; i < r->blocks.count; i++)
			region_free(&m->region, r->blocks.items[i].at, r->blocks.items[i].size);
		VEC_FREE(&r->blocks);
		mem_free(r);
		r = next;
	}
}

void zone_memory_leave(struct zone_memory *m, struct cow_blocks *retired)
{
	if (retired->count > 0) {
		struct returned *r = mem_alloc(sizeof(*r));
		r->blocks = *retired;
		r->next = atomic_load(&m->returned);
		while (!atomic_compare_exchange_weak(&m->returned, &r->next, r))
			continue;
	} else {
		VEC_FREE(retired);
	}
	*retired = (struct cow_blocks){0};
	if (atomic_fetch_sub_explicit(&m->versions, 1, memory_order_acq_rel) > 1)
		return;
	returned_take(m);
	region_deinit(&m->region);
	mem_free(m);
}

struct region *zone_memory_region(struct zone_memory *m)
{
	returned_take(m);
	return &m->region;
}

size_t zone_memory_bytes(const struct zone_memory *m)
{
	return atomic_load_explicit(&m->bytes, memory_order_relaxed);
}
