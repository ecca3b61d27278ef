/* SPDX-License-Identifier: BSD-2-Clause */
/* Key files as BIND writes them: a DNSKEY record, and a private key as named numbers. */
#pragma once

#include "server/keys/key.h"

enum { BIND_FILE_MAX = 65536 };

/* What a ".key" file says. */
struct bind_public {
	struct name owner;
	uint16_t flags;
	uint8_t algorithm;
	uint8_t key[KEY_PUBLIC_MAX];
	size_t key_len;
};

/*
 * Parse the record in a ".key" file; comments are skipped.
 *
 * E_PARSE  no DNSKEY record;  E_KEY_ALG;  E_BASE64;  E_RANGE  key too long;  errors of names
 */
MUST_USE enum err bind_public_parse(struct bind_public *out, struct span text);

/*
 * Parse a ".private" file: the pair, and the moments in it (0 = not said).
 *
 * pair  a reference, only when OK
 * E_PARSE  not such a file;  errors of crypto_key_from_private, base64_parse, timestamps
 */
MUST_USE enum err bind_private_parse(struct crypto_key **pair, int64_t timers[KEY_TIMERS],
                                     struct span text);
