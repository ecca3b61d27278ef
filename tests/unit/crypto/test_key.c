/* SPDX-License-Identifier: BSD-2-Clause */
#include "vectors.h"

#include "base/rand.h"

#include <pthread.h>

enum { THREADS = 3, ROUNDS = 60 };

static const enum crypto_backend backends[] = {CRYPTO_BEST, CRYPTO_OPENSSL, CRYPTO_GNUTLS};

static void each_library_verifies_what_the_other_signs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(every_alg); i++) {
		struct crypto_key *key = key_make(every_alg[i]);
		for (size_t s = 0; s < ARRAY_LEN(backends); s++) {
			struct octets signature = sign_by(key, backends[s], span_str("message"));
			for (size_t v = 0; v < ARRAY_LEN(backends); v++) {
				assert_ok(crypto_key_verify_by(key, backends[v]));
				assert_ok(crypto_verify(key, span_str("message"),
				                        octets_span(&signature)));
				assert_int_equal(crypto_verify(key, span_str("massage"),
				                               octets_span(&signature)),
				                 E_SIGNATURE);
			}
		}
		crypto_key_unref(key);
	}
}

/* How much of a key, message or signature to try: every bit where a verification is cheap. */
static bool is_cheap(uint8_t alg)
{
	return alg == CRYPTO_ECDSAP256 || alg == CRYPTO_ED25519;
}

/*
 * No library takes the three together.  One key only is made of the octets, and it may be refused:
 * a point off its curve, a modulus that is even.
 */
static void expect_broken(uint8_t alg, const struct octets *public, const struct octets *data,
                          const struct octets *signature)
{
	struct crypto_key *key;
	if (crypto_key_from_dnskey(&key, alg, octets_span(public)) != OK)
		return;
	for (size_t v = 1; v < ARRAY_LEN(backends); v++) {
		if (crypto_key_verify_by(key, backends[v]) == OK)
			assert_int_equal(
				crypto_verify(key, octets_span(data), octets_span(signature)),
				E_SIGNATURE);
	}
	crypto_key_unref(key);
}

struct signed_octets {
	struct octets public, data, signature;
};

static void flip_all(uint8_t alg, const struct signed_octets *good, size_t part)
{
	const struct octets *o = part == 0   ? &good->public
	                         : part == 1 ? &good->data
	                                     : &good->signature;
	for (size_t bit = 0; bit < o->len * 8; bit += test_stride()) {
		/* Elsewhere one bit of each octet, another one in each. */
		if (!is_cheap(alg) && bit % 8 != bit / 8 % 8)
			continue;
		struct signed_octets bad = *good;
		struct octets *to = part == 0   ? &bad.public
		                    : part == 1 ? &bad.data
		                                : &bad.signature;
		to->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		expect_broken(alg, &bad.public, &bad.data, &bad.signature);
	}
}

static void any_flipped_bit_breaks_a_signature(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (size_t i = 0; i < sizeof(every_alg); i++) {
		struct crypto_key *key = key_make(every_alg[i]);
		struct signed_octets good = {.data = {.len = 50}};
		put(&good.public, crypto_key_public(key).data, crypto_key_public(key).len);
		rand_octets(good.data.data, good.data.len);
		good.signature = sign_by(key, CRYPTO_BEST, octets_span(&good.data));
		for (size_t part = 0; part < 3; part++)
			flip_all(every_alg[i], &good, part);
		crypto_key_unref(key);
	}
	rand_replay(0);
}

/*
 * The one exception, and no flip of a bit leads there: with s, n - s is good too.  FIPS 186-4
 * section 6.4.2 asks only that s is between 0 and n, and RFC 6605 section 4 takes its signatures.
 */
static void ecdsa_has_two_forms(void **state)
{
	(void)state;
	static const char order[] = /* FIPS 186-4 appendix D.1.2.3 */
		"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
	struct crypto_key *key = key_make(CRYPTO_ECDSAP256);
	struct octets n = {0}, s = sign_by(key, CRYPTO_BEST, span_str("x"));
	size_t half = put_hex(&n, order);
	int borrow = 0;
	for (size_t i = half; i-- > 0;) {
		int digit = n.data[i] - s.data[half + i] - borrow;
		s.data[half + i] = (uint8_t)digit;
		borrow = digit < 0;
	}
	for (size_t v = 0; v < ARRAY_LEN(backends); v++) {
		assert_ok(crypto_key_verify_by(key, backends[v]));
		assert_ok(crypto_verify(key, span_str("x"), octets_span(&s)));
	}
	crypto_key_unref(key);
}

