/* SPDX-License-Identifier: BSD-2-Clause */
/* What each library must do by itself: BACKEND is defined by the file that includes this. */
#pragma once

#include "vectors.h"

static void published_signatures_verify(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct octets public = from_base64(v->dnskey), data = vector_data(v);
		struct octets signature = from_base64(v->signature);
		struct crypto_key *key;
		assert_ok(crypto_key_from_dnskey(&key, v->alg, octets_span(&public)));
		assert_ok(crypto_key_verify_by(key, BACKEND));
		for (int again = 0; again < 3; again++) {
			if (crypto_verify(key, octets_span(&data), octets_span(&signature)) != OK)
				fail_msg("%s", v->from);
			data.data[0] ^= 1;
			assert_int_equal(
				crypto_verify(key, octets_span(&data), octets_span(&signature)),
				E_SIGNATURE);
			data.data[0] ^= 1;
		}
		crypto_key_unref(key);
	}
}

static void published_secrets_sign(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		const struct vector *v = &vectors[i];
		if (v->secret == NULL)
			continue;
		struct octets public = from_base64(v->dnskey), data = vector_data(v);
		struct octets secret = from_base64(v->secret), want = from_base64(v->signature);
		const struct crypto_private numbers = {.secret = octets_span(&secret)};
		struct crypto_key *key;
		assert_ok(crypto_key_from_private(&key, v->alg, &numbers));
		assert_true(span_equal(crypto_key_public(key), octets_span(&public)));
		struct octets signature = sign_by(key, BACKEND, octets_span(&data));
		/* EdDSA has one signature only. */
		if (v->alg == CRYPTO_ED25519 || v->alg == CRYPTO_ED448)
			assert_true(span_equal(octets_span(&signature), octets_span(&want)));
		assert_ok(crypto_verify(key, octets_span(&data), octets_span(&signature)));
		crypto_key_unref(key);
	}
}

static void what_it_signs_it_verifies(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(every_alg); i++) {
		struct crypto_key *key = key_make(every_alg[i]);
		assert_ok(crypto_key_verify_by(key, BACKEND));
		struct octets data = {.len = 0};
		for (; data.len < 300; data.len += 37) {
			struct octets s = sign_by(key, BACKEND, octets_span(&data));
			assert_ok(crypto_verify(key, octets_span(&data), octets_span(&s)));
		}
		crypto_key_unref(key);
	}
}

/* Zero, the order or all ones as r and s, and all ones for the others. */
static void absurd_signatures_do_not_verify(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(every_alg); i++) {
		struct crypto_key *key = key_make(every_alg[i]);
		assert_ok(crypto_key_verify_by(key, BACKEND));
		uint8_t s[CRYPTO_SIGNATURE_MAX_LEN];
		size_t len = crypto_key_signature_len(key);
		for (unsigned fill = 0; fill < 256; fill += 15) {
			memset(s, (int)fill, len);
			assert_int_equal(crypto_verify(key, span_str("data"), span_of(s, len)),
			                 E_SIGNATURE);
		}
		crypto_key_unref(key);
	}
}

/*
 * RFC 8032 sections 5.1.7 and 5.2.7: the second half is below the order.  With the order added it
 * means the same number, and must not be taken; nor any other bit of it.
 */
static void eddsa_has_one_form_only(void **state)
{
	(void)state;
	static const struct {
		uint8_t alg;
		const char *order; /* least octet first */
	} rows[] = {
		{CRYPTO_ED25519,
	         "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"},
		{CRYPTO_ED448, "f34458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7cffffffff"
	                       "ffffffffffffffffffffffffffffffffffffffffffffff3f00"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct crypto_key *key = key_make(rows[i].alg);
		struct octets order = {0}, s = sign_by(key, BACKEND, span_str("x")), other = s;
		size_t half = put_hex(&order, rows[i].order);
		assert_ok(crypto_key_verify_by(key, BACKEND));
		assert_int_equal(half, s.len / 2);
		unsigned carry = 0;
		for (size_t k = 0; k < half; k++) {
			carry += other.data[half + k] + (unsigned)order.data[k];
			other.data[half + k] = (uint8_t)carry;
			carry >>= 8;
		}
		assert_ok(crypto_verify(key, span_str("x"), octets_span(&s)));
		assert_int_equal(crypto_verify(key, span_str("x"), octets_span(&other)),
		                 E_SIGNATURE);
		for (size_t bit = 0; bit < s.len * 8; bit += test_stride()) {
			s.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_int_equal(crypto_verify(key, span_str("x"), octets_span(&s)),
			                 E_SIGNATURE);
			s.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		crypto_key_unref(key);
	}
}

static void points_off_the_curve_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		const struct vector *v = &vectors[i];
		if (v->alg != CRYPTO_ECDSAP256 && v->alg != CRYPTO_ECDSAP384)
			continue;
		struct octets public = from_base64(v->dnskey);
		struct crypto_key *key;
		assert_ok(crypto_key_from_dnskey(&key, v->alg, octets_span(&public)));
		assert_ok(crypto_key_verify_by(key, BACKEND));
		crypto_key_unref(key);
		public.data[public.len - 1] ^= 1;
		assert_int_equal(crypto_key_from_dnskey(&key, v->alg, octets_span(&public)), E_KEY);
		memset(public.data, 0, public.len);
		assert_int_equal(crypto_key_from_dnskey(&key, v->alg, octets_span(&public)), E_KEY);
	}
}

#define BACKEND_TESTS                                                                              \
	cmocka_unit_test(published_signatures_verify), cmocka_unit_test(published_secrets_sign),   \
		cmocka_unit_test(what_it_signs_it_verifies),                                       \
		cmocka_unit_test(absurd_signatures_do_not_verify),                                 \
		cmocka_unit_test(eddsa_has_one_form_only),                                         \
		cmocka_unit_test(points_off_the_curve_are_refused)
