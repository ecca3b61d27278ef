/* SPDX-License-Identifier: BSD-2-Clause */
/* What differs between the algorithms: one row each.  For the files of this folder. */
#pragma once

#include "crypto/alg.h"
#include "crypto/digest.h"

enum key_kind {
	KEY_RSA,
	KEY_ECDSA,
	KEY_EDDSA,
};

struct key_alg {
	uint8_t number;
	enum key_kind kind;
	enum digest_alg digest; /* of the data; EdDSA takes the data itself */
	/* Octets of a coordinate, of the secret, and of each half of a signature; not for RSA. */
	uint8_t half;
	uint16_t min_bits, max_bits, default_bits;
	enum crypto_backend signs, verifies; /* the faster library */
};

/* The row of an algorithm; NULL when it is not supported. */
const struct key_alg *key_alg_find(uint8_t number) PURE;
