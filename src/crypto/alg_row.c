/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of algorithms.  Which library is the faster one was measured (tests/bench). */

#include "crypto/alg_row.h"

static const struct key_alg algs[] = {
	{CRYPTO_RSASHA1, KEY_RSA, DIGEST_SHA1, 0, CRYPTO_RSA_MIN_BITS, CRYPTO_RSA_MAX_BITS, 2048,
         CRYPTO_OPENSSL, CRYPTO_OPENSSL},
	{CRYPTO_RSASHA1_NSEC3, KEY_RSA, DIGEST_SHA1, 0, CRYPTO_RSA_MIN_BITS, CRYPTO_RSA_MAX_BITS,
         2048, CRYPTO_OPENSSL, CRYPTO_OPENSSL},
	{CRYPTO_RSASHA256, KEY_RSA, DIGEST_SHA256, 0, CRYPTO_RSA_MIN_BITS, CRYPTO_RSA_MAX_BITS,
         2048, CRYPTO_OPENSSL, CRYPTO_OPENSSL},
	/* RFC 5702 section 2.2: at least 1024 bits. */
	{CRYPTO_RSASHA512, KEY_RSA, DIGEST_SHA512, 0, 1024, CRYPTO_RSA_MAX_BITS, 2048,
         CRYPTO_OPENSSL, CRYPTO_OPENSSL},
	{CRYPTO_ECDSAP256, KEY_ECDSA, DIGEST_SHA256, 32, 256, 256, 256, CRYPTO_OPENSSL,
         CRYPTO_OPENSSL},
	{CRYPTO_ECDSAP384, KEY_ECDSA, DIGEST_SHA384, 48, 384, 384, 384, CRYPTO_GNUTLS,
         CRYPTO_GNUTLS},
	{CRYPTO_ED25519, KEY_EDDSA, 0, 32, 256, 256, 256, CRYPTO_GNUTLS, CRYPTO_OPENSSL},
	{CRYPTO_ED448, KEY_EDDSA, 0, 57, 456, 456, 456, CRYPTO_GNUTLS, CRYPTO_OPENSSL},
};

const struct key_alg *key_alg_find(uint8_t number)
{
	for (size_t i = 0; i < ARRAY_LEN(algs); i++)
		if (algs[i].number == number)
			return &algs[i];
	return NULL;
}

bool crypto_alg_is_supported(uint8_t alg)
{
	return key_alg_find(alg) != NULL;
}

bool crypto_alg_has_bits(uint8_t alg, unsigned bits)
{
	const struct key_alg *a = key_alg_find(alg);
	return a != NULL && bits >= a->min_bits && bits <= a->max_bits;
}

unsigned crypto_alg_default_bits(uint8_t alg)
{
	const struct key_alg *a = key_alg_find(alg);
	return a != NULL ? a->default_bits : 0;
}
