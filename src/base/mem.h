/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Heap memory that cannot fail, and byte accounting by kind.
 *
 * Allocation failure aborts with the size on standard error: there is nothing useful to do, and a
 * path that is never taken is never right.  What a peer can make big lives in a bounded arena
 * (arena.h) or queue instead, whose _try form returns E_SPACE.
 */
#pragma once

#include "base/attr.h"

void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull, alloc_size(1)));
void *mem_zalloc(size_t size) __attribute__((malloc, returns_nonnull, alloc_size(1)));
/* An array of count elements, zeroed; the product is checked. */
void *mem_calloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *mem_realloc(void *ptr, size_t size) __attribute__((returns_nonnull, alloc_size(2)));
void *mem_dup(const void *data, size_t size) __attribute__((malloc, returns_nonnull));
char *mem_strdup(const char *text) __attribute__((malloc, returns_nonnull));
char *mem_printf(const char *fmt, ...) __attribute__((malloc, returns_nonnull)) PRINTF_LIKE(1, 2);
void mem_free(void *ptr);

/*
 * Have the allocator map what is large and unmap it when it is freed, always: by itself it keeps
 * more the larger the blocks it has seen.  Once, at the start of a process that runs for long.
 */
void mem_keep_little(void);

/*
 * Return freed memory of all threads to the system, where the allocator can.  Takes milliseconds
 * and locks: after something large has gone, not on a hot path.
 */
void mem_trim(void);

/* Overwrite octets so that the compiler cannot leave it out: for secrets. */
void mem_wipe(void *ptr, size_t size);

/* Write "out of memory, N bytes" and abort; for allocators built on something else than malloc. */
void mem_exhausted(size_t size) NORETURN;

/* Kinds of memory that operators ask about. */
enum mem_kind {
	MEM_ARENA,        /* request and task arenas */
	MEM_ZONE,         /* published zone versions */
	MEM_ZONE_RETIRED, /* replaced blocks that readers may still see */
	MEM_CONNECTION,   /* connection buffers */
	MEM_CACHE,        /* first-level answers */
	MEM_PARSE,        /* zone files being read */
	MEM_RULES,        /* compiled rules */
	MEM_KINDS,
};

/* Add to (or, negative, take from) the bytes of a kind.  Any thread. */
void mem_account(enum mem_kind kind, int64_t bytes);

/* Bytes of a kind now.  Any thread; a moment old. */
int64_t mem_accounted(enum mem_kind kind);

/* Word for a kind in statistics ("zone", "connection"); never NULL. */
const char *mem_kind_name(enum mem_kind kind);

static inline void mem_free_cleanup(void *p)
{
	mem_free(*(void **)p);
}

/* Free on leaving the scope; for tools and tests, not on the query path. */
#define AUTO_FREE __attribute__((cleanup(mem_free_cleanup)))
