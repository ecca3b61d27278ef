/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ECDSA signatures between the two forms they have: r and s of fixed width one after the other
 * (RFC 6605 section 4), and the DER sequence of two integers that libraries take and give.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum {
	ECDSA_MAX_HALF = 48, /* P-384 */
	/* Two headers of two octets in one, each integer with a zero octet against the sign. */
	ECDSA_DER_MAX_LEN = 2 + 2 * (2 + 1 + ECDSA_MAX_HALF),
};

/*
 * Write r and s as DER; returns its octets.
 *
 * out  room for ECDSA_DER_MAX_LEN;  half  octets of r, and of s, at most ECDSA_MAX_HALF
 */
size_t ecdsa_der_write(uint8_t *out, const uint8_t *rs, size_t half);

/*
 * Read DER into two numbers of `half` octets each.
 *
 * E_MALFORMED  not a sequence of two positive integers that fit, and nothing else
 */
MUST_USE enum err ecdsa_der_read(uint8_t *rs, size_t half, struct span der);
