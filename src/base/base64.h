/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64 (RFC 4648 section 4), its URL form (section 5), and base32hex (section 7). */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

/*
 * Decode base64 with padding; white space is not skipped.
 *
 * out  room for text.len / 4 * 3 octets;  *len  octets written
 * E_BASE64  wrong character, length, padding, or non-zero spare bits
 */
MUST_USE enum err base64_parse(uint8_t *out, size_t *len, struct span text);
/* As base64_parse, but spare bits may be anything: what other programs read in zone files. */
MUST_USE enum err base64_parse_lax(uint8_t *out, size_t *len, struct span text);
void base64_print(struct text *t, struct span octets);

/* The URL alphabet without padding (RFC 4648 section 5). out: room for text.len * 3 / 4. */
MUST_USE enum err base64url_parse(uint8_t *out, size_t *len, struct span text);
void base64url_print(struct text *t, struct span octets);

/*
 * Base32 with the extended hex alphabet, no padding, either case: how NSEC3 writes hashes
 * (RFC 5155 section 3.3).
 *
 * out  room for text.len * 5 / 8 octets
 * E_BASE32  wrong character or impossible length
 */
MUST_USE enum err base32hex_parse(uint8_t *out, size_t *len, struct span text);
/* Appends lower or upper case digits. */
void base32hex_print(struct text *t, struct span octets, bool upper);
