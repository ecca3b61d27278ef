/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digest of a zone (RFC 8976), scheme SIMPLE: sets are fed in canonical order, each once.
 *
 * Thread: one at a time per digest.
 */
#pragma once

#include "base/serial.h"
#include "dns/rrset.h"

enum {
	ZONEMD_SIMPLE = 1, /* the only scheme (section 2.2.2) */
	ZONEMD_SHA384 = 1, /* hash algorithms (section 2.2.3) */
	ZONEMD_SHA512 = 2,
	ZONEMD_HEAD_LEN = 6,
	ZONEMD_DIGEST_MAX_LEN = 64,
	ZONEMD_MAX_LEN = ZONEMD_HEAD_LEN + ZONEMD_DIGEST_MAX_LEN,
};

/* A record as read; borrows the rdata. */
struct zonemd {
	struct serial serial;
	uint8_t scheme;
	uint8_t hash;
	struct span digest;
};

/* E_MALFORMED  no room for the fixed fields */
MUST_USE enum err zonemd_read(struct zonemd *out, struct span rdata);

/* Can it be checked: scheme and hash known, the digest as long as its hash says (section 4)? */
bool zonemd_is_supported(const struct zonemd *z);

/* A digest being made. Owner: the caller. */
struct zonemd_hash;

/* NULL for a hash algorithm that is not known. */
struct zonemd_hash *zonemd_hash_new(uint8_t hash, const uint8_t *apex);
void zonemd_hash_free(struct zonemd_hash *h);

/*
 * Add a set: names in canonical order, at each name types in ascending order (section 3.3.1).  What
 * does not count is left out: ZONEMD at the apex and RRSIGs that cover it (section 3.4.1).  A
 * name's RRSIGs may come as one set or as several, in order of the types covered.
 */
void zonemd_hash_add(struct zonemd_hash *h, const struct rrset *set);

/* Append the ZONEMD rdata; nothing can be added any more. */
void zonemd_hash_write(struct wire_writer *w, struct zonemd_hash *h, struct serial serial);
