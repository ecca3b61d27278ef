/* SPDX-License-Identifier: BSD-2-Clause */
/* Values such as "1/3" or "0/1+20": which serials, or key tags, are ours among several signers. */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

struct modulo {
	uint16_t remainder; /* below modulus */
	uint16_t modulus;   /* 1 to 256; 1 = no restriction */
	int32_t shift;      /* added to what serial-policy would give */
};

/*
 * Parse "R/M", and with a shift also "R/M+A", "R/M-A", "+A" and "-A".
 *
 * E_INVALID  not of that form;  E_RANGE  R not below M, M above 256, |A| above 2e9
 */
MUST_USE enum err modulo_parse(struct modulo *out, struct span text, bool with_shift);
