/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is digested is one short message, so it is padded where it lies and given to the compression
 * function block by block: a context would copy it and its result twice, which costs as much as the
 * digest.  Of the later messages only the digest in front changes; the padding is made once.
 */
#include "crypto/sha1_chain.h"

#include "base/wire.h"

#include <assert.h>
#include <nettle/sha1.h>

enum { WORDS = SHA1_LEN / 4, LENGTH_LEN = 8 };
_Static_assert(SHA1_CHAIN_ROOM % SHA1_BLOCK_SIZE == 0 &&
                       SHA1_CHAIN_MAX + 1 + LENGTH_LEN == SHA1_CHAIN_ROOM,
               "the longest message fills whole blocks");

/* RFC 3174 section 4: a one bit, zeros, the length in bits. Returns the octets of all blocks. */
static size_t pad(uint8_t *message, size_t len)
{
	size_t end = (len + LENGTH_LEN) / SHA1_BLOCK_SIZE * SHA1_BLOCK_SIZE + SHA1_BLOCK_SIZE;
	message[len] = 0x80;
	memset(message + len + 1, 0, end - len - 1);
	wire_set_u32(message + end - 4, (uint32_t)len * 8);
	return end;
}

static void digest(uint32_t state[WORDS], const uint8_t *message, size_t end)
{
	static const uint32_t begin[WORDS] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
	                                      0xc3d2e1f0};
	memcpy(state, begin, sizeof(begin));
	for (size_t at = 0; at < end; at += SHA1_BLOCK_SIZE)
		nettle_sha1_compress(state, message + at);
}

static void put(uint8_t out[SHA1_LEN], const uint32_t state[WORDS])
{
	for (size_t i = 0; i < WORDS; i++)
		wire_set_u32(out + 4 * i, state[i]);
}

void sha1_chain(uint8_t out[SHA1_LEN], uint8_t message[SHA1_CHAIN_ROOM], size_t len, size_t suffix,
                unsigned more)
{
	uint32_t state[WORDS];
	assert(len <= SHA1_CHAIN_MAX && suffix <= len && suffix <= SHA1_CHAIN_MAX - SHA1_LEN);
	digest(state, message, pad(message, len));
	if (more > 0) {
		memmove(message + SHA1_LEN, message + len - suffix, suffix);
		size_t end = pad(message, SHA1_LEN + suffix);
		for (; more > 0; more--) {
			put(message, state);
			digest(state, message, end);
		}
	}
	put(out, state);
}
