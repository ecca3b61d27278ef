/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/keymgr/bind_key.h"

static const char public_text[] = "; This is a key-signing key, keyid 23141, for example.com.\n"
				  "; Created: 20261128040846 (Sat Nov 28 04:08:46 2026)\n"
				  "example.com. 3600 IN DNSKEY 257 3 13 "
				  "10SdRZ/LH5W00fxWUNsr0XLvuNU45R5pss+7HcX0rrAUwqgyXlGcKakl "
				  "3809caZUmO+ZsNcvUHdirsK4gPFqJw== ; more\n";

static const char private_text[] = "Private-key-format: v1.3\n"
				   "Algorithm: 13 (ECDSAP256SHA256)\n"
				   "PrivateKey: xatdKhKp8IxqVw5cW85G7pbxLPXVQthk8n+9pfVhYo0=\n"
				   "Created: 20261128040846\n"
				   "Publish: 20261128040846\n"
				   "Activate: 20261129040846\n"
				   "Delete: 20261201040846\n";

static void a_pair_is_read(void **state)
{
	(void)state;
	struct bind_public public;
	struct crypto_key *pair;
	int64_t timers[KEY_TIMERS];
	assert_ok(bind_public_parse(&public, span_str(public_text)));
	assert_int_equal(public.flags, 257);
	assert_int_equal(public.algorithm, 13);
	assert_int_equal(public.key_len, 64);
	assert_memory_equal(public.owner.wire, "\7example\3com", 13);
	assert_ok(bind_private_parse(&pair, timers, span_str(private_text)));
	assert_true(span_equal(crypto_key_public(pair), span_of(public.key, public.key_len)));
	assert_int_equal(timers[KEY_PUBLISH], 1795838926);
	assert_int_equal(timers[KEY_ACTIVE], 1795925326);
	assert_int_equal(timers[KEY_REMOVE], 1796098126);
	assert_int_equal(timers[KEY_RETIRE], 0);
	crypto_key_unref(pair);
}

static void rsa_numbers_are_read(void **state)
{
	(void)state;
	/* The names are there, the numbers are not those of one key. */
	static const char text[] = "Private-key-format: v1.3\nAlgorithm: 8 (RSASHA256)\n"
				   "Modulus: AQAB\nPublicExponent: AQAB\nPrivateExponent: AQAB\n"
				   "Prime1: AQAB\nPrime2: AQAB\nExponent1: AQAB\nExponent2: AQAB\n"
				   "Coefficient: AQAB\n";
	struct crypto_key *pair;
	int64_t timers[KEY_TIMERS];
	assert_int_equal(bind_private_parse(&pair, timers, span_str(text)), E_KEY);
}

static void other_files_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err e;
	} publics[] = {
		{"", E_PARSE},
		{"; only a comment\n", E_PARSE},
		{"a. IN A 192.0.2.1\n", E_PARSE},
		{"a. IN DNSKEY 257 4 13 AAAA\n", E_PARSE},
		{"a. IN DNSKEY 99999 3 13 AAAA\n", E_PARSE},
		{"a. IN DNSKEY 257 3 1 AAAA\n", E_KEY_ALG},
		{"a. IN DNSKEY 257 3 13 A*\n", E_BASE64},
		{"a. IN DNSKEY 257 3 13\n", E_RANGE},
		{"a..b IN DNSKEY 257 3 13 AAAA\n", E_LABEL_EMPTY},
	};
	static const struct {
		const char *text;
		enum err e;
	} privates[] = {
		{"", E_PARSE},
		{"Algorithm: 13\nPrivateKey: AAAA\n", E_PARSE},
		{"Private-key-format: v2.0\n", E_PARSE},
		{"Private-key-format: v1.3\nAlgorithm: 13\nPrivateKey: AAAA\n", E_KEY},
		{"Private-key-format: v1.3\nAlgorithm: 200\nPrivateKey: AAAA\n", E_KEY_ALG},
		{"Private-key-format: v1.3\nAlgorithm: x\n", E_PARSE},
		{"Private-key-format: v1.3\nPublish: x\n", E_TIMESTAMP},
		{"Private-key-format: v1.3\nPrime1: A*\n", E_BASE64},
	};
	struct bind_public public;
	struct crypto_key *pair;
	int64_t timers[KEY_TIMERS];
	for (size_t i = 0; i < ARRAY_LEN(publics); i++)
		assert_int_equal(bind_public_parse(&public, span_str(publics[i].text)),
		                 publics[i].e);
	for (size_t i = 0; i < ARRAY_LEN(privates); i++)
		assert_int_equal(bind_private_parse(&pair, timers, span_str(privates[i].text)),
		                 privates[i].e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pair_is_read),
		cmocka_unit_test(rsa_numbers_are_read),
		cmocka_unit_test(other_files_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
