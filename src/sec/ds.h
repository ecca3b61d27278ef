/* SPDX-License-Identifier: BSD-2-Clause */
/* DS records (RFC 4034 section 5): made from a key, matched with one. Pure; any thread. */
#pragma once

#include "sec/dnskey.h"

enum ds_digest {
	DS_SHA1 = 1,   /* RFC 4034 section 5.1.4 */
	DS_SHA256 = 2, /* RFC 4509 */
	DS_SHA384 = 4, /* RFC 6605 section 2 */
};

enum { DS_HEAD_LEN = 4, DS_DIGEST_MAX_LEN = 48, DS_MAX_LEN = DS_HEAD_LEN + DS_DIGEST_MAX_LEN };

/* A DS or CDS record as read; borrows the rdata. */
struct ds {
	uint16_t tag;
	uint8_t algorithm;
	uint8_t digest_type;
	struct span digest;
};

/* E_MALFORMED  no room for the fixed fields */
MUST_USE enum err ds_read(struct ds *out, struct span rdata);

/* Octets of a digest of this type; 0 for types not supported. */
size_t ds_digest_len(uint8_t digest_type) PURE;

/* Can we use it: digest type and algorithm known, and the digest as long as its type says? */
bool ds_is_supported(const struct ds *ds) PURE;

/*
 * Append the DS rdata of a key of `owner` (any case).
 *
 * key  DNSKEY rdata
 * E_NOTSUP  digest type not supported;  E_MALFORMED  key too short
 */
MUST_USE enum err ds_write(struct wire_writer *w, const uint8_t *owner, struct span key,
                           uint8_t digest_type);

/* Does the record speak of this key of `owner` (RFC 4035 section 5.2)? */
bool ds_matches(const struct ds *ds, const uint8_t *owner, const struct dnskey *key);
