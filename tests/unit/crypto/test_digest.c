/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/hex.h"
#include "crypto/digest.h"

static void expect_hex(const uint8_t *got, size_t len, const char *hex)
{
	uint8_t want[DIGEST_MAX_LEN];
	size_t want_len;
	assert_ok(hex_parse(want, &want_len, span_str(hex)));
	assert_int_equal(len, want_len);
	assert_memory_equal(got, want, len);
}

/* RFC 1321 appendix A.5 and FIPS 180-4 examples: "abc". */
static void digests_of_abc(void **state)
{
	(void)state;
	static const char *const hex[DIGEST_ALGS] = {
		[DIGEST_MD5] = "900150983cd24fb0d6963f7d28e17f72",
		[DIGEST_SHA1] = "a9993e364706816aba3e25717850c26c9cd0d89d",
		[DIGEST_SHA224] = "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
		[DIGEST_SHA256] =
			"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		[DIGEST_SHA384] = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
				  "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
		[DIGEST_SHA512] =
			"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
			"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
	};
	for (int alg = 0; alg < DIGEST_ALGS; alg++) {
		uint8_t out[DIGEST_MAX_LEN];
		digest_once((enum digest_alg)alg, span_str("abc"), out);
		expect_hex(out, digest_len((enum digest_alg)alg), hex[alg]);
	}
}

/* RFC 2202 and RFC 4231, test case 2. */
static void hmac_test_case_2(void **state)
{
	(void)state;
	static const char *const hex[DIGEST_ALGS] = {
		[DIGEST_MD5] = "750c783e6ab0b503eaa86e310a5db738",
		[DIGEST_SHA1] = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
		[DIGEST_SHA224] = "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
		[DIGEST_SHA256] =
			"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		[DIGEST_SHA384] = "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47"
				  "e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
		[DIGEST_SHA512] =
			"164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
			"9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
	};
	for (int alg = 0; alg < DIGEST_ALGS; alg++) {
		uint8_t out[DIGEST_MAX_LEN];
		struct mac *m = mac_new((enum digest_alg)alg, span_str("Jefe"));
		for (int again = 0; again < 2; again++) {
			mac_update(m, span_str("what do ya want "));
			mac_update(m, span_str("for nothing?"));
			mac_finish(m, out);
			expect_hex(out, digest_len((enum digest_alg)alg), hex[alg]);
		}
		mac_free(m);
	}
}

static void pieces_give_the_digest_of_the_whole(void **state)
{
	(void)state;
	for (int alg = 0; alg < DIGEST_ALGS; alg++) {
		uint8_t whole[DIGEST_MAX_LEN], pieces[DIGEST_MAX_LEN];
		size_t len = digest_len((enum digest_alg)alg);
		digest_once((enum digest_alg)alg, span_str("abc"), whole);
		struct digest *d = digest_new((enum digest_alg)alg);
		for (int again = 0; again < 2; again++) {
			digest_update(d, span_str("a"));
			digest_update(d, span_str(""));
			digest_update(d, span_str("bc"));
			digest_finish(d, pieces);
			assert_memory_equal(pieces, whole, len);
		}
		digest_free(d);
	}
}

static void comparison_minds_every_octet(void **state)
{
	(void)state;
	uint8_t a[32] = {0}, b[32] = {0};
	assert_true(crypto_equal(a, b, 32));
	b[31] = 1;
	assert_false(crypto_equal(a, b, 32));
	assert_true(crypto_equal(a, b, 31));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_of_abc),
		cmocka_unit_test(hmac_test_case_2),
		cmocka_unit_test(pieces_give_the_digest_of_the_whole),
		cmocka_unit_test(comparison_minds_every_octet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
