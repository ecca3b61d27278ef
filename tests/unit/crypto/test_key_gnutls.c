/* SPDX-License-Identifier: BSD-2-Clause */
#define BACKEND CRYPTO_GNUTLS
#include "backend_suite.h"

/* RFC 6979 appendix A.2.5, the message "sample" under SHA-256. */
static void reproducible_ecdsa_is_rfc_6979(void **state)
{
	(void)state;
	struct octets secret = {0}, want = {0};
	put_hex(&secret, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
	put_hex(&want, "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
	               "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
	const struct crypto_private numbers = {.secret = octets_span(&secret)};
	const struct crypto_signer_options options = {.reproducible = true};
	struct crypto_key *key;
	struct crypto_signer *signer;
	uint8_t signature[64];
	assert_ok(crypto_key_from_private(&key, CRYPTO_ECDSAP256, &numbers));
	assert_ok(crypto_signer_new(&signer, key, &options));
	for (int again = 0; again < 2; again++) {
		assert_ok(crypto_sign(signer, span_str("sample"), signature));
		assert_memory_equal(signature, want.data, 64);
	}
	crypto_signer_free(signer);
	crypto_key_unref(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BACKEND_TESTS,
		cmocka_unit_test(reproducible_ecdsa_is_rfc_6979),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
