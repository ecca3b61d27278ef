/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The second level of the cache: RRsets, delegations, addresses from glue, negative answers and
 * failures, by name and type, for as long as their TTL says.  It lives in a store (store/store.h)
 * that other processes may share and that outlives this one.
 *
 *   turn of the loop: cache_get, cache_put ...; cache_turn_end
 *
 * What is put is kept aside and written at the end of the turn, or before when it is much; a get
 * sees it at once.  Within a turn everybody else's work stands still.  When the store fills up, a
 * little of what is worth least leaves with each writing; when nothing can be written, what was to
 * be is lost, and no call fails.
 *
 * Synchronous and without waiting, so that the engine stays a function of its inputs.
 *
 * Owner: the caller of cache_new.  Thread: one at a time.
 */
#pragma once

#include "resolver/cache/cache_value.h"

struct cache_options {
	size_t max_bytes; /* of the store in memory that stands in until one is attached */
	uint32_t min_ttl;
	uint32_t max_ttl;
	uint32_t max_negative_ttl;
	uint32_t failure_ttl; /* 1 to 300 (RFC 9520 section 3.2) */
};

void cache_options_init(struct cache_options *o);

struct rrcache;

struct rrcache *cache_new(const struct cache_options *o);
void cache_free(struct rrcache *c);

/* Change limits; max_bytes stays as it was. */
void cache_set_options(struct rrcache *c, const struct cache_options *o);

/*
 * Use a store from now on; NULL: one in memory, begun anew.  What waits is written to the one
 * before.
 *
 * store  borrowed until another is attached or the cache is freed; its turns are the cache's
 */
void cache_attach(struct rrcache *c, struct store *store);

/* The loop is about to wait: write what was put, and let go of the store's state. */
void cache_turn_end(struct rrcache *c);

/*
 * How often the store was cleared, by whomever: what was made of its entries before, and kept
 * elsewhere, is to be forgotten when this changes.  Costs tens of nanoseconds.
 */
uint64_t cache_generation(struct rrcache *c);

/*
 * Bring a TTL into the limits of a kind (resolution contract 5.3).  A TTL of 0 stays 0 but for
 * min_ttl: such data serve the request they came for and no other.
 */
uint32_t cache_clamp_ttl(const struct rrcache *c, enum cache_kind kind, uint32_t ttl) PURE;

/* How long failures are to be remembered, but for those that say so themselves. */
uint32_t cache_failure_ttl(const struct rrcache *c) PURE;

/* May there be entries under exactly this name? false: none of any kind and type, but for chains.
 * One look-up that spares many. */
bool cache_has_name(struct rrcache *c, const uint8_t *name);

/*
 * Look up.
 *
 * arena  where the sets are put;  NULL: only whether and how (out->sets stays NULL)
 * returns false when there is nothing, or it has expired, or it does not fit the arena
 */
bool cache_get(struct rrcache *c, const struct cache_key *key, struct wall now, struct arena *arena,
               struct cache_entry *out);

/*
 * As cache_get, also what expired (RFC 8767): it stays until its space is needed.
 *
 * max_stale    seconds ago that it may have expired at most
 * expired_for  gets how many; 0: it has not, and out->ttl says how long it may be used
 */
bool cache_get_stale(struct rrcache *c, const struct cache_key *key, struct wall now,
                     uint32_t max_stale, struct arena *arena, struct cache_entry *out,
                     uint32_t *expired_for);

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

/*
 * Keep some octets beside the entries, under a name; they stay when entries are cleared.  Lost when
 * the store is full.
 */
void cache_note_put(struct rrcache *c, const char *name, struct span octets);

/* Read them; *out gets the octets, at most cap.  Returns how many; 0: there are none. */
size_t cache_note_get(struct rrcache *c, const char *name, uint8_t *out, size_t cap);

struct cache_numbers {
	uint64_t entries; /* in the store */
	uint64_t bytes;   /* used of it */
	uint64_t limit;   /* that may be */
	/* by this process */
	uint64_t hits;
	uint64_t misses;
	uint64_t inserts;   /* entries put */
	uint64_t removals;  /* entries deleted on request or because better ones came */
	uint64_t evictions; /* entries deleted to make room */
	uint64_t lost;      /* entries that could not be written */
	uint64_t commits;   /* turns written */
	uint64_t clears;
	uint64_t removals_missed; /* there was nothing to delete */
	uint64_t walks, walks_empty;
	uint64_t neighbours, neighbours_missed; /* looks for the entry before a key */
};
void cache_get_numbers(struct rrcache *c, struct cache_numbers *out);
