/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between octets and libcrypto's keys.  Secrets are copied into this file's own memory only, and
 * wiped there; what the library holds it wipes itself.
 */

#include "crypto/evp.h"

#include "base/mem.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

enum { UNCOMPRESSED = 4, RSA_PUBLIC = 2, RSA_ALL = 8 };

/* How the library calls what crypto_private holds; the public numbers come first. */
static const struct {
	const char *word;
	size_t at;
} rsa_numbers[RSA_ALL] = {
	{OSSL_PKEY_PARAM_RSA_N, offsetof(struct crypto_private, modulus)},
	{OSSL_PKEY_PARAM_RSA_E, offsetof(struct crypto_private, public_exponent)},
	{OSSL_PKEY_PARAM_RSA_D, offsetof(struct crypto_private, private_exponent)},
	{OSSL_PKEY_PARAM_RSA_FACTOR1, offsetof(struct crypto_private, prime1)},
	{OSSL_PKEY_PARAM_RSA_FACTOR2, offsetof(struct crypto_private, prime2)},
	{OSSL_PKEY_PARAM_RSA_EXPONENT1, offsetof(struct crypto_private, exponent1)},
	{OSSL_PKEY_PARAM_RSA_EXPONENT2, offsetof(struct crypto_private, exponent2)},
	{OSSL_PKEY_PARAM_RSA_COEFFICIENT1, offsetof(struct crypto_private, coefficient)},
};

static struct span *rsa_number(struct crypto_private *numbers, size_t i)
{
	return (struct span *)(void *)((uint8_t *)numbers + rsa_numbers[i].at);
}

static int curve_id(const struct key_alg *alg)
{
	return alg->number == CRYPTO_ECDSAP256 ? NID_X9_62_prime256v1 : NID_secp384r1;
}

static const char *curve_word(const struct key_alg *alg)
{
	return alg->number == CRYPTO_ECDSAP256 ? SN_X9_62_prime256v1 : SN_secp384r1;
}

static const char *kind_word(const struct key_alg *alg)
{
	if (alg->kind == KEY_RSA)
		return "RSA";
	if (alg->kind == KEY_ECDSA)
		return "EC";
	return alg->number == CRYPTO_ED25519 ? "ED25519" : "ED448";
}

static EVP_PKEY *pkey_import(const struct key_alg *alg, OSSL_PARAM *params, bool pair)
{
	EVP_PKEY *pkey = NULL;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, kind_word(alg), NULL);
	if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1)
		/* Sets no key on failure. */
		(void)EVP_PKEY_fromdata(ctx, &pkey, pair ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
		                        params);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

/* A number as the library takes it, in the machine's order; its memory is cut off numbers. */
static OSSL_PARAM number_param(struct key_numbers *memory, const char *word, struct span number)
{
	uint8_t *to = memory->octets + memory->used;
	memory->used += number.len;
	for (size_t i = 0; i < number.len; i++) {
		size_t from = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? i : number.len - 1 - i;
		to[i] = number.data[from];
	}
	return OSSL_PARAM_construct_BN(word, to, number.len);
}

static EVP_PKEY *rsa_import(const struct key_parts *parts, bool pair)
{
	struct key_numbers memory = {.list = parts->numbers};
	OSSL_PARAM params[RSA_ALL + 1];
	size_t count = pair ? RSA_ALL : RSA_PUBLIC;
	for (size_t i = 0; i < count; i++)
		params[i] = number_param(&memory, rsa_numbers[i].word,
		                         *rsa_number(&memory.list, i));
	params[count] = OSSL_PARAM_construct_end();
	EVP_PKEY *pkey = pkey_import(parts->alg, params, pair);
	if (pair)
		mem_wipe(&memory, sizeof(memory));
	return pkey;
}

static EVP_PKEY *ecdsa_import(const struct key_parts *parts, bool pair)
{
	struct key_numbers memory = {0};
	uint8_t point[1 + POINT_MAX_LEN] = {UNCOMPRESSED};
	char curve[16];
	snprintf(curve, sizeof(curve), "%s", curve_word(parts->alg));
	memcpy(point + 1, parts->point.data, parts->point.len);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point,
	                                          1 + parts->point.len),
		OSSL_PARAM_construct_end(),
		OSSL_PARAM_construct_end(),
	};
	if (pair)
		params[2] = number_param(&memory, OSSL_PKEY_PARAM_PRIV_KEY, parts->numbers.secret);
	EVP_PKEY *pkey = pkey_import(parts->alg, params, pair);
	mem_wipe(memory.octets, memory.used);
	return pkey;
}

EVP_PKEY *evp_from_parts(const struct key_parts *parts, bool pair)
{
	if (parts->alg->kind == KEY_RSA)
		return rsa_import(parts, pair);
	if (parts->alg->kind == KEY_ECDSA)
		return ecdsa_import(parts, pair);
	const char *word = kind_word(parts->alg);
	struct span secret = parts->numbers.secret;
	if (pair)
		return EVP_PKEY_new_raw_private_key_ex(NULL, word, NULL, secret.data, secret.len);
	return EVP_PKEY_new_raw_public_key_ex(NULL, word, NULL, parts->point.data,
	                                      parts->point.len);
}

/* Append a number of the key, `width` octets or, if 0, as many as it needs. */
static bool number_take(struct key_numbers *to, struct span *out, const EVP_PKEY *pkey,
                        const char *word, size_t width)
{
	BIGNUM *n = NULL;
	if (EVP_PKEY_get_bn_param(pkey, word, &n) != 1)
		return false;
	size_t len = (size_t)BN_num_bytes(n);
	if (width == 0)
		width = len;
	bool fits = width <= CRYPTO_RSA_MAX_BITS / 8 && len <= width;
	if (fits) {
		uint8_t *at = to->octets + to->used;
		BN_bn2binpad(n, at, (int)width);
		*out = span_of(at, width);
		to->used += width;
	}
	BN_clear_free(n);
	return fits;
}

