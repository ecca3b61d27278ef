/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Proofs that something is not there (RFC 4035 section 5.4, RFC 5155 section 8, RFC 6840
 * section 4): records in, then one function per claim.
 *
 *   denial_init(&d, zone, DENIAL_ROUNDS);
 *   for each NSEC or NSEC3 set with a good signature: denial_add(&d, &set, &sig);
 *   switch (denial_name(&d, qname)) ...
 *
 * Pure.  Borrows zone and sets.  Thread: one at a time.
 */
#pragma once

#include "sec/nsec.h"
#include "sec/nsec3.h"
#include "sec/rrsig.h"

enum {
	DENIAL_RECORDS_MAX = 8, /* of each kind in one answer; more are ignored */
	/*
	 * Compressions of SHA-1 for one answer: 600 hashes without iterations, or 50 iterations
	 * over the names of a deep answer; well below a millisecond (CVE-2023-50868).
	 */
	DENIAL_ROUNDS = 8192,
};

enum proof {
	PROOF_NONE,     /* the records do not show it */
	PROOF_SECURE,   /* shown */
	PROOF_OPT_OUT,  /* shown but for unsigned delegations: no AD (RFC 5155 section 9.2) */
	PROOF_INSECURE, /* too many iterations to look: as an unsigned zone (RFC 9276 section 3.2)
	                 */
	PROOF_LIMIT,    /* the budget of rounds is spent */
};

struct denial {
	const uint8_t *zone;
	struct nsec nsec[DENIAL_RECORDS_MAX];
	struct nsec3 nsec3[DENIAL_RECORDS_MAX]; /* all of one set of parameters */
	unsigned nsec_count, nsec3_count;
	unsigned rounds_left;
	bool is_costly; /* iterations above NSEC3_ITERATIONS_MAX */
};

/* zone: the apex, valid as long as d. rounds: see DENIAL_ROUNDS; may be what others left over. */
void denial_init(struct denial *d, const uint8_t *zone, unsigned rounds);

/*
 * Take an NSEC or NSEC3 set into account.  Records that cannot prove anything in this zone are left
 * out: malformed, of another zone, of unknown algorithm or flags, expanded from a wildcard.
 *
 * sig  the signature that was found good
 * returns false when nothing of it was taken
 */
bool denial_add(struct denial *d, const struct rrset *set, const struct rrsig *sig);

/* The name does not exist, and no wildcard stands for it: NXDOMAIN. */
MUST_USE enum proof denial_name(struct denial *d, const uint8_t *name);

/*
 * The name exists, also as an empty non-terminal, without the type and without CNAME: NODATA.  For
 * DS the parent's records count; an opt-out span is PROOF_OPT_OUT (RFC 5155 section 8.6).
 */
MUST_USE enum proof denial_type(struct denial *d, const uint8_t *name, uint16_t type);

/*
 * An answer for the name was rightly made from a wildcard: nothing closer exists.
 *
 * labels  of the answer's signature: those of the closest encloser (RFC 4035 section 5.3.4)
 */
MUST_USE enum proof denial_expansion(struct denial *d, const uint8_t *name, size_t labels);

/* The name does not exist; the wildcard for it does, without the type: NODATA from a wildcard. */
MUST_USE enum proof denial_wildcard_type(struct denial *d, const uint8_t *name, uint16_t type);

/* A referral to `cut` is rightly without DS (RFC 4035 section 5.2, RFC 5155 section 8.9). */
MUST_USE enum proof denial_delegation(struct denial *d, const uint8_t *cut);

/*
 * There may be an unsigned delegation at or above the name, in a span of opt-out (RFC 5155
 * section 6): PROOF_OPT_OUT, never PROOF_SECURE.
 */
MUST_USE enum proof denial_opt_out(struct denial *d, const uint8_t *name);