static void signatures_of_another_length_do_not_verify(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(every_alg); i++) {
		struct crypto_key *key = key_make(every_alg[i]);
		struct octets s = sign_by(key, CRYPTO_BEST, span_str("x"));
		for (size_t len = 0; len < s.len + 3; len++)
			if (len != s.len)
				assert_int_equal(
					crypto_verify(key, span_str("x"), span_of(s.data, len)),
					E_SIGNATURE);
		crypto_key_unref(key);
	}
}

static void another_algorithm_of_the_same_key_has_other_signatures(void **state)
{
	(void)state;
	struct crypto_key *key = key_make(CRYPTO_RSASHA256), *other;
	struct octets s = sign_by(key, CRYPTO_BEST, span_str("x"));
	assert_ok(crypto_key_from_dnskey(&other, CRYPTO_RSASHA512, crypto_key_public(key)));
	assert_int_equal(crypto_verify(other, span_str("x"), octets_span(&s)), E_SIGNATURE);
	crypto_key_unref(other);
	crypto_key_unref(key);
}

static void public_keys_do_not_sign(void **state)
{
	(void)state;
	struct octets public = from_base64(vectors[2].dnskey);
	struct crypto_key *key;
	struct crypto_signer *signer;
	assert_ok(crypto_key_from_dnskey(&key, vectors[2].alg, octets_span(&public)));
	assert_int_equal(crypto_signer_new(&signer, key, NULL), E_INVALID);
	crypto_key_unref(key);
}

static void secrets_out_of_bounds_are_refused(void **state)
{
	(void)state;
	uint8_t octets[64];
	struct crypto_key *key;
	struct crypto_private numbers = {0};
	assert_int_equal(crypto_key_from_private(&key, 3, &numbers), E_KEY_ALG);
	for (size_t i = 0; i < sizeof(every_alg); i++)
		assert_int_equal(crypto_key_from_private(&key, every_alg[i], &numbers), E_KEY);
	for (int fill = 0; fill < 256; fill += 255) {
		memset(octets, fill, sizeof(octets));
		numbers.secret = span_of(octets, 32);
		assert_int_equal(crypto_key_from_private(&key, 13, &numbers), E_KEY);
		assert_int_equal(crypto_key_from_private(&key, 14, &numbers), E_KEY);
		assert_int_equal(crypto_key_from_private(&key, 16, &numbers), E_KEY);
		numbers.secret = span_of(octets, 48);
		assert_int_equal(crypto_key_from_private(&key, 14, &numbers), E_KEY);
	}
}

/* A key that dnssec-keygen 9.18 made, in the order of its file. */
static const char *const rsa_private[] = {
	"rHZxDyyraARxPZjSrwVu0aGQck13uRV3bBMHKNtY+mD8HL3sB7ADt2w3bcn1bRd0aL0ArC3EvgVc7Oneqt/"
	"0LNOYMxU0riL6rpgGy8uRZshSW5/MqOMmW9VXS38/DZFfmg0hOZMKWlv1ahcTDfLqEj3xSjvZR6CAJxf90QKwcHk=",
	"AQAB",
	"Q88uFPFTU8qrW7TC4d4Y/IOx779V24f9NJkmr4HPMmL/va1PKJakX3JFOP23afVW5/"
	"eoVAqK2MvzBZPO4RC9SF0a5WxyZepsPUGOW2jSQlkxlH1Q02onorl8OqyWKLaYCfzUSL4KFxR/"
	"oTYEAw34UFBiw8N4FsE8e3khG7PafAE=",
	"4jbhIhdtZ7tOQw3yYUAAz79G/Uut47jpM5PqZAuLc9nasUWXmn6RZ5REAwXwkVwgVuwaIhn456QEZZ0L3uCOSQ==",
	"wyu5/lKPNU4VPyi5tindte6+A6czy5PJkfUXa/FotuiIjMEcbI5vtuBB605vdmyAZnkbDmxPWELvDz4mIj2QsQ==",
	"wbaPGbuIE5FBFojF62N8jmpU5yk8ckpxYJqk2CFOvNlsvetDRKhn6ZP8nb4jYMbMZsLuKg+lpu88WKugc65GCQ==",
	"kZk+UN9QXKjaqtp76MzEzKPFdz42Iqom1s8r4OgggUtqCu9JgCamapxUMPG7r3H0O/4e1Byy+Jo+c3Wexy58kQ==",
	"zNn8hvPmz2eaqhxIlkDOZQfWpuCaB7fPW51Y6T0VKC4u+KUTUnGrmdwOND4U+1g84AQwzNb6Hkfz847RBXsSkQ==",
};

