/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the iterator remembers: RRsets, delegations, addresses from glue, negative answers and
 * failures, by name and type, for as long as their TTL says.  In memory and bounded in octets; the
 * least recently used leave first.
 *
 * Synchronous and without input or output, so that the engine stays a function of its inputs; a
 * cache shared by processes takes this one's place behind the same calls.
 *
 * Owner: the caller of cache_new.  Thread: one at a time.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
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

/* What is kept under a name and type; kinds do not replace each other. */
enum cache_kind {
	CACHE_SET,    /* data; may be answered with */
	CACHE_CUT,    /* NS as the parent gave it: where to go, never an answer (RFC 2181 5.4.1) */
	CACHE_GLUE,   /* addresses as the parent gave them: likewise */
	CACHE_NODATA, /* the name has no such type */
	CACHE_NXDOMAIN, /* the name does not exist; type 0 */
	CACHE_FAILURE,  /* the question could not be answered (RFC 9520) */
	CACHE_KINDS,
};

/* Under what an entry is kept.  Borrowed. */
struct cache_key {
	enum cache_kind kind;
	const uint8_t *name; /* of any case */
	uint16_t type;       /* 0 for CACHE_NXDOMAIN */
};
#define CACHE_KEY(kind, name, type) (&(const struct cache_key){kind, name, type})

enum { CACHE_SETS_MAX = 20 };

/*
 * One entry.  When put: borrowed for the call.  When got: `sets` and all they point to are copies
 * in the arena that was given.
 */
struct cache_entry {
	uint8_t rank;  /* enum cache_rank */
	uint8_t count; /* of sets; the main one first, RRSIG sets behind what they cover */
	int16_t ede;   /* CACHE_FAILURE: enum ede_code */
	uint32_t ttl;  /* seconds it may be used from now */
	const struct rrset *sets; /* their ttl members: as put; lowered by age when got */
};

struct cache_options {
	size_t max_bytes;
	uint32_t min_ttl;
	uint32_t max_ttl;
	uint32_t max_negative_ttl;
	uint32_t failure_ttl; /* 1 to 300 (RFC 9520 section 3.2) */
};

void cache_options_init(struct cache_options *o);

struct rrcache;

struct rrcache *cache_new(const struct cache_options *o);
void cache_free(struct rrcache *c);

/* Change limits; what is too much is dropped at once. */
void cache_set_options(struct rrcache *c, const struct cache_options *o);

/*
 * Bring a TTL into the limits of a kind (resolution contract 5.3).  A TTL of 0 stays 0 but for
 * min_ttl: such data serve the request they came for and no other.
 */
uint32_t cache_clamp_ttl(const struct rrcache *c, enum cache_kind kind, uint32_t ttl) PURE;

/*
 * Look up.
 *
 * arena  where the sets are put;  NULL: only whether and how (out->sets stays NULL)
 * returns false when there is nothing, or it has expired, or it does not fit the arena
 */
bool cache_get(struct rrcache *c, const struct cache_key *key, struct wall now, struct arena *arena,
               struct cache_entry *out);

/*
 * Remember, unless something of higher rank is there that has not expired, or the TTL is 0.
 *
 * entry->ttl is clamped, and so are the TTLs of the sets
 */
void cache_put(struct rrcache *c, const struct cache_key *key, struct wall now,
               const struct cache_entry *entry);

/* Forget one entry, or all. */
void cache_drop(struct rrcache *c, const struct cache_key *key);
void cache_clear(struct rrcache *c);

/* Forget everything at and below a name; the root: all.  Returns how many entries. */
size_t cache_clear_under(struct rrcache *c, const uint8_t *name);

struct cache_numbers {
	size_t entries;
	size_t bytes;
	uint64_t hits;
	uint64_t misses;
	uint64_t evictions;
};
void cache_get_numbers(const struct rrcache *c, struct cache_numbers *out);
