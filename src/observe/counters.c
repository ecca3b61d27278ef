/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads are numbered as they first count; those beyond SLOTS share blocks, which is why adding
 * is atomic.  A block of one thread is never contended, so that costs little.
 */

#include "observe/counters.h"

#include "base/mem.h"

#include <stdatomic.h>

enum { SLOTS = 128 };

struct counters {
	size_t count;
	_Atomic(_Atomic uint64_t *) blocks[SLOTS]; /* NULL: the thread has not counted yet */
};

static unsigned slot_of_thread(void)
{
	static _Atomic unsigned next = 1;
	static _Thread_local unsigned mine; /* 0: not numbered yet */
	if (UNLIKELY(mine == 0))
		mine = atomic_fetch_add(&next, 1);
	return mine % SLOTS;
}

struct counters *counters_new(size_t count)
{
	struct counters *c = mem_zalloc(sizeof(*c));
	c->count = count;
	return c;
}

void counters_free(struct counters *c)
{
	if (c == NULL)
		return;
	for (unsigned i = 0; i < SLOTS; i++)
		mem_free(atomic_load(&c->blocks[i]));
	mem_free(c);
}

/* The block of a slot, made if it is not there. */
static _Atomic uint64_t *block_make(struct counters *c, unsigned slot)
{
	_Atomic uint64_t *there = NULL, *fresh = mem_calloc(c->count, sizeof(*fresh));
	if (atomic_compare_exchange_strong(&c->blocks[slot], &there, fresh))
		return fresh;
	mem_free(fresh);
	return there;
}

void counters_add(struct counters *c, size_t i, uint64_t n)
{
	unsigned slot = slot_of_thread();
	_Atomic uint64_t *block = atomic_load_explicit(&c->blocks[slot], memory_order_acquire);
	if (UNLIKELY(block == NULL))
		block = block_make(c, slot);
	atomic_fetch_add_explicit(&block[i], n, memory_order_relaxed);
}

uint64_t counters_sum(const struct counters *c, size_t i)
{
	uint64_t sum = 0;
	for (unsigned k = 0; k < SLOTS; k++) {
		_Atomic uint64_t *block = atomic_load_explicit(&c->blocks[k], memory_order_acquire);
		if (block != NULL)
			sum += atomic_load_explicit(&block[i], memory_order_relaxed);
	}
	return sum;
}
