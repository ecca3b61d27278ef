/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys and signers over the two libraries.  A key keeps its octets, which every library can be
 * given, and one decoded public half; a signer decodes the private half for itself.  Digests are
 * made here, so that a library sees either a digest (RSA, ECDSA) or the data (EdDSA).
 */

#include "crypto/key.h"

#include "base/mem.h"
#include "crypto/evp.h"
#include "crypto/key_dnskey.h"

#include <stdatomic.h>

enum { PRIVATE_NUMBERS = sizeof(struct crypto_private) / sizeof(struct span) };

struct crypto_key {
	atomic_uint refs;
	unsigned bits;
	struct key_parts parts; /* borrows from what follows */
	const struct key_backend *backend;
	void *verifier;
	uint8_t *secret; /* NULL: a public key */
	size_t secret_len;
	size_t public_len;
	uint8_t public[];
};

struct crypto_signer {
	struct crypto_key *key;
	const struct key_backend *backend;
	void *handle;
};

static const struct key_backend *backend_get(enum crypto_backend which)
{
	return which == CRYPTO_GNUTLS ? &key_gnutls : &key_openssl;
}

/* Copy all private numbers into memory of the key. */
static void numbers_keep(struct crypto_key *key, const struct crypto_private *numbers)
{
	struct crypto_private kept = *numbers;
	struct span *list = &kept.modulus;
	for (size_t i = 0; i < PRIVATE_NUMBERS; i++)
		key->secret_len += list[i].len;
	key->secret = mem_alloc(key->secret_len);
	uint8_t *at = key->secret;
	for (size_t i = 0; i < PRIVATE_NUMBERS; i++) {
		if (list[i].len > 0)
			memcpy(at, list[i].data, list[i].len);
		list[i].data = at;
		at += list[i].len;
	}
	key->parts.numbers = kept;
}

/* numbers  NULL: a public key */
static enum err key_new(struct crypto_key **out, const struct key_alg *alg, struct span octets,
                        const struct crypto_private *numbers)
{
	if (octets.len > DNSKEY_MAX_LEN)
		return E_KEY;
	struct crypto_key *key = mem_zalloc(sizeof(*key) + octets.len);
	key->refs = 1;
	key->public_len = octets.len;
	memcpy(key->public, octets.data, octets.len);
	key->parts.alg = alg;
	key->backend = backend_get(alg->verifies);
	enum err e = dnskey_read(&key->parts, crypto_key_public(key));
	if (e == OK && alg->kind == KEY_ECDSA && !key->backend->checks_points &&
	    !evp_is_point(alg, key->parts.point))
		e = E_KEY;
	if (e == OK) {
		key->bits = alg->kind == KEY_RSA ? number_bits(key->parts.numbers.modulus)
		                                 : alg->default_bits;
		if (numbers != NULL)
			numbers_keep(key, numbers);
		key->verifier = key->backend->verifier_new(&key->parts);
		e = key->verifier != NULL ? OK : E_KEY;
	}
	if (e == OK)
		*out = key;
	else
		crypto_key_unref(key);
	return e;
}

enum err crypto_key_from_dnskey(struct crypto_key **out, uint8_t alg, struct span octets)
{
	const struct key_alg *a = key_alg_find(alg);
	return a != NULL ? key_new(out, a, octets, NULL) : E_KEY_ALG;
}

/* A private half that does not fit its public half would make signatures nobody can verify. */
static enum err pair_check(const struct crypto_key *key)
{
	static const uint8_t data[] = "a pair";
	uint8_t signature[CRYPTO_SIGNATURE_MAX_LEN];
	struct crypto_signer *signer;
	TRY(crypto_signer_new(&signer, key, NULL));
	enum err e = crypto_sign(signer, span_of(data, sizeof(data)), signature);
	crypto_signer_free(signer);
	if (e == OK)
		e = crypto_verify(key, span_of(data, sizeof(data)),
		                  span_of(signature, crypto_key_signature_len(key)));
	return e == OK ? OK : E_KEY;
}

static enum err rsa_numbers_check(struct crypto_private *k, const struct key_alg *alg)
{
	struct span *list = &k->modulus;
	k->secret = (struct span){0};
	for (size_t i = 0; i < PRIVATE_NUMBERS - 1; i++) {
		list[i] = number_trim(list[i]);
		if (list[i].len == 0 || list[i].len > k->modulus.len)
			return E_KEY;
	}
	/* Libraries rely on these relations in their arithmetic and do not all check them. */
	unsigned bits = number_bits(k->modulus), least = bits / 3;
	bool good = crypto_alg_has_bits(alg->number, bits) &&
	            number_bits(k->public_exponent) <= CRYPTO_RSA_MAX_EXPONENT_BITS &&
	            number_bits(k->prime1) >= least && number_bits(k->prime2) >= least &&
	            k->exponent1.len <= k->prime1.len && k->exponent2.len <= k->prime2.len &&
	            k->coefficient.len <= k->prime1.len && evp_rsa_matches(k);
	return good ? OK : E_KEY;
}