enum { RSA_NUMBERS = ARRAY_LEN(rsa_private) };

static struct crypto_private rsa_read(struct octets numbers[RSA_NUMBERS])
{
	for (size_t i = 0; i < RSA_NUMBERS; i++)
		numbers[i] = from_base64(rsa_private[i]);
	return (struct crypto_private){
		.modulus = octets_span(&numbers[0]),
		.public_exponent = octets_span(&numbers[1]),
		.private_exponent = octets_span(&numbers[2]),
		.prime1 = octets_span(&numbers[3]),
		.prime2 = octets_span(&numbers[4]),
		.exponent1 = octets_span(&numbers[5]),
		.exponent2 = octets_span(&numbers[6]),
		.coefficient = octets_span(&numbers[7]),
	};
}

static void rsa_numbers_make_a_key(void **state)
{
	(void)state;
	static struct octets octets[RSA_NUMBERS];
	struct crypto_private numbers = rsa_read(octets);
	struct crypto_key *key;
	assert_ok(crypto_key_from_private(&key, CRYPTO_RSASHA256, &numbers));
	assert_int_equal(crypto_key_bits(key), 1024);
	struct octets s = sign_by(key, CRYPTO_OPENSSL, span_str("x"));
	struct octets t = sign_by(key, CRYPTO_GNUTLS, span_str("x"));
	assert_true(span_equal(octets_span(&s), octets_span(&t)));
	crypto_key_unref(key);
}

static void rsa_numbers_that_do_not_belong_together_are_refused(void **state)
{
	(void)state;
	static struct octets octets[RSA_NUMBERS];
	for (size_t i = 0; i < RSA_NUMBERS; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			struct crypto_private numbers = rsa_read(octets);
			struct crypto_key *key;
			octets[i].data[octets[i].len - 1] ^= (uint8_t)(1 << bit);
			assert_int_equal(crypto_key_from_private(&key, 8, &numbers), E_KEY);
		}
}

static void references_keep_a_key(void **state)
{
	(void)state;
	struct crypto_key *key = key_make(CRYPTO_ED25519);
	struct crypto_signer *signer;
	uint8_t s[64];
	assert_ok(crypto_signer_new(&signer, key, NULL));
	struct crypto_key *again = crypto_key_ref(key);
	crypto_key_unref(key);
	assert_ok(crypto_sign(signer, span_str("x"), s));
	assert_ok(crypto_verify(again, span_str("x"), span_of(s, 64)));
	crypto_key_unref(again);
	crypto_signer_free(signer);
	crypto_key_unref(NULL);
	crypto_signer_free(NULL);
}

struct shared {
	const struct crypto_key *key;
	struct octets signature;
};

static void *verify_often(void *arg)
{
	const struct shared *s = arg;
	for (int i = 0; i < ROUNDS; i++) {
		if (crypto_verify(s->key, span_str("x"), octets_span(&s->signature)) != OK)
			return NULL;
		if (crypto_verify(s->key, span_str("y"), octets_span(&s->signature)) == OK)
			return NULL;
	}
	return arg;
}

static void threads_share_a_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(every_alg); i++) {
		struct crypto_key *key = key_make(every_alg[i]);
		struct shared s = {key, sign_by(key, CRYPTO_BEST, span_str("x"))};
		for (size_t v = 0; v < ARRAY_LEN(backends); v++) {
			pthread_t threads[THREADS];
			assert_ok(crypto_key_verify_by(key, backends[v]));
			for (int t = 0; t < THREADS; t++)
				assert_ok(pthread_create(&threads[t], NULL, verify_often, &s));
			for (int t = 0; t < THREADS; t++) {
				void *result;
				pthread_join(threads[t], &result);
				assert_ptr_equal(result, &s);
			}
		}
		crypto_key_unref(key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_library_verifies_what_the_other_signs),
		cmocka_unit_test(any_flipped_bit_breaks_a_signature),
		cmocka_unit_test(ecdsa_has_two_forms),
		cmocka_unit_test(signatures_of_another_length_do_not_verify),
		cmocka_unit_test(another_algorithm_of_the_same_key_has_other_signatures),
		cmocka_unit_test(public_keys_do_not_sign),
		cmocka_unit_test(secrets_out_of_bounds_are_refused),
		cmocka_unit_test(rsa_numbers_make_a_key),
		cmocka_unit_test(rsa_numbers_that_do_not_belong_together_are_refused),
		cmocka_unit_test(references_keep_a_key),
		cmocka_unit_test(threads_share_a_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
