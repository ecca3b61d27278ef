/* SPDX-License-Identifier: BSD-2-Clause */
/* SipHash-2-4 with 64 bits of output: a keyed hash for short inputs (RFC 9018 section 4.4). */
#pragma once

#include "base/span.h"

enum { SIPHASH_KEY_LEN = 16, SIPHASH_LEN = 8 };

/* The hash as a number; its octets on the wire are this number's, least significant first. */
uint64_t siphash24(const uint8_t key[SIPHASH_KEY_LEN], struct span data);
