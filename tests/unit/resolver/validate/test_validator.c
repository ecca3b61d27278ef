/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/validate/validator.h"

#include "../signer.h"

static void a_key_is_decoded_once(void **state)
{
	(void)state;
	struct validator *v = validator_new();
	struct signer s;
	struct dnskey k;
	signer_init(&s, nm("example."), CRYPTO_ED25519, 257);
	assert_ok(dnskey_rdata_read(&k, span_of(s.rdata, s.rdata_len)));
	struct crypto_key *first = validator_key(v, &k), *again = validator_key(v, &k);
	assert_non_null(first);
	assert_ptr_equal(first, again);
	assert_int_equal(validator_keys(v), 1);
	crypto_key_unref(first);
	crypto_key_unref(again);
	signer_deinit(&s);
	validator_free(v);
}

static void what_is_no_key_stays_none(void **state)
{
	(void)state;
	static const uint8_t rdata[] = {1, 1, 3, 13, 1, 2, 3};
	struct validator *v = validator_new();
	struct dnskey k;
	assert_ok(dnskey_rdata_read(&k, span_of(rdata, sizeof(rdata))));
	assert_null(validator_key(v, &k));
	assert_null(validator_key(v, &k));
	assert_int_equal(validator_keys(v), 1);
	validator_free(v);
}

static void they_are_bounded(void **state)
{
	(void)state;
	struct validator *v = validator_new();
	for (uint32_t i = 0; i < 3 * VALIDATOR_KEYS; i++) {
		uint8_t rdata[8] = {1, 1, 3, 13};
		struct dnskey k;
		wire_set_u32(rdata + 4, i);
		assert_ok(dnskey_rdata_read(&k, span_of(rdata, sizeof(rdata))));
		assert_null(validator_key(v, &k));
	}
	assert_in_range(validator_keys(v), VALIDATOR_KEYS / 2, VALIDATOR_KEYS);
	validator_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_decoded_once),
		cmocka_unit_test(what_is_no_key_stays_none),
		cmocka_unit_test(they_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
