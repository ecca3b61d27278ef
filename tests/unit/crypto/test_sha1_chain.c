/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/hex.h"
#include "crypto/digest.h"
#include "crypto/sha1_chain.h"

/* FIPS 180-4 examples. */
static void digests_of_one_and_two_blocks(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	         "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
		{"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t out[SHA1_LEN], want[SHA1_LEN], message[SHA1_CHAIN_ROOM];
		size_t len;
		assert_ok(hex_parse(want, &len, span_str(rows[i][1])));
		memcpy(message, rows[i][0], strlen(rows[i][0]));
		sha1_chain(out, message, strlen(rows[i][0]), 0, 0);
		assert_memory_equal(out, want, SHA1_LEN);
	}
}

/* Every length of either part, so every way that the padding can fall, against plain digests. */
static void every_length_agrees_with_plain_digests(void **state)
{
	(void)state;
	static uint8_t octets[SHA1_CHAIN_MAX];
	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 7 + 1);
	for (size_t len = 0; len <= SHA1_CHAIN_MAX; len++) {
		for (size_t suffix = 0; suffix <= len && suffix <= 255; suffix += 1 + len / 16) {
			uint8_t out[SHA1_LEN], want[SHA1_LEN], next[SHA1_LEN + 255];
			uint8_t message[SHA1_CHAIN_ROOM];
			const uint8_t *rest = octets + len - suffix;
			digest_once(DIGEST_SHA1, span_of(octets, len), want);
			for (unsigned more = 0; more < 3; more++) {
				memcpy(message, octets, len);
				sha1_chain(out, message, len, suffix, more);
				assert_memory_equal(out, want, SHA1_LEN);
				memcpy(next, want, SHA1_LEN);
				memcpy(next + SHA1_LEN, rest, suffix);
				digest_once(DIGEST_SHA1, span_of(next, SHA1_LEN + suffix), want);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_of_one_and_two_blocks),
		cmocka_unit_test(every_length_agrees_with_plain_digests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
