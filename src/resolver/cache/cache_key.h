/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Under what the second level keeps things, and how that is written in the store:
 *
 *   labels from the root, lower case, each closed by 00 | kind | type, two octets
 *   labels, the lowest not beginning below 10                | 07 or 08     data of type A, AAAA
 *   zone's labels | 00 | 01 | labels of the owner below the zone      its NSEC record
 *   zone's labels | 00 | 02                                           parameters of NSEC3 chains
 *   zone's labels | 00 | 03 | tag, four octets | hash                 an NSEC3 record
 *   labels | 00 | 04 | realm, four octets | as behind labels in the first two      kept apart
 *
 * Octets 00 and 01 in labels are written 01 01 and 01 02, so keys sort as names do (RFC 4034
 * section 6.1), what is below a name is one range, and the NSEC record before a name is one step
 * away.  No kind is 0, and no label begins with 00: the forms cannot be taken for each other.
 *
 * Pure; any thread.
 */
#pragma once

#include "base/attr.h"
#include "dns/name.h"
#include "sec/nsec3_hash.h"
#include "store/store.h"

/* What is kept under a name and type; kinds do not replace each other.  Numbers are on disk. */
enum cache_kind {
	CACHE_CHAIN = 0, /* NSEC and NSEC3, by zone; not by cache_put */
	CACHE_SET = 1,   /* data; may be answered with */
	CACHE_CUT = 2, /* NS as the parent gave it: where to go, never an answer (RFC 2181 5.4.1) */
	CACHE_GLUE = 3,     /* addresses as the parent gave them: likewise */
	CACHE_NODATA = 4,   /* the name has no such type */
	CACHE_NXDOMAIN = 5, /* the name does not exist; type 0 */
	CACHE_FAILURE = 6,  /* the question could not be answered (RFC 9520) */
	CACHE_KINDS,
};

/* Borrowed. */
struct cache_key {
	enum cache_kind kind;
	const uint8_t *name; /* of any case */
	uint16_t type;       /* 0 for CACHE_NXDOMAIN */
	uint32_t realm;      /* whose word it is; 0: what the servers of zones say */
};
#define CACHE_KEY(kind, name, type) (&(const struct cache_key){kind, name, type, 0})

/* A key, or the beginning of some, as the store has it. */
struct cache_octets {
	uint16_t len;
	uint8_t octets[STORE_KEY_MAX];
};

static inline struct span cache_octets_span(const struct cache_octets *k)
{
	return span_of(k->octets, k->len);
}

/* All below return false when it does not fit: such names are not cached. */

bool cache_key_write(struct cache_octets *out, const struct cache_key *key);

/* Octets of a key that are labels: what cache_key_subtree writes for its name. */
size_t cache_key_labels(struct span key) PURE;

/* The octets behind the labels of an entry's key are below this; few labels begin so low. */
enum { CACHE_KEY_KINDS_END = 9 };

/* What all keys at and below a name, and of its chains if it is a zone, begin with; "" for root. */
bool cache_key_subtree(struct cache_octets *out, const uint8_t *name);

/* The NSEC record of an owner, which is at or below the zone; NULL: what all of the zone have. */
bool cache_key_nsec(struct cache_octets *out, const uint8_t *zone, const uint8_t *owner);
bool cache_key_nsec3_params(struct cache_octets *out, const uint8_t *zone);
/* hash  NULL: what all of the chain begin with */
bool cache_key_nsec3(struct cache_octets *out, const uint8_t *zone, uint32_t tag,
                     const uint8_t *hash);

/* The first key behind all that begin with these octets; empty: there can be none. */
void cache_key_behind(struct cache_octets *prefix);

/* A key taken apart. */
struct cache_key_parts {
	struct name name; /* of a chain: the zone */
	enum cache_kind kind;
	uint16_t type;     /* of a chain: RR_NSEC, RR_NSEC3 or 0 for parameters */
	struct name owner; /* of NSEC: its owner */
	uint32_t realm;
};

/* returns false when the octets are no key */
bool cache_key_read(struct cache_key_parts *out, struct span octets);
