/* SPDX-License-Identifier: BSD-2-Clause */
/* IH(salt, x, 0) = H(x | salt), IH(salt, x, k) = H(IH(salt, x, k-1) | salt): RFC 5155 section 5. */

#include "sec/nsec3_hash.h"

#include "crypto/sha1_chain.h"
#include "dns/name.h"

enum { SALT_MAX = 255 };

_Static_assert((int)SHA1_LEN == (int)NSEC3_HASH_LEN, "SHA-1 is the only hash");
_Static_assert((int)NAME_MAX_LEN + (int)SALT_MAX <= (int)SHA1_CHAIN_MAX, "any name, any salt");

void nsec3_hash_lower(uint8_t out[NSEC3_HASH_LEN], struct span name, struct span salt,
                      unsigned iterations)
{
	uint8_t message[SHA1_CHAIN_ROOM];
	memcpy(message, name.data, name.len);
	if (salt.len > 0)
		memcpy(message + name.len, salt.data, salt.len);
	sha1_chain(out, message, name.len + salt.len, salt.len, iterations);
}

void nsec3_hash(uint8_t out[NSEC3_HASH_LEN], const uint8_t *name, struct span salt,
                unsigned iterations)
{
	struct name lower;
	name_copy(&lower, name);
	/* RFC 5155 section 5: x is in canonical form. */
	name_lower(lower.wire, lower.len);
	nsec3_hash_lower(out, span_of(lower.wire, lower.len), salt, iterations);
}
