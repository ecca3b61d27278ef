/* SPDX-License-Identifier: BSD-2-Clause */
/* Is a set signed by keys that are trusted?  Pure but for the keys a validator keeps. */
#pragma once

#include "resolver/anchors/anchors.h"
#include "resolver/request/answer.h"
#include "resolver/validate/validator.h"
#include "resolver/validate/verdict.h"

/* How far the work on one set has come. Zeroed to begin. */
struct verify_progress {
	unsigned next; /* signature to look at */
	bool looked;   /* worst holds */
	bool inverted; /* a signature ended before it began */
	enum rrsig_verdict worst;
};

/* What trust in a zone's keys rests on: a trust anchor, or else a validated DS set. */
struct verify_base {
	const struct anchor *anchor;
	const struct rrset *ds;
};

/*
 * Is the set signed by a key of the zone?
 *
 * keys  DNSKEY set of the zone, validated
 * set   its good signature is put first in set->sigs, and the TTLs are brought down to what the
 *       signature allows (RFC 4035 section 5.3.3); rearranged records are in the arena
 * returns VAL_SECURE, VAL_BOGUS or VAL_AGAIN
 */
struct val_verdict verify_set(struct validator *v, struct verify_progress *p, const uint8_t *zone,
                              const struct rrset *keys, struct req_set *set, struct wall now,
                              struct val_spend *spend, struct arena *arena);

/*
 * May a DNSKEY set be trusted: is it signed by one of its keys that the base speaks of?
 *
 * keys  as set of verify_set
 * returns also VAL_INSECURE: nothing in the DS set is of an algorithm and digest that we know (RFC
 *         4035 section 5.2); with an anchor that is VAL_BOGUS
 */
struct val_verdict verify_keys(struct validator *v, struct verify_progress *p,
                               const struct verify_base *base, struct req_set *keys,
                               struct wall now, struct val_spend *spend, struct arena *arena);

/* Can we follow any record of a validated DS set?  VAL_SECURE or VAL_INSECURE. */
struct val_verdict verify_ds(const struct rrset *ds);

/* The signature that was found good: the first one of a set that verify_set passed. */
bool verify_good(const struct req_set *set, struct rrsig *out);

/*
 * Does a set say that it was made from a wildcard: has its first signature fewer labels than its
 * owner (RFC 4035 section 5.3.4)?
 */
bool verify_is_expanded(const struct req_set *set);

/*
 * Zone that a set says it is signed by: the longest signer's name among its signatures, at or above
 * the owner, for DS above it.
 *
 * returns NULL when no signature is of use; borrowed from the set
 */
const uint8_t *verify_signer(const struct req_set *set);
