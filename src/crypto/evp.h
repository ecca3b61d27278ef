/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of libcrypto, made from octets and taken apart.  For this folder's files. */
#pragma once

#include "crypto/backend.h"

#include <openssl/evp.h>

/* The numbers of a private key and their memory; the owner wipes it. */
struct key_numbers {
	struct crypto_private list;
	size_t used;
	uint8_t octets[8 * CRYPTO_RSA_MAX_BITS / 8];
};

enum { POINT_MAX_LEN = 96 };

/* The public key, or the pair; NULL when the library refuses it. */
EVP_PKEY *evp_from_parts(const struct key_parts *parts, bool pair);

/*
 * Take a private key apart.
 *
 * E_KEY  of another kind than the algorithm's, a number missing, or longer than the largest modulus
 */
MUST_USE enum err evp_numbers(struct key_numbers *out, const struct key_alg *alg, EVP_PKEY *pkey);

/*
 * Compute the public key of a secret: ECDSA and EdDSA.
 *
 * out  alg->half octets, twice that for ECDSA
 * E_KEY  no secret of this algorithm
 */
MUST_USE enum err evp_derive_point(uint8_t out[POINT_MAX_LEN], const struct key_alg *alg,
                                   struct span secret);

/* Is that x and y of a point on the curve of an ECDSA algorithm? */
bool evp_is_point(const struct key_alg *alg, struct span point);

/*
 * Do the eight numbers of an RSA key follow from each other?  Where they do not, a library may sign
 * more slowly, or not at all, or give the key away.
 */
bool evp_rsa_matches(const struct crypto_private *numbers);