static bool is_on_curve(const struct key_alg *alg, const EVP_PKEY *pkey)
{
	char name[64];
	return EVP_PKEY_get_group_name(pkey, name, sizeof(name), NULL) == 1 &&
	       strcmp(name, curve_word(alg)) == 0;
}

enum err evp_numbers(struct key_numbers *out, const struct key_alg *alg, EVP_PKEY *pkey)
{
	*out = (struct key_numbers){0};
	if (EVP_PKEY_is_a(pkey, kind_word(alg)) != 1)
		return E_KEY;
	struct span *secret = &out->list.secret;
	if (alg->kind == KEY_ECDSA)
		return is_on_curve(alg, pkey) && number_take(out, secret, pkey,
		                                             OSSL_PKEY_PARAM_PRIV_KEY, alg->half)
		               ? OK
		               : E_KEY;
	if (alg->kind == KEY_EDDSA) {
		size_t len = sizeof(out->octets);
		if (EVP_PKEY_get_raw_private_key(pkey, out->octets, &len) != 1)
			return E_KEY;
		*secret = span_of(out->octets, len);
		return OK;
	}
	for (size_t i = 0; i < RSA_ALL; i++)
		if (!number_take(out, rsa_number(&out->list, i), pkey, rsa_numbers[i].word, 0))
			return E_KEY;
	return OK;
}

static enum err ecdsa_derive(uint8_t *out, const struct key_alg *alg, struct span secret)
{
	uint8_t octets[1 + POINT_MAX_LEN] = {0};
	BIGNUM *k = BN_bin2bn(secret.data, (int)secret.len, NULL);
	EC_GROUP *group = EC_GROUP_new_by_curve_name(curve_id(alg));
	EC_POINT *point = EC_POINT_new(group);
	bool good = !BN_is_zero(k) && BN_cmp(k, EC_GROUP_get0_order(group)) < 0 &&
	            EC_POINT_mul(group, point, k, NULL, NULL, NULL) == 1 &&
	            EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, octets,
	                               sizeof(octets), NULL) == 1u + 2u * alg->half;
	EC_POINT_free(point);
	EC_GROUP_free(group);
	BN_clear_free(k);
	memcpy(out, octets + 1, 2u * alg->half);
	return good ? OK : E_KEY;
}

enum err evp_derive_point(uint8_t out[POINT_MAX_LEN], const struct key_alg *alg, struct span secret)
{
	if (secret.len != alg->half)
		return E_KEY;
	if (alg->kind == KEY_ECDSA)
		return ecdsa_derive(out, alg, secret);
	size_t len = POINT_MAX_LEN;
	EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key_ex(NULL, kind_word(alg), NULL, secret.data,
	                                                 secret.len);
	bool good = pkey != NULL && EVP_PKEY_get_raw_public_key(pkey, out, &len) == 1;
	EVP_PKEY_free(pkey);
	if (!good)
		ERR_clear_error();
	return good ? OK : E_KEY;
}

bool evp_is_point(const struct key_alg *alg, struct span point)
{
	uint8_t octets[1 + POINT_MAX_LEN] = {UNCOMPRESSED};
	memcpy(octets + 1, point.data, point.len);
	EC_GROUP *group = EC_GROUP_new_by_curve_name(curve_id(alg));
	EC_POINT *decoded = EC_POINT_new(group);
	/* Decoding includes the check. */
	bool good = EC_POINT_oct2point(group, decoded, octets, 1 + point.len, NULL) == 1;
	EC_POINT_free(decoded);
	EC_GROUP_free(group);
	if (!good)
		ERR_clear_error();
	return good;
}

/* rest = number mod (prime - 1)? */
static bool is_exponent(const BIGNUM *number, const BIGNUM *prime, const BIGNUM *rest, BN_CTX *ctx)
{
	BIGNUM *less = BN_CTX_get(ctx), *got = BN_CTX_get(ctx);
	return got != NULL && BN_sub(less, prime, BN_value_one()) == 1 && !BN_is_zero(less) &&
	       BN_mod(got, number, less, ctx) == 1 && BN_cmp(got, rest) == 0;
}

static bool relations_hold(BIGNUM *const k[RSA_ALL], BN_CTX *ctx)
{
	enum { N, E, D, P, Q, DP, DQ, QI };
	BIGNUM *product = BN_CTX_get(ctx);
	return product != NULL && BN_mul(product, k[P], k[Q], ctx) == 1 &&
	       BN_cmp(product, k[N]) == 0 && is_exponent(k[D], k[P], k[DP], ctx) &&
	       is_exponent(k[D], k[Q], k[DQ], ctx) &&
	       BN_mod_mul(product, k[QI], k[Q], k[P], ctx) == 1 && BN_is_one(product);
}

bool evp_rsa_matches(const struct crypto_private *numbers)
{
	struct crypto_private list = *numbers;
	BIGNUM *k[RSA_ALL];
	for (size_t i = 0; i < RSA_ALL; i++) {
		const struct span *number = rsa_number(&list, i);
		k[i] = BN_bin2bn(number->data, (int)number->len, NULL);
	}
	BN_CTX *ctx = BN_CTX_secure_new();
	BN_CTX_start(ctx);
	bool match = relations_hold(k, ctx);
	BN_CTX_end(ctx);
	BN_CTX_free(ctx);
	for (size_t i = 0; i < RSA_ALL; i++)
		BN_clear_free(k[i]);
	if (!match)
		ERR_clear_error();
	return match;
}
