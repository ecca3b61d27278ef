/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SipHash-2-4 after the paper of Aumasson and Bernstein: two rounds per eight octets, four at the
 * end.  One call hashes one piece of memory; there is no incremental form.
 */

#include "crypto/siphash.h"

struct state {
	uint64_t v0, v1, v2, v3;
};

static inline uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

/* Up to eight octets as a little-endian number. */
static inline uint64_t read_le(const uint8_t *p, size_t len)
{
	uint64_t n = 0;
	for (size_t i = 0; i < len; i++)
		n |= (uint64_t)p[i] << (8 * i);
	return n;
}

static inline void rounds(struct state *s, unsigned count)
{
	while (count-- > 0) {
		s->v0 += s->v1;
		s->v2 += s->v3;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 = rotate(s->v0, 32);
		s->v2 += s->v1;
		s->v0 += s->v3;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v2 = rotate(s->v2, 32);
	}
}

static inline void absorb(struct state *s, uint64_t word)
{
	s->v3 ^= word;
	rounds(s, 2);
	s->v0 ^= word;
}

uint64_t siphash24(const uint8_t key[SIPHASH_KEY_LEN], struct span data)
{
	uint64_t k0 = read_le(key, 8), k1 = read_le(key + 8, 8);
	/* The constants spell "somepseudorandomlygeneratedbytes". */
	struct state s = {
		.v0 = k0 ^ UINT64_C(0x736f6d6570736575),
		.v1 = k1 ^ UINT64_C(0x646f72616e646f6d),
		.v2 = k0 ^ UINT64_C(0x6c7967656e657261),
		.v3 = k1 ^ UINT64_C(0x7465646279746573),
	};
	size_t whole = data.len & ~(size_t)7;
	for (size_t at = 0; at < whole; at += 8)
		absorb(&s, read_le(data.data + at, 8));
	absorb(&s, (uint64_t)data.len << 56 | read_le(data.data + whole, data.len - whole));
	s.v2 ^= 0xff;
	rounds(&s, 4);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
