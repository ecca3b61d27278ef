/* SPDX-License-Identifier: BSD-2-Clause */
#include "vectors.h"

#include "base/rand.h"

enum { TRIES = 20000 };

/* The field of an RSA key with an odd modulus of all ones. */
static struct octets rsa_field(const char *exponent_hex, unsigned modulus_bits)
{
	struct octets o = {.len = 1};
	o.data[0] = (uint8_t)put_hex(&o, exponent_hex);
	size_t len = (modulus_bits + 7) / 8;
	memset(o.data + o.len, 0xff, len);
	if (modulus_bits % 8 != 0)
		o.data[o.len] = (uint8_t)((1 << modulus_bits % 8) - 1);
	o.len += len;
	return o;
}

static enum err decode(uint8_t alg, const struct octets *field)
{
	struct crypto_key *key = NULL;
	enum err e = crypto_key_from_dnskey(&key, alg, octets_span(field));
	if (e == OK) {
		assert_true(span_equal(crypto_key_public(key), octets_span(field)));
		assert_int_equal(crypto_key_alg(key), alg);
		assert_false(crypto_key_is_private(key));
		crypto_key_unref(key);
	}
	return e;
}

static enum err decode_rsa(uint8_t alg, const char *exponent_hex, unsigned modulus_bits)
{
	struct octets field = rsa_field(exponent_hex, modulus_bits);
	return decode(alg, &field);
}

static void rsa_numbers_have_bounds(void **state)
{
	(void)state;
	assert_ok(decode_rsa(8, "010001", 512));
	assert_ok(decode_rsa(8, "03", 4096));
	assert_ok(decode_rsa(5, "0100000001", 1024));
	assert_ok(decode_rsa(5, "ffffffffffffffff", 1024));
	assert_int_equal(decode_rsa(8, "010001", 511), E_KEY);
	assert_int_equal(decode_rsa(8, "010001", 4097), E_KEY);
	assert_int_equal(decode_rsa(10, "010001", 1023), E_KEY);
	assert_int_equal(decode_rsa(8, "010000000000000001", 1024), E_KEY);
	assert_int_equal(decode_rsa(8, "01", 1024), E_KEY);
	assert_int_equal(decode_rsa(8, "00", 1024), E_KEY);
	assert_int_equal(decode_rsa(8, "", 1024), E_KEY);
	assert_int_equal(decode_rsa(8, "010000", 1024), E_KEY);
	struct octets even = rsa_field("010001", 1024);
	even.data[even.len - 1] = 0xfe;
	assert_int_equal(decode(8, &even), E_KEY);
}

static void long_form_and_leading_zeros_are_understood(void **state)
{
	(void)state;
	struct octets short_form = rsa_field("00010001", 1024), o = {0};
	assert_ok(decode(8, &short_form));
	put_hex(&o, "000003010001");
	put(&o, short_form.data + 5, 128);
	assert_ok(decode(8, &o));
}

static void cut_fields_are_refused(void **state)
{
	(void)state;
	struct octets o = rsa_field("010001", 512);
	for (; o.len > 0; o.len--)
		if (o.len < 1 + 3 + 64)
			assert_int_equal(decode(8, &o), E_KEY);
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		struct octets field = from_base64(vectors[i].dnskey);
		if (vectors[i].secret == NULL)
			continue;
		assert_ok(decode(vectors[i].alg, &field));
		field.len--;
		assert_int_equal(decode(vectors[i].alg, &field), E_KEY);
		field.len += 2;
		assert_int_equal(decode(vectors[i].alg, &field), E_KEY);
	}
}

static void other_algorithms_are_refused_by_name(void **state)
{
	(void)state;
	struct octets o = rsa_field("010001", 1024);
	assert_int_equal(decode(1, &o), E_KEY_ALG);
	assert_int_equal(decode(3, &o), E_KEY_ALG);
	assert_int_equal(decode(12, &o), E_KEY_ALG);
	assert_int_equal(decode(253, &o), E_KEY_ALG);
}

static void random_fields_do_no_harm(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (int i = 0; i < TRIES; i++) {
		struct octets o = {.len = rand_below(200)};
		rand_octets(o.data, o.len);
		if (rand_below(2) == 0)
			o.data[0] = (uint8_t)rand_below(4);
		struct crypto_key *key;
		uint8_t alg = every_alg[rand_below(sizeof(every_alg))];
		uint8_t s[CRYPTO_SIGNATURE_MAX_LEN] = {1};
		if (crypto_key_from_dnskey(&key, alg, octets_span(&o)) != OK)
			continue;
		assert_int_equal(crypto_verify(key, span_str("data"),
		                               span_of(s, crypto_key_signature_len(key))),
		                 E_SIGNATURE);
		crypto_key_unref(key);
	}
	rand_replay(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rsa_numbers_have_bounds),
		cmocka_unit_test(long_form_and_leading_zeros_are_understood),
		cmocka_unit_test(cut_fields_are_refused),
		cmocka_unit_test(other_algorithms_are_refused_by_name),
		cmocka_unit_test(random_fields_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
