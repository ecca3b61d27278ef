/* SPDX-License-Identifier: BSD-2-Clause */
/* The public key field of a DNSKEY: to the numbers in it, and back.  For this folder's files. */
#pragma once

#include "crypto/backend.h"

enum {
	/* The long form of the exponent's length, the exponent, the modulus. */
	DNSKEY_MAX_LEN = 3 + CRYPTO_RSA_MAX_EXPONENT_BITS / 8 + CRYPTO_RSA_MAX_BITS / 8,
};

/* A number without its leading zero octets. */
struct span number_trim(struct span number);
/* Bits of a trimmed number. */
unsigned number_bits(struct span number);

/*
 * Fill in the public half of parts, which borrows from octets.
 *
 * parts  its alg is set
 * E_KEY  wrong length, or RSA numbers out of bounds
 */
MUST_USE enum err dnskey_read(struct key_parts *parts, struct span octets);

/* Write the field for an RSA key (RFC 3110 section 2); numbers trimmed, within bounds. */
size_t dnskey_write_rsa(uint8_t out[DNSKEY_MAX_LEN], struct span modulus, struct span exponent);
