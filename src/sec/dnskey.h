/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DNSKEY records (RFC 4034 section 2) and their relatives at a child's apex, CDNSKEY and CDS
 * (RFC 7344, RFC 8078).  Pure; any thread.
 */
#pragma once

#include "crypto/key.h"
#include "dns/rrset.h"

enum dnskey_flag {
	DNSKEY_ZONE = 0x0100,   /* may sign the zone (RFC 4034 section 2.1.1) */
	DNSKEY_REVOKE = 0x0080, /* RFC 5011 section 3 */
	DNSKEY_SEP = 0x0001,    /* secure entry point (RFC 4034 section 2.1.1) */
};

enum {
	DNSKEY_PROTOCOL = 3,  /* the only value allowed (RFC 4034 section 2.1.2) */
	DNSKEY_HEAD_LEN = 4,  /* octets before the public key */
	DNSKEY_RSAMD5 = 1,    /* its key tags are made differently */
	DNSKEY_SET_MAX = 256, /* keys of one set that are looked at */
};

/* A key as read; borrows the rdata.  key is a reference of its own, or NULL until decoded. */
struct dnskey {
	uint16_t flags;
	uint16_t tag;
	uint8_t protocol;
	uint8_t algorithm;
	struct span rdata;
	struct crypto_key *key;
};

/*
 * Read rdata of a DNSKEY or CDNSKEY; nothing is decoded.
 *
 * E_MALFORMED  no room for the fixed fields
 */
MUST_USE enum err dnskey_rdata_read(struct dnskey *out, struct span rdata);

/* Append DNSKEY rdata. */
void dnskey_rdata_write(struct wire_writer *w, uint16_t flags, uint8_t algorithm,
                        struct span public_key);

/* Key tag of DNSKEY rdata (RFC 4034 appendix B; B.1 for algorithm 1). 0 when it is too short. */
uint16_t dnskey_tag(struct span rdata) PURE;

/* May it sign the zone's records at all (RFC 4034 sections 2.1.1, 2.1.2; RFC 5011 section 2.1)? */
static inline bool dnskey_is_zone_key(const struct dnskey *k)
{
	return (k->flags & DNSKEY_ZONE) != 0 && k->protocol == DNSKEY_PROTOCOL;
}

static inline bool dnskey_is_sep(const struct dnskey *k)
{
	return (k->flags & DNSKEY_SEP) != 0;
}

static inline bool dnskey_is_revoked(const struct dnskey *k)
{
	return (k->flags & DNSKEY_REVOKE) != 0;
}

/*
 * Decode the public key, unless it was.  E_KEY_ALG, E_KEY as crypto_key_from_dnskey.
 */
MUST_USE enum err dnskey_decode(struct dnskey *k);

/* The keys of a zone, with all that can be decoded decoded.  Zeroed: no keys. */
struct dnskey_set {
	struct dnskey *keys;
	size_t count;
};

/*
 * Keys of a DNSKEY set that are zone keys, in order; the set's records are borrowed.
 *
 * zone keys with protocol and algorithm that we can use and a sound key; others are left out.
 * E_LIMIT  more than DNSKEY_SET_MAX records
 */
MUST_USE enum err dnskey_set_init(struct dnskey_set *out, const struct rrset *set);
void dnskey_set_deinit(struct dnskey_set *s);

/* Keys that share a key tag and algorithm with key i, itself included. */
size_t dnskey_set_collisions(const struct dnskey_set *s, size_t i) PURE;

/* The one form of asking the parent to remove all DS records (RFC 8078 section 4). */
struct span cds_delete_rdata(void);
struct span cdnskey_delete_rdata(void);
bool cds_is_delete(struct span rdata);
bool cdnskey_is_delete(struct span rdata);
