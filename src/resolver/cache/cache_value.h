/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of the second level, and how they are written in the store:
 *
 *   flags and rank | stored | expires | count | what flags say
 *
 * times are seconds since 2024-01-01 UTC, modulo 2^32.  A set alone, under its own name and type,
 * with or without its RRSIG set: the records, each length and rdata; `count` are data, the others
 * RRSIG. One record without signatures: its rdata alone, without `count`, and with its life in
 * three octets instead of the moment when it ends. Anything else: `count` sets, each owner, type,
 * TTL, number of records, octets of records, records; before them the reason why they are not
 * secure, if there is one to tell. A failure: its extended error.
 *
 * The file may be damaged: what is read is checked - times, rank, names, and record data against
 * their type - and is not there when it is wrong.
 *
 * Pure; any thread.
 */
#pragma once

#include "base/clock.h"
#include "resolver/cache/cache_key.h"
#include "dns/rrset.h"

/*
 * How far a set can be trusted (resolution contract 5.1); the higher number replaces the lower.
 */
enum cache_rank {
	CACHE_RANK_INITIAL = 0,
	CACHE_RANK_OMIT = 1,
	CACHE_RANK_TRY = 2,
	CACHE_RANK_INDET = 4, /* not validated */
	CACHE_RANK_BOGUS = 5,
	CACHE_RANK_MISMATCH = 6,
	CACHE_RANK_MISSING = 7,
	CACHE_RANK_INSECURE = 8,
	CACHE_RANK_AUTH = 16, /* added: the reply was authoritative */
	CACHE_RANK_SECURE = 32,
};

enum {
	CACHE_SETS_MAX = 20,
	CACHE_VALUE_MAX = 65536, /* octets of an entry; larger ones are not kept */
	CACHE_HEAD = 11,
	CACHE_HEAD_SHORT = 8,     /* of one record without signatures */
	CACHE_CLOCK_JUMP_S = 600, /* the clock may be set back by so much (5.9) */
};

/*
 * One entry.  When put: borrowed for the call.  When got: `sets` and all they point to are in the
 * arena that was given.
 */
struct cache_entry {
	uint8_t rank;  /* enum cache_rank */
	uint8_t count; /* of sets; the main one first, RRSIG sets behind what they cover */
	int16_t ede;   /* CACHE_FAILURE: enum ede_code; others: why it is not secure, 0: not said */
	uint32_t ttl;  /* seconds it may be used from now */
	const struct rrset *sets; /* their ttl members: as put; lowered by age when got */
};

/*
 * Write an entry that may be used for e->ttl seconds from now.
 *
 * returns its octets; 0 when it is too large
 */
size_t cache_value_write(uint8_t out[CACHE_VALUE_MAX], const struct cache_key *key,
                         const struct cache_entry *e, struct wall now);

/* Write the head of an entry whose rest is another file's. */
void cache_value_write_head(struct wire_writer *w, uint8_t rank, uint32_t ttl, struct wall now);

/* The head of a stored entry. */
struct cache_head {
	int64_t expires; /* seconds since 1970 */
	int64_t stored;
	uint8_t rank;
	bool used; /* since the collector last came by */
};

/* returns false when it cannot be one, or is from a future that a clock set back does not explain
 */
bool cache_value_head(struct cache_head *out, struct span value, struct wall now);

/* Say in a stored entry whether it was used. */
void cache_value_set_used(uint8_t *value, bool used);

/*
 * Read an entry, expired or not.
 *
 * arena  NULL: without sets
 * out    ttl is 0 when expired; those of the sets are lowered by its age
 * E_CORRUPT  it is none;  E_SPACE  the arena's bound
 */
MUST_USE enum err cache_value_read(struct cache_entry *out, const struct cache_key *key,
                                   struct span value, struct wall now, struct arena *arena);
