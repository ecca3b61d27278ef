/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who comes how often: a table of fixed size with a load for each address prefix it remembers.
 * What is counted adds to the loads of all prefixes of an address; loads decay exponentially, each
 * millisecond.  A prefix at its limit gets no more until its load has decayed.
 *
 * A full table forgets the smallest loads, so that it may let through and never limits whom it
 * does not know.  Pure: time and seed are arguments.
 *
 * Owner: the caller of rate_new.  Thread: any number; what two add at once may count as one.
 */
#pragma once

#include "base/span.h"

struct rate;

struct rate_options {
	size_t size;      /* prefixes to remember; rounded up to a power of two */
	uint32_t rate;    /* amount per second that a single address may come with, for ever */
	uint32_t instant; /* amount at once; rate is at most 1000 times this */
	uint64_t seed;    /* random: where prefixes stand must not be known */
};

struct rate *rate_new(const struct rate_options *options);
void rate_free(struct rate *r);

/*
 * Count an amount, unless a prefix of the address is at its limit.
 *
 * address  4 or 16 octets;  now_ms  of a clock that does not go back
 * returns  0: counted; else the length of the prefix that is at its limit
 */
unsigned rate_take(struct rate *r, struct span address, uint32_t amount, int64_t now_ms);

/* The same question without counting. */
unsigned rate_check(struct rate *r, struct span address, int64_t now_ms);

/* Count an amount in any case: it was spent already. */
void rate_add(struct rate *r, struct span address, uint32_t amount, int64_t now_ms);
