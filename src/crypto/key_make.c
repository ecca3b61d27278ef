/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where key pairs come from: made new, or read from PEM; and PEM written.  All by libcrypto, whose
 * keys are taken apart into numbers at once, so that every pair passes the same checks.
 */

#include "base/mem.h"
#include "crypto/digest.h"
#include "crypto/evp.h"
#include "crypto/key.h"

#include <openssl/bio.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

/* Takes pkey, which may be NULL. */
static enum err key_from_pkey(struct crypto_key **out, const struct key_alg *alg, EVP_PKEY *pkey)
{
	struct key_numbers numbers;
	enum err e = evp_numbers(&numbers, alg, pkey);
	if (e == OK)
		e = crypto_key_from_private(out, alg->number, &numbers.list);
	mem_wipe(&numbers, sizeof(numbers));
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	return e;
}

enum err crypto_key_generate(struct crypto_key **out, uint8_t alg, unsigned bits)
{
	const struct key_alg *a = key_alg_find(alg);
	if (a == NULL)
		return E_KEY_ALG;
	if (bits == 0)
		bits = a->default_bits;
	if (!crypto_alg_has_bits(alg, bits))
		return E_RANGE;
	EVP_PKEY *pkey = NULL;
	if (a->kind == KEY_RSA)
		pkey = EVP_RSA_gen(bits);
	else if (a->kind == KEY_ECDSA)
		pkey = EVP_EC_gen(alg == CRYPTO_ECDSAP256 ? "P-256" : "P-384");
	else
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, alg == CRYPTO_ED25519 ? "ED25519" : "ED448");
	if (pkey == NULL) {
		ERR_clear_error();
		return E_FAILED;
	}
	return key_from_pkey(out, a, pkey) == OK ? OK : E_FAILED;
}

/* The DER of the first PEM block if it is an unencrypted PKCS#8 key; the caller frees and wipes. */
static enum err block_read(uint8_t **der, long *len, struct span pem)
{
	char *label = NULL, *header = NULL;
	BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.len);
	bool good = bio != NULL && PEM_read_bio(bio, &label, &header, der, len) == 1;
	if (good && (strcmp(label, PEM_STRING_PKCS8INF) != 0 || header[0] != '\0')) {
		OPENSSL_clear_free(*der, (size_t)*len);
		good = false;
	}
	OPENSSL_free(label);
	OPENSSL_free(header);
	BIO_free(bio);
	return good ? OK : E_PEM;
}

/*
 * A decoder that knows what it is to find costs a third of one that tries everything; NULL when it
 * finds something else.
 */
static EVP_PKEY *pkcs8_read_of(const struct key_alg *a, const uint8_t *der, long len)
{
	EVP_PKEY *pkey = NULL;
	const uint8_t *at = der;
	size_t left = (size_t)len;
	const char *name = a->kind == KEY_RSA            ? "RSA"
	                   : a->kind == KEY_ECDSA        ? "EC"
	                   : a->number == CRYPTO_ED25519 ? "ED25519"
	                                                 : "ED448";
	OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(&pkey, "DER", "PrivateKeyInfo", name,
	                                                      EVP_PKEY_KEYPAIR, NULL, NULL);
	if (ctx != NULL && (OSSL_DECODER_from_data(ctx, &at, &left) != 1 || left != 0)) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	OSSL_DECODER_CTX_free(ctx);
	ERR_clear_error();
	return pkey;
}

static EVP_PKEY *pkcs8_read(const uint8_t *der, long len)
{
	const uint8_t *at = der;
	PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, len);
	EVP_PKEY *pkey = NULL;
	if (info != NULL && at == der + len)
		pkey = EVP_PKCS82PKEY(info);
	PKCS8_PRIV_KEY_INFO_free(info);
	return pkey;
}

enum err crypto_key_parse_pem(struct crypto_key **out, uint8_t alg, struct span pem)
{
	const struct key_alg *a = key_alg_find(alg);
	if (a == NULL)
		return E_KEY_ALG;
	if (pem.len > CRYPTO_PEM_MAX_LEN)
		return E_PEM;
	uint8_t *der;
	long len;
	EVP_PKEY *pkey = NULL;
	if (block_read(&der, &len, pem) == OK) {
		pkey = pkcs8_read_of(a, der, len);
		if (pkey == NULL)
			pkey = pkcs8_read(der, len);
		OPENSSL_clear_free(der, (size_t)len);
	}
	if (pkey == NULL) {
		ERR_clear_error();
		return E_PEM;
	}
	return key_from_pkey(out, a, pkey);
}

enum err crypto_key_print_pem(struct text *t, const struct crypto_key *key)
{
	if (!crypto_key_is_private(key))
		return E_INVALID;
	EVP_PKEY *pkey = evp_from_parts(key_parts_get(key), true);
	/* Memory that the library wipes when it is freed. */
	BIO *bio = BIO_new(BIO_s_secmem());
	char *octets;
	enum err e = E_FAILED;
	if (pkey != NULL && bio != NULL &&
	    PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1) {
		long len = BIO_get_mem_data(bio, &octets);
		text_put_octets(t, octets, (size_t)len);
		e = OK;
	}
	BIO_free(bio);
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	return e;
}

/* A key that was made can be written: what fails here is memory, which is taken as such. */
void crypto_key_id(uint8_t out[CRYPTO_KEY_ID_LEN], const struct crypto_key *key)
{
	EVP_PKEY *pkey = evp_from_parts(key_parts_get(key), false);
	uint8_t *der = NULL;
	int len = pkey != NULL ? i2d_PUBKEY(pkey, &der) : -1;
	if (len < 0)
		mem_exhausted(0);
	digest_once(DIGEST_SHA1, span_of(der, (size_t)len), out);
	OPENSSL_free(der);
	EVP_PKEY_free(pkey);
}
