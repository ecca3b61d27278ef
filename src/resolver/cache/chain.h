/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chains of NSEC and NSEC3 records of signed zones, as far as they have been seen: which of them
 * speaks of a name (RFC 8198).  Only what was validated comes in, and only what can be used:
 * spans that cover something, without opt-out, of few iterations.
 */
#pragma once

#include "resolver/cache/rrcache.h"
#include "sec/nsec3.h"

/* A set and its signatures; sigs.count may not be 0. */
struct cache_proof {
	struct rrset set;
	struct rrset sigs;
};

/*
 * Remember an NSEC or NSEC3 set that was found secure in its zone.
 *
 * zone  the signer;  set  one record;  sigs  its RRSIG set: those of the zone are kept
 * ttl   seconds it may be used, by its own TTL, the SOA's and the end of the signature
 * returns whether it was kept
 */
bool cache_put_denial(struct rrcache *c, const uint8_t *zone, const struct rrset *set,
                      const struct rrset *sigs, uint32_t ttl, struct wall now);

/*
 * The NSEC record of a name in the zone, or the one before it.
 *
 * out  in the arena; its TTL is what is left of it
 */
bool cache_find_nsec(struct rrcache *c, const uint8_t *zone, const uint8_t *name, struct wall now,
                     struct arena *arena, struct cache_proof *out);

enum { CACHE_CHAINS_MAX = 2 }; /* NSEC3 chains of one zone: the newest, and the one before */

/* An NSEC3 chain of a zone. */
struct cache_chain {
	uint32_t tag;
	struct nsec3_params params; /* salt in the arena */
};

/* returns how many chains of the zone are known */
unsigned cache_find_chains(struct rrcache *c, const uint8_t *zone, struct wall now,
                           struct arena *arena, struct cache_chain out[CACHE_CHAINS_MAX]);

/* The NSEC3 record of a hash in a chain. As cache_find_nsec. */
bool cache_find_nsec3(struct rrcache *c, const uint8_t *zone, const struct cache_chain *chain,
                      const uint8_t hash[NSEC3_HASH_LEN], struct wall now, struct arena *arena,
                      struct cache_proof *out);

/* The NSEC3 record before a hash, the last of the chain for one before the first. */
bool cache_find_nsec3_before(struct rrcache *c, const uint8_t *zone,
                             const struct cache_chain *chain, const uint8_t hash[NSEC3_HASH_LEN],
                             struct wall now, struct arena *arena, struct cache_proof *out);

/* Forget the records, of the zones above a name, that may deny it or names below it. */
void cache_drop_denials(struct rrcache *c, const uint8_t *name, struct wall now);
