/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashed owner names (RFC 5155 section 5). Pure; any thread. */
#pragma once

#include "base/span.h"

enum { NSEC3_HASH_LEN = 20, NSEC3_SHA1 = 1, NSEC3_MAX_ITERATIONS = 65535 };

/*
 * IH(salt, name, iterations) with SHA-1, the only algorithm there is (RFC 5155 section 11).
 *
 * name  valid, of any case;  salt  at most 255 octets
 */
void nsec3_hash(uint8_t out[NSEC3_HASH_LEN], const uint8_t *name, struct span salt,
                unsigned iterations);

/* The same for a name in lower case, with its length. */
void nsec3_hash_lower(uint8_t out[NSEC3_HASH_LEN], struct span name, struct span salt,
                      unsigned iterations);
