/* SPDX-License-Identifier: BSD-2-Clause */
/* The store in memory: for tests and simulations, with crashes at will. */
#pragma once

#include "store/store.h"

/* limit  octets of keys and values it holds before E_FULL; 0 = no limit. Owner: store_close. */
struct store *store_memory_new(size_t limit);

/*
 * Simulate kill -9: the n-th put, delete or commit from now on (1 = the next), and every call after
 * it, fails with E_IO, as if the process were gone; 0 = never.
 */
void store_memory_crash_at(struct store *s, unsigned n);
/* A new process opens it: the open turn is gone, what was committed is there. */
void store_memory_revive(struct store *s);
