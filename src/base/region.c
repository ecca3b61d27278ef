/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slabs and size classes.  Classes are multiples of 8 up to 512 octets, then eight per doubling up
 * to 64 KiB, so that a freed block serves any request of its class and wastes at most an eighth.
 * Larger blocks are slabs of their own.  Invariant: every octet of a slab that is not in a live
 * block is poisoned under the address sanitizer.
 */

#include "base/region.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define REGION_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define REGION_ASAN 1
#endif
#endif
#ifdef REGION_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   __asan_poison_memory_region(p, n)
#define UNPOISON(p, n) __asan_unpoison_memory_region(p, n)
#else
#define POISON(p, n)   ((void)0)
#define UNPOISON(p, n) ((void)0)
#endif

enum {
	GRAIN = 8,
	FINE_MAX = 512, /* classes of one grain up to here */
	FINE_CLASSES = FINE_MAX / GRAIN,
	COARSE_PER_DOUBLE = 8,
	COARSE_DOUBLES = 7, /* 512 octets to 64 KiB */
	CLASSES = FINE_CLASSES + COARSE_PER_DOUBLE * COARSE_DOUBLES,
	BLOCK_MAX = FINE_MAX << COARSE_DOUBLES,
	SLAB_FIRST = 2048,
	SLAB_MAX = 1 << 21,    /* a huge page: look-ups in large tries miss the TLB otherwise */
	SLAB_MAPPED = 1 << 17, /* from here on memory is mapped, and returned at once when freed */
	PAGE = 4096,
};

struct region_slab {
	struct region_slab *next;
	struct region_slab *prev; /* large blocks are freed one by one */
	size_t size;              /* this header included */
	size_t spare;             /* keeps what follows aligned to 16 */
};

struct free_block {
	struct free_block *next;
};

struct region_bins {
	struct free_block *heads[CLASSES];
};

/* Class of a size up to BLOCK_MAX; *rounded gets the size of its blocks. */
static unsigned class_of(size_t size, size_t *rounded)
{
	if (size <= FINE_MAX) {
		unsigned c = (unsigned)((size + GRAIN - 1) / GRAIN);
		*rounded = (size_t)c * GRAIN;
		return c - 1;
	}
	unsigned shift = 63u -
	                 (unsigned)__builtin_clzll(size - 1); /* 2^shift < size <= 2^(shift+1) */
	size_t step = ((size_t)1 << shift) / COARSE_PER_DOUBLE;
	size_t n = (size - ((size_t)1 << shift) + step - 1) / step; /* 1 to 8 */
	*rounded = ((size_t)1 << shift) + n * step;
	return FINE_CLASSES + (shift - 9) * COARSE_PER_DOUBLE + (unsigned)n - 1;
}

static void *pages_map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		mem_exhausted(size);
	return p;
}

/* A full-size slab at a multiple of its size, so that the kernel may back it by one huge page. */
static void *huge_page_map(void)
{
	uint8_t *p = pages_map(2 * (size_t)SLAB_MAX);
	size_t before = -(uintptr_t)p & (SLAB_MAX - 1);
	if (before > 0)
		munmap(p, before);
	munmap(p + before + SLAB_MAX, SLAB_MAX - before);
	madvise(p + before, SLAB_MAX, MADV_HUGEPAGE); /* advice only: may be refused */
	return p + before;
}

static struct region_slab *slab_new(struct region *r, size_t size)
{
	struct region_slab *slab;
	if (size == SLAB_MAX) {
		slab = huge_page_map();
	} else if (size >= SLAB_MAPPED) {
		size = (size + PAGE - 1) & ~(size_t)(PAGE - 1);
		slab = pages_map(size);
	} else {
		slab = mem_alloc(size);
	}
	slab->size = size;
	slab->prev = NULL;
	slab->next = r->slabs;
	if (r->slabs != NULL)
		r->slabs->prev = slab;
	r->slabs = slab;
	r->reserved += size;
	mem_account(r->kind, (int64_t)size);
	POISON(slab + 1, size - sizeof(*slab));
	return slab;
}

