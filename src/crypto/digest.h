/* SPDX-License-Identifier: BSD-2-Clause */
/* Message digests and HMAC over octets. */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum digest_alg {
	DIGEST_MD5,
	DIGEST_SHA1,
	DIGEST_SHA224,
	DIGEST_SHA256,
	DIGEST_SHA384,
	DIGEST_SHA512,
	DIGEST_ALGS,
};

enum { DIGEST_MAX_LEN = 64 };

/* Octets of an algorithm's output. */
size_t digest_len(enum digest_alg alg) PURE;

/* Digest of one span; out has room for digest_len(alg). */
void digest_once(enum digest_alg alg, struct span data, uint8_t *out);

/*
 * Digest of many pieces.
 *
 * Owner: the caller.  Thread: one at a time.
 */
struct digest;
struct digest *digest_new(enum digest_alg alg);
void digest_update(struct digest *d, struct span data);
/* Write digest_len octets and begin anew. */
void digest_finish(struct digest *d, uint8_t *out);
void digest_free(struct digest *d);

/*
 * Incremental HMAC (RFC 2104).
 *
 * Owner: the caller; mac_free wipes the key.  Thread: one at a time.
 */
struct mac;
struct mac *mac_new(enum digest_alg alg, struct span key);
void mac_update(struct mac *h, struct span data);
/* Write digest_len octets and begin anew under the same key. */
void mac_finish(struct mac *h, uint8_t *out);
void mac_free(struct mac *h);

/* Compare without leaking where two octet strings differ. */
bool crypto_equal(const uint8_t *a, const uint8_t *b, size_t len);
