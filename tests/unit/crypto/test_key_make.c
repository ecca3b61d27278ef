/* SPDX-License-Identifier: BSD-2-Clause */
#include "vectors.h"

static void keys_are_made_of_the_size_asked_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(every_alg); i++) {
		unsigned bits = crypto_alg_has_bits(every_alg[i], 1025)
		                        ? 1025
		                        : crypto_alg_default_bits(every_alg[i]);
		struct crypto_key *key;
		assert_ok(crypto_key_generate(&key, every_alg[i], bits));
		assert_int_equal(crypto_key_bits(key), bits);
		assert_true(crypto_key_is_private(key));
		crypto_key_unref(key);
	}
}

static void other_sizes_are_refused(void **state)
{
	(void)state;
	struct crypto_key *key;
	assert_int_equal(crypto_key_generate(&key, 8, 511), E_RANGE);
	assert_int_equal(crypto_key_generate(&key, 10, 1000), E_RANGE);
	assert_int_equal(crypto_key_generate(&key, 13, 384), E_RANGE);
	assert_int_equal(crypto_key_generate(&key, 6, 1024), E_KEY_ALG);
}

static void pem_brings_back_the_same_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(every_alg); i++) {
		struct crypto_key *key = key_make(every_alg[i]), *back;
		struct text t;
		text_init(&t);
		assert_ok(crypto_key_print_pem(&t, key));
		assert_non_null(strstr(t.buf, "-----BEGIN PRIVATE KEY-----\n"));
		assert_ok(crypto_key_parse_pem(&back, every_alg[i], text_span(&t)));
		assert_true(span_equal(crypto_key_public(key), crypto_key_public(back)));
		struct octets s = sign_by(back, CRYPTO_BEST, span_str("x"));
		assert_ok(crypto_verify(key, span_str("x"), octets_span(&s)));
		/* Any cut is noticed, but for the last newline. */
		for (size_t len = 0; len + 1 < t.len; len += 13)
			assert_int_equal(
				crypto_key_parse_pem(&back, every_alg[i], span_of(t.buf, len)),
				E_PEM);
		crypto_key_unref(back);
		crypto_key_unref(key);
		text_deinit(&t);
	}
}

static void a_key_of_another_kind_is_refused(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	struct crypto_key *key = key_make(CRYPTO_ECDSAP256), *back;
	assert_ok(crypto_key_print_pem(&t, key));
	for (size_t i = 0; i < sizeof(every_alg); i++)
		if (every_alg[i] != CRYPTO_ECDSAP256)
			assert_int_equal(crypto_key_parse_pem(&back, every_alg[i], text_span(&t)),
			                 E_KEY);
	assert_int_equal(crypto_key_parse_pem(&back, 1, text_span(&t)), E_KEY_ALG);
	crypto_key_unref(key);
	text_deinit(&t);
}

static void public_keys_have_no_pem(void **state)
{
	(void)state;
	struct octets public = from_base64(vectors[0].dnskey);
	struct crypto_key *key;
	struct text t;
	text_init(&t);
	assert_ok(crypto_key_from_dnskey(&key, vectors[0].alg, octets_span(&public)));
	assert_int_equal(crypto_key_print_pem(&t, key), E_INVALID);
	assert_int_equal(t.len, 0);
	crypto_key_unref(key);
	text_deinit(&t);
}

static void other_texts_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"PRIVATE KEY",
		"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
		"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
		"-----BEGIN PUBLIC KEY-----\n"
		"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
		"-----END PUBLIC KEY-----\n",
		/* RFC 8410 section 10.3, with its last octet cut off */
		"-----BEGIN PRIVATE KEY-----\n"
		"MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVg=\n"
		"-----END PRIVATE KEY-----\n",
	};
	struct crypto_key *key;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(crypto_key_parse_pem(&key, CRYPTO_ED25519, span_str(bad[i])),
		                 E_PEM);
	static char big[CRYPTO_PEM_MAX_LEN + 1];
	memset(big, '\n', sizeof(big));
	assert_int_equal(crypto_key_parse_pem(&key, CRYPTO_ED25519, span_of(big, sizeof(big))),
	                 E_PEM);
}

/* RFC 8410 sections 10.1 and 10.3. */
static void published_pem_is_read(void **state)
{
	(void)state;
	static const char pem[] =
		"-----BEGIN PRIVATE KEY-----\n"
		"MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
		"-----END PRIVATE KEY-----\n";
	struct octets want = from_base64("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
	struct crypto_key *key;
	assert_ok(crypto_key_parse_pem(&key, CRYPTO_ED25519, span_str(pem)));
	assert_true(span_equal(crypto_key_public(key), octets_span(&want)));
	/* As other programs name the file: openssl pkey -pubout -outform DER | sha1sum. */
	static const uint8_t id[CRYPTO_KEY_ID_LEN] = {0x3a, 0x04, 0x96, 0x77, 0x61, 0xa5, 0x52,
	                                              0xdb, 0x7e, 0x9e, 0x18, 0xc6, 0xdb, 0xa4,
	                                              0xbd, 0x4a, 0xae, 0x11, 0x99, 0x08};
	uint8_t got[CRYPTO_KEY_ID_LEN];
	crypto_key_id(got, key);
	assert_memory_equal(got, id, sizeof(id));
	crypto_key_unref(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_made_of_the_size_asked_for),
		cmocka_unit_test(other_sizes_are_refused),
		cmocka_unit_test(pem_brings_back_the_same_key),
		cmocka_unit_test(a_key_of_another_kind_is_refused),
		cmocka_unit_test(public_keys_have_no_pem),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(published_pem_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
