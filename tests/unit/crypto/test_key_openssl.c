/* SPDX-License-Identifier: BSD-2-Clause */
#define BACKEND CRYPTO_OPENSSL
#include "backend_suite.h"

static void reproducible_ecdsa_is_refused(void **state)
{
	(void)state;
	const struct crypto_signer_options options = {.reproducible = true, .backend = BACKEND};
	struct crypto_key *key = key_make(CRYPTO_ECDSAP256);
	struct crypto_signer *signer;
	assert_int_equal(crypto_signer_new(&signer, key, &options), E_NOTSUP);
	crypto_key_unref(key);
	key = key_make(CRYPTO_ED25519);
	assert_ok(crypto_signer_new(&signer, key, &options));
	crypto_signer_free(signer);
	crypto_key_unref(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BACKEND_TESTS,
		cmocka_unit_test(reproducible_ecdsa_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