static void slab_free(struct region *r, struct region_slab *slab)
{
	size_t size = slab->size;
	r->reserved -= size;
	mem_account(r->kind, -(int64_t)size);
	UNPOISON(slab, size);
	if (size >= SLAB_MAPPED)
		munmap(slab, size);
	else
		mem_free(slab);
}

void region_init(struct region *r, enum mem_kind kind, size_t first)
{
	*r = (struct region){.kind = kind};
	if (first > 0) {
		struct region_slab *slab = slab_new(r, first + sizeof(*slab));
		r->next = (uint8_t *)(slab + 1);
		r->end = (uint8_t *)slab + slab->size;
	}
}

void region_deinit(struct region *r)
{
	struct region_slab *next;
	for (struct region_slab *slab = r->slabs; slab != NULL; slab = next) {
		next = slab->next;
		slab_free(r, slab);
	}
	mem_free(r->bins);
	*r = (struct region){.kind = r->kind};
}

/* A block with a slab of its own, put behind the newest so that cutting goes on there. */
static void *large_alloc(struct region *r, size_t size)
{
	struct region_slab *newest = r->slabs;
	struct region_slab *slab = slab_new(r, size + sizeof(*slab));
	if (newest != NULL) {
		slab->prev = newest;
		slab->next = newest->next;
		if (slab->next != NULL)
			slab->next->prev = slab;
		newest->next = slab;
		newest->prev = NULL;
		r->slabs = newest;
	}
	UNPOISON(slab + 1, size);
	r->used += size;
	return slab + 1;
}

static void large_free(struct region *r, void *block, size_t size)
{
	struct region_slab *slab = (struct region_slab *)block - 1;
	if (slab->prev != NULL)
		slab->prev->next = slab->next;
	else
		r->slabs = slab->next;
	if (slab->next != NULL)
		slab->next->prev = slab->prev;
	r->used -= size;
	slab_free(r, slab);
}

/* Put a freed block first in the list of its class. */
static void bin_put(struct region *r, void *block, unsigned class)
{
	if (r->bins == NULL)
		r->bins = mem_zalloc(sizeof(*r->bins));
	struct free_block *b = block;
	b->next = r->bins->heads[class];
	r->bins->heads[class] = b;
}

static void slab_begin(struct region *r, size_t least)
{
	size_t size = MIN_OF(MAX_OF(r->reserved / 2, (size_t)SLAB_FIRST), (size_t)SLAB_MAX);
	struct region_slab *slab = slab_new(r, MAX_OF(size, least + sizeof(*slab)));
	r->next = (uint8_t *)(slab + 1);
	r->end = (uint8_t *)slab + slab->size;
}

void *region_alloc(struct region *r, size_t size)
{
	assert(size > 0);
	if (UNLIKELY(size > BLOCK_MAX))
		return large_alloc(r, size);
	size_t rounded;
	unsigned class = class_of(size, &rounded);
	r->used += rounded;
	if (r->bins != NULL && r->bins->heads[class] != NULL) {
		struct free_block *b = r->bins->heads[class];
		UNPOISON(b, rounded);
		r->bins->heads[class] = b->next;
		return b;
	}
	if (UNLIKELY((size_t)(r->end - r->next) < rounded))
		slab_begin(r, rounded);
	void *p = r->next;
	r->next += rounded;
	UNPOISON(p, size);
	return p;
}

void region_free(struct region *r, void *block, size_t size)
{
	if (size > BLOCK_MAX) {
		large_free(r, block, size);
		return;
	}
	size_t rounded;
	unsigned class = class_of(size, &rounded);
	r->used -= rounded;
	UNPOISON(block, rounded);
	bin_put(r, block, class);
	POISON(block, rounded);
}

size_t region_block_size(size_t size)
{
	if (size > BLOCK_MAX)
		return size;
	size_t rounded;
	class_of(size, &rounded);
	return rounded;
}
