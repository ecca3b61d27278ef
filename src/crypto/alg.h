/* SPDX-License-Identifier: BSD-2-Clause */
/* DNSSEC signing algorithms: their numbers, the sizes of their keys, what a private key lists. */
#pragma once

#include "base/err.h"
#include "base/span.h"

/* DNSSEC algorithm numbers this folder can do; all others are not supported. */
enum crypto_alg {
	CRYPTO_RSASHA1 = 5,       /* RFC 3110 */
	CRYPTO_RSASHA1_NSEC3 = 7, /* RFC 5155 section 2: the same algorithm under another number */
	CRYPTO_RSASHA256 = 8,     /* RFC 5702 */
	CRYPTO_RSASHA512 = 10,    /* RFC 5702 */
	CRYPTO_ECDSAP256 = 13,    /* RFC 6605: curve P-256 with SHA-256 */
	CRYPTO_ECDSAP384 = 14,    /* RFC 6605: curve P-384 with SHA-384 */
	CRYPTO_ED25519 = 15,      /* RFC 8080 */
	CRYPTO_ED448 = 16,        /* RFC 8080 */
};

enum {
	CRYPTO_RSA_MIN_BITS = 512,
	CRYPTO_RSA_MAX_BITS = 4096, /* RFC 3110 section 2, RFC 5702 section 2 */
	/* A longer public exponent would make verification as dear as signing. */
	CRYPTO_RSA_MAX_EXPONENT_BITS = 64,
	CRYPTO_SIGNATURE_MAX_LEN = CRYPTO_RSA_MAX_BITS / 8,
	CRYPTO_PEM_MAX_LEN = 16384,
};

/* Which library does the work. The best is chosen by a table, per algorithm and operation. */
enum crypto_backend {
	CRYPTO_BEST,
	CRYPTO_OPENSSL,
	CRYPTO_GNUTLS,
};

bool crypto_alg_is_supported(uint8_t alg) PURE;

/* May a key of this algorithm have that size? False for algorithms not supported. */
bool crypto_alg_has_bits(uint8_t alg, unsigned bits) PURE;

/* The size of key to make when nobody asks for another; 0 for algorithms not supported. */
unsigned crypto_alg_default_bits(uint8_t alg) PURE;

/*
 * The numbers of a private key, big-endian, as the key files of other name servers list them.
 *
 * RSA: the first eight.  All other algorithms: secret alone (RFC 6605 section 6, RFC 8080
 * section 6); the public key follows from it.
 */
struct crypto_private {
	struct span modulus, public_exponent, private_exponent;
	struct span prime1, prime2, exponent1, exponent2, coefficient;
	struct span secret;
};
