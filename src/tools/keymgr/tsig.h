/* SPDX-License-Identifier: BSD-2-Clause */
/* New TSIG keys as pieces of configuration. */
#pragma once

#include "base/err.h"
#include "base/text.h"

/*
 * Append a comment line "# algorithm:name:secret" and a key section.
 *
 * algorithm  NULL: hmac-sha256;  bits  0: as many as the digest has; rounded up to octets
 * warning    gets a line when the key is short; may be left empty
 * E_TSIG_ALG  no such algorithm;  E_RANGE  bits;  errors of names
 */
MUST_USE enum err tsig_print_new(struct text *t, const char *name, const char *algorithm,
                                 unsigned bits, struct text *warning);
