/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RRSIG records (RFC 4034 section 3): made, and checked by every rule of RFC 4035 section 5.3.
 * Pure: time is an argument.  Thread: one at a time per checker.
 */
#pragma once

#include "base/clock.h"
#include "base/serial.h"
#include "dns/rrtype.h"
#include "sec/canonical.h"
#include "sec/dnskey.h"

enum { RRSIG_HEAD_LEN = 18 }; /* octets before the signer's name */

/* A signature as read; borrows the rdata. */
struct rrsig {
	uint16_t type; /* covered */
	uint8_t algorithm;
	uint8_t labels;
	uint32_t original_ttl;
	struct serial expiration, inception;
	uint16_t tag;
	const uint8_t *signer;
	struct span head; /* rdata up to the signature: what is signed first */
	struct span signature;
};

/* E_MALFORMED  too short, or no valid name in it */
MUST_USE enum err rrsig_read(struct rrsig *out, struct span rdata);

/*
 * The time that a 32-bit field of a signature means: the one within 68 years of now (RFC 4034
 * section 3.1.5).
 */
struct wall rrsig_time(struct serial field, struct wall now) PURE;

/*
 * Labels of an owner as the field counts them: without root and without the "*" of a wildcard
 * (RFC 4034 section 3.1.3).
 */
size_t rrsig_owner_labels(const uint8_t *owner) PURE;

/* Does a signature that a set of `owner` carries say that it was made from a wildcard? */
bool rrsig_is_expanded(const struct rrsig *sig, const uint8_t *owner) PURE;

/* Seconds that a set with this signature may be kept at most (RFC 4035 section 5.3.3). */
uint32_t rrsig_ttl(const struct rrsig *sig, uint32_t ttl, struct wall now) PURE;

enum rrsig_verdict {
	RRSIG_VALID,
	RRSIG_MALFORMED,
	RRSIG_MISMATCH, /* type, class, owner or labels are not those of the set */
	RRSIG_SIGNER,   /* not the zone, or the set is not in the zone */
	RRSIG_EXPIRED,
	RRSIG_NOT_YET,
	RRSIG_NO_KEY,     /* no key of the zone has its tag and algorithm */
	RRSIG_COLLISIONS, /* too many keys have its tag and algorithm */
	RRSIG_BOGUS,      /* the octets do not verify */
	RRSIG_LIMIT,      /* checks_left or failures_left ran out */
};

/* How rrsig_* judge. Zeroed but for what the caller sets; rrsig_checker_deinit ends it. */
struct rrsig_checker {
	const uint8_t *zone;           /* its apex; what a signer must be */
	const struct dnskey_set *keys; /* of that zone, trusted; borrowed */
	struct wall now;
	unsigned same_tag_max;  /* keys that may fit one signature; KeyTrap (CVE-2023-50387) */
	unsigned checks_left;   /* cryptographic checks still allowed */
	unsigned failures_left; /* of them, such that fail */
	struct canonical memory;
};

enum {
	RRSIG_SAME_TAG_MAX = 4, /* for same_tag_max */
	RRSIG_PER_SET_MAX = 8,  /* signatures of one set that are looked at */
};

void rrsig_checker_deinit(struct rrsig_checker *c);

/* Is this signature of the set good? The set's TTL does not matter, its records' order neither. */
MUST_USE enum rrsig_verdict rrsig_check(struct rrsig_checker *c, const struct rrset *set,
                                        const struct rrsig *sig);

/*
 * Has a set a good signature?  One is enough (RFC 6840 section 5.4).
 *
 * sigs   RRSIGs of the same owner and class; those that cover other types do not count
 * by     gets the signature that is good; may be NULL
 * returns RRSIG_VALID, or the verdict on the signature that came furthest; RRSIG_NO_KEY when none
 *         covers the type
 */
MUST_USE enum rrsig_verdict rrset_check(struct rrsig_checker *c, const struct rrset *set,
                                        const struct rrset *sigs, struct rrsig *by);

/* What to sign with. */
struct rrsig_maker {
	const uint8_t *zone;
	uint16_t tag;
	uint8_t algorithm;
	size_t signature_len; /* crypto_key_signature_len of the key */
	struct crypto_signer *signer;
	struct serial inception, expiration;
	struct canonical memory; /* zeroed to begin; canonical_deinit ends it */
};

/*
 * Append the RRSIG rdata of a set without the signature; its TTL becomes the original TTL.  For
 * those who sign many at once: the maker needs no signer.
 *
 * *octets  what the signature has to be of; borrowed from m until its next use
 * E_SPACE  the writer is full
 */
MUST_USE enum err rrsig_write_head(struct wire_writer *w, struct rrsig_maker *m,
                                   const struct rrset *set, struct span *octets);

/* The octets that a signature of a set is over; borrowed from c until its next use. */
struct span rrsig_octets(struct canonical *c, const struct rrsig *sig, const struct rrset *set);

/*
 * Append the RRSIG rdata of a set; its TTL becomes the original TTL.
 *
 * E_SPACE  the writer is full;  E_FAILED as crypto_sign
 */
MUST_USE enum err rrsig_write(struct wire_writer *w, struct rrsig_maker *m,
                              const struct rrset *set);
