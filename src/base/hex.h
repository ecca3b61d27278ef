/* SPDX-License-Identifier: BSD-2-Clause */
/* Hexadecimal text (RFC 4648 section 8). */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

/* 0-15, or -1 for an octet that is no hexadecimal digit. */
int hex_digit(uint8_t c) PURE;

/*
 * Decode pairs of digits, either case.
 *
 * out  room for text.len / 2 octets;  *len  octets written
 * E_HEX  a character is no digit, or their number is odd
 */
MUST_USE enum err hex_parse(uint8_t *out, size_t *len, struct span text);

/* Append octets as digits, upper or lower case. */
void hex_print(struct text *t, struct span octets, bool upper);
