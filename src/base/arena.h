/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An arena: many small allocations freed at once, with an optional bound on their sum.
 *
 * Owner: the caller of arena_init.  Lifetime of what it gives: until arena_reset or arena_deinit.
 * Thread: one at a time.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"

struct arena_block;

struct arena {
	struct arena_block *head; /* newest block; allocations come from its tail */
	size_t used;              /* bytes handed out since the last reset */
	size_t limit;             /* most bytes handed out; 0 = no bound */
	size_t block_size;        /* size of the next ordinary block */
};

/*
 * Begin an empty arena; allocates nothing.
 *
 * limit  most bytes it may hand out between resets; 0 = no bound
 */
void arena_init(struct arena *a, size_t limit);

/* Return all memory. The arena may be used again as after arena_init with the same limit. */
void arena_deinit(struct arena *a);

/* Forget all allocations, keeping one block for the next round. */
void arena_reset(struct arena *a);

/*
 * Memory aligned for any type; uninitialised.  Aborts when the arena's bound is passed: use it
 * for what the program itself bounds.
 */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull));
void *arena_zalloc(struct arena *a, size_t size) __attribute__((returns_nonnull));
void *arena_dup(struct arena *a, const void *data, size_t size) __attribute__((returns_nonnull));

/*
 * As arena_alloc, for what a peer can make big.
 *
 * E_SPACE  the bound would be passed; *out is untouched
 */
MUST_USE enum err arena_try(struct arena *a, size_t size, void **out);
