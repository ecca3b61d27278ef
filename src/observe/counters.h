/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counters that many threads add to and few read: each thread has a block of its own, made at its
 * first count; reading sums.
 *
 * Owner: the caller of counters_new.  Thread: any; freed when nobody counts any more.
 */
#pragma once

#include "base/attr.h"

struct counters;

struct counters *counters_new(size_t count);
void counters_free(struct counters *c);

/* Add to counter i. */
void counters_add(struct counters *c, size_t i, uint64_t n);

/* The sum over all threads; what is counted meanwhile may or may not be in it. */
uint64_t counters_sum(const struct counters *c, size_t i);