enum err crypto_key_from_private(struct crypto_key **out, uint8_t alg,
                                 const struct crypto_private *numbers)
{
	const struct key_alg *a = key_alg_find(alg);
	if (a == NULL)
		return E_KEY_ALG;
	uint8_t octets[DNSKEY_MAX_LEN];
	size_t len = a->kind == KEY_ECDSA ? 2u * a->half : a->half;
	struct crypto_private trimmed = {.secret = numbers->secret};
	if (a->kind == KEY_RSA) {
		trimmed = *numbers;
		TRY(rsa_numbers_check(&trimmed, a));
		len = dnskey_write_rsa(octets, trimmed.modulus, trimmed.public_exponent);
	} else {
		TRY(evp_derive_point(octets, a, numbers->secret));
	}
	struct crypto_key *key;
	TRY(key_new(&key, a, span_of(octets, len), &trimmed));
	enum err e = pair_check(key);
	if (e == OK)
		*out = key;
	else
		crypto_key_unref(key);
	return e;
}

struct crypto_key *crypto_key_ref(const struct crypto_key *key)
{
	/* The count is no part of what a reader may not change. */
	union {
		const struct crypto_key *given;
		struct crypto_key *counted;
	} k = {.given = key};
	atomic_fetch_add_explicit(&k.counted->refs, 1, memory_order_relaxed);
	return k.counted;
}

void crypto_key_unref(struct crypto_key *key)
{
	if (key == NULL || atomic_fetch_sub_explicit(&key->refs, 1, memory_order_acq_rel) != 1)
		return;
	if (key->verifier != NULL)
		key->backend->verifier_free(key->verifier);
	if (key->secret != NULL)
		mem_wipe(key->secret, key->secret_len);
	mem_free(key->secret);
	mem_free(key);
}

uint8_t crypto_key_alg(const struct crypto_key *key)
{
	return key->parts.alg->number;
}

unsigned crypto_key_bits(const struct crypto_key *key)
{
	return key->bits;
}

bool crypto_key_is_private(const struct crypto_key *key)
{
	return key->secret != NULL;
}

struct span crypto_key_public(const struct crypto_key *key)
{
	return span_of(key->public, key->public_len);
}

size_t crypto_key_signature_len(const struct crypto_key *key)
{
	const struct key_alg *alg = key->parts.alg;
	return alg->kind == KEY_RSA ? key->parts.numbers.modulus.len : 2u * alg->half;
}

const struct key_parts *key_parts_get(const struct crypto_key *key)
{
	return &key->parts;
}

/* What a library signs: the digest of the data, or the data. */
static struct span input_make(const struct key_alg *alg, struct span data, uint8_t *digest)
{
	if (alg->kind == KEY_EDDSA)
		return data;
	digest_once(alg->digest, data, digest);
	return span_of(digest, digest_len(alg->digest));
}

enum err crypto_verify(const struct crypto_key *key, struct span data, struct span signature)
{
	uint8_t digest[DIGEST_MAX_LEN];
	if (signature.len != crypto_key_signature_len(key))
		return E_SIGNATURE;
	struct span input = input_make(key->parts.alg, data, digest);
	return key->backend->verify(key->verifier, input, signature) ? OK : E_SIGNATURE;
}

enum err crypto_key_verify_by(struct crypto_key *key, enum crypto_backend which)
{
	if (which == CRYPTO_BEST)
		which = key->parts.alg->verifies;
	const struct key_backend *backend = backend_get(which);
	void *verifier = backend->verifier_new(&key->parts);
	if (verifier == NULL)
		return E_KEY;
	key->backend->verifier_free(key->verifier);
	key->backend = backend;
	key->verifier = verifier;
	return OK;
}

enum err crypto_signer_new(struct crypto_signer **out, const struct crypto_key *key,
                           const struct crypto_signer_options *options)
{
	const struct key_alg *alg = key->parts.alg;
	if (key->secret == NULL)
		return E_INVALID;
	bool without_chance = options != NULL && options->reproducible && alg->kind == KEY_ECDSA;
	enum crypto_backend which = options != NULL ? options->backend : CRYPTO_BEST;
	if (which == CRYPTO_BEST)
		which = without_chance ? CRYPTO_GNUTLS : alg->signs;
	const struct key_backend *backend = backend_get(which);
	if (without_chance && !backend->has_reproducible_ecdsa)
		return E_NOTSUP;
	void *handle = backend->signer_new(&key->parts, without_chance);
	if (handle == NULL)
		return E_KEY;
	struct crypto_signer *s = mem_zalloc(sizeof(*s));
	*s = (struct crypto_signer){
		.key = crypto_key_ref(key), .backend = backend, .handle = handle};
	*out = s;
	return OK;
}

void crypto_signer_free(struct crypto_signer *signer)
{
	if (signer == NULL)
		return;
	signer->backend->signer_free(signer->handle);
	crypto_key_unref(signer->key);
	mem_free(signer);
}

enum err crypto_sign(struct crypto_signer *signer, struct span data, uint8_t *out)
{
	uint8_t digest[DIGEST_MAX_LEN];
	struct span input = input_make(signer->key->parts.alg, data, digest);
	return signer->backend->sign(signer->handle, input, out);
}
