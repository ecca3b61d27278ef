/* SPDX-License-Identifier: BSD-2-Clause */
/* What a cryptographic library must do for key.c.  For the files of this folder. */
#pragma once

#include "crypto/alg_row.h"

/*
 * The octets a key is made of; borrowed.  Numbers are big-endian without leading zeros, but for the
 * secret, which has alg->half octets.
 */
struct key_parts {
	const struct key_alg *alg;
	struct crypto_private
		numbers;   /* a public RSA key has the first two, other public keys none */
	struct span point; /* ECDSA: x and y; EdDSA: the public key */
};

/*
 * input is the digest of the data for RSA and ECDSA, the data for EdDSA; signatures are in DNSSEC's
 * form, and have the right length before they come here.
 */
struct key_backend {
	/* The public half, decoded; NULL when the library refuses it. Does not keep parts. */
	void *(*verifier_new)(const struct key_parts *parts);
	/* Any number of threads at once. */
	bool (*verify)(void *verifier, struct span input, struct span signature);
	void (*verifier_free)(void *verifier);

	/* The private half, for one thread at a time; NULL when refused. Does not keep parts. */
	void *(*signer_new)(const struct key_parts *parts, bool reproducible);
	enum err (*sign)(void *signer, struct span input, uint8_t *out);
	void (*signer_free)(void *signer);

	bool has_reproducible_ecdsa;
	/* verifier_new refuses a point that is not on its curve, rather than verify later on. */
	bool checks_points;
};

extern const struct key_backend key_openssl, key_gnutls;

struct crypto_key;
/* The octets of a key; live as long as it does. */
const struct key_parts *key_parts_get(const struct crypto_key *key) PURE;
