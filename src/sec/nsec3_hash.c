/* SPDX-License-Identifier: BSD-2-Clause */
/* One digest over name and salt, then as many over digest and salt as there are iterations. */

#include "sec/nsec3_hash.h"

#include "crypto/digest.h"
#include "dns/name.h"

#include <string.h>

enum { SALT_MAX = 255 };

void nsec3_hash(uint8_t out[NSEC3_HASH_LEN], const uint8_t *name, struct span salt,
                unsigned iterations)
{
	uint8_t input[NAME_MAX_LEN + SALT_MAX];
	size_t len = name_len(name);
	memcpy(input, name, len);
	if (salt.len > 0)
		memcpy(input + len, salt.data, salt.len);
	digest_once(DIGEST_SHA1, span_of(input, len + salt.len), out);
	if (iterations == 0)
		return;
	/* RFC 5155 section 5: IH(salt, x, k) = H(IH(salt, x, k-1) || salt) */
	if (salt.len > 0)
		memcpy(input + NSEC3_HASH_LEN, salt.data, salt.len);
	for (unsigned i = 0; i < iterations; i++) {
		memcpy(input, out, NSEC3_HASH_LEN);
		digest_once(DIGEST_SHA1, span_of(input, NSEC3_HASH_LEN + salt.len), out);
	}
}
