/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What our interface costs over the libraries: signing and verifying a message of 200 octets, by
 * crypto/key.h and by the calls of the library the table chooses, as its manual shows them, with
 * contexts kept where it lets them be kept.  The two take turns of a few milliseconds, so that both
 * see the same machine; the middle one of the ratios of all turns is printed.
 *
 *   bench_crypto [MILLISECONDS]      (per algorithm and operation; default 1000)
 */

#include "base/clock.h"
#include "base/mem.h"
#include "crypto/key.h"

#include <gnutls/abstract.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

enum { MESSAGE = 200, TURNS = 101, DEFAULT_MS = 1000, DER_ROOM = 600 };

struct bench {
	struct crypto_key *key;
	struct crypto_signer *signer;
	uint8_t message[MESSAGE], signature[CRYPTO_SIGNATURE_MAX_LEN];
	size_t signature_len;

	EVP_PKEY *pkey;
	EVP_PKEY_CTX *sign_ctx, *verify_ctx; /* RSA, ECDSA */
	EVP_MD_CTX *message_ctx;             /* EdDSA */
	const EVP_MD *md;
	EVP_MD_CTX *md_ctx;
	gnutls_privkey_t privkey;
	gnutls_pubkey_t pubkey;
	gnutls_sign_algorithm_t method;
	uint8_t raw_signature[DER_ROOM]; /* as the library made it */
	size_t raw_len;
};

typedef void operation_fn(struct bench *b);

static void must(bool good)
{
	if (!good)
		abort();
}

static void ours_sign(struct bench *b)
{
	must(crypto_sign(b->signer, span_of(b->message, MESSAGE), b->signature) == OK);
}

static void ours_verify(struct bench *b)
{
	must(crypto_verify(b->key, span_of(b->message, MESSAGE),
	                   span_of(b->signature, b->signature_len)) == OK);
}

static unsigned openssl_digest(struct bench *b, uint8_t *digest)
{
	unsigned len = 0;
	must(EVP_DigestInit_ex2(b->md_ctx, b->md, NULL) == 1 &&
	     EVP_DigestUpdate(b->md_ctx, b->message, MESSAGE) == 1 &&
	     EVP_DigestFinal_ex(b->md_ctx, digest, &len) == 1);
	return len;
}

static void openssl_digest_sign(struct bench *b)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = openssl_digest(b, digest);
	b->raw_len = sizeof(b->raw_signature);
	must(EVP_PKEY_sign(b->sign_ctx, b->raw_signature, &b->raw_len, digest, len) == 1);
}

static void openssl_digest_verify(struct bench *b)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = openssl_digest(b, digest);
	must(EVP_PKEY_verify(b->verify_ctx, b->raw_signature, b->raw_len, digest, len) == 1);
}

static void openssl_message_verify(struct bench *b)
{
	must(EVP_DigestVerifyInit(b->message_ctx, NULL, NULL, NULL, b->pkey) == 1 &&
	     EVP_DigestVerify(b->message_ctx, b->raw_signature, b->raw_len, b->message, MESSAGE) ==
	             1);
}

static void gnutls_sign(struct bench *b)
{
	gnutls_datum_t in = {b->message, MESSAGE}, out;
	must(gnutls_privkey_sign_data2(b->privkey, b->method, 0, &in, &out) == 0);
	memcpy(b->raw_signature, out.data, out.size);
	b->raw_len = out.size;
	gnutls_free(out.data);
}

static void gnutls_verify(struct bench *b)
{
	gnutls_datum_t in = {b->message, MESSAGE}, sig = {b->raw_signature, (unsigned)b->raw_len};
	must(gnutls_pubkey_verify_data2(b->pubkey, b->method, 0, &in, &sig) >= 0);
}

static void openssl_keys_init(struct bench *b, const struct text *pem, const EVP_MD *md)
{
	BIO *bio = BIO_new_mem_buf(pem->buf, (int)pem->len);
	b->pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	must(b->pkey != NULL);
	b->message_ctx = EVP_MD_CTX_new();
	b->md_ctx = EVP_MD_CTX_new();
	if (md == NULL)
		return;
	b->md = EVP_MD_fetch(NULL, EVP_MD_get0_name(md), NULL);
	b->sign_ctx = EVP_PKEY_CTX_new_from_pkey(NULL, b->pkey, NULL);
	b->verify_ctx = EVP_PKEY_CTX_new_from_pkey(NULL, b->pkey, NULL);
	must(EVP_PKEY_sign_init(b->sign_ctx) == 1 && EVP_PKEY_verify_init(b->verify_ctx) == 1);
	if (EVP_PKEY_is_a(b->pkey, "RSA"))
		must(EVP_PKEY_CTX_set_rsa_padding(b->sign_ctx, RSA_PKCS1_PADDING) == 1 &&
		     EVP_PKEY_CTX_set_rsa_padding(b->verify_ctx, RSA_PKCS1_PADDING) == 1);
	must(EVP_PKEY_CTX_set_signature_md(b->sign_ctx, md) == 1 &&
	     EVP_PKEY_CTX_set_signature_md(b->verify_ctx, md) == 1);
}

static void gnutls_keys_init(struct bench *b, const struct text *pem,
                             gnutls_sign_algorithm_t method)
{
	gnutls_datum_t d = {(unsigned char *)pem->buf, (unsigned)pem->len};
	b->method = method;
	must(gnutls_privkey_init(&b->privkey) == 0 && gnutls_pubkey_init(&b->pubkey) == 0 &&
	     gnutls_privkey_import_x509_raw(b->privkey, &d, GNUTLS_X509_FMT_PEM, NULL, 0) == 0 &&
	     gnutls_pubkey_import_privkey(b->pubkey, b->privkey, 0, 0) == 0);
}

static void bench_deinit(struct bench *b)
{
	EVP_PKEY_CTX_free(b->sign_ctx);
	EVP_PKEY_CTX_free(b->verify_ctx);
	EVP_MD_CTX_free(b->message_ctx);
	EVP_MD_CTX_free(b->md_ctx);
	EVP_PKEY_free(b->pkey);
	gnutls_privkey_deinit(b->privkey);
	gnutls_pubkey_deinit(b->pubkey);
	crypto_signer_free(b->signer);
	crypto_key_unref(b->key);
}

static double turn(struct bench *b, operation_fn *op, int count)
{
	int64_t begin = clock_mono().ns;
	for (int i = 0; i < count; i++)
		op(b);
	return (double)(clock_mono().ns - begin) / count;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double middle(double *numbers)
{
	qsort(numbers, TURNS, sizeof(double), compare);
	return numbers[TURNS / 2];
}

static void measure(struct bench *b, const char *word, operation_fn *ours, operation_fn *raw,
                    int ms)
{
	double mine[TURNS], theirs[TURNS], ratio[TURNS];
	double once = turn(b, ours, 3);
	int count = (int)((double)ms * 1e6 / (2 * TURNS * once)) + 1;
	for (int i = 0; i < TURNS; i++) {
		/* Who goes first changes. */
		if (i % 2 == 0)
			mine[i] = turn(b, ours, count);
		theirs[i] = turn(b, raw, count);
		if (i % 2 != 0)
			mine[i] = turn(b, ours, count);
		ratio[i] = theirs[i] / mine[i];
	}
	printf("  %-6s  ours %8.0f/s  raw %8.0f/s  ours/raw %.3f\n", word, 1e9 / middle(mine),
	       1e9 / middle(theirs), middle(ratio));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *word;
		uint8_t alg;
		const EVP_MD *(*md)(void);
		gnutls_sign_algorithm_t method;
		operation_fn *sign, *verify;
	} rows[] = {
		{"RSASHA256, 2048 bits", CRYPTO_RSASHA256, EVP_sha256, GNUTLS_SIGN_RSA_SHA256,
	         openssl_digest_sign, openssl_digest_verify},
		{"ECDSAP256SHA256", CRYPTO_ECDSAP256, EVP_sha256, GNUTLS_SIGN_ECDSA_SHA256,
	         openssl_digest_sign, openssl_digest_verify},
		{"ECDSAP384SHA384", CRYPTO_ECDSAP384, EVP_sha384, GNUTLS_SIGN_ECDSA_SHA384,
	         gnutls_sign, gnutls_verify},
		{"ED25519", CRYPTO_ED25519, NULL, GNUTLS_SIGN_EDDSA_ED25519, gnutls_sign,
	         openssl_message_verify},
		{"ED448", CRYPTO_ED448, NULL, GNUTLS_SIGN_EDDSA_ED448, gnutls_sign,
	         openssl_message_verify},
	};
	int ms = argc > 1 ? atoi(argv[1]) : DEFAULT_MS;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bench b = {0};
		struct text pem;
		text_init(&pem);
		must(crypto_key_generate(&b.key, rows[i].alg, 0) == OK &&
		     crypto_signer_new(&b.signer, b.key, NULL) == OK &&
		     crypto_key_print_pem(&pem, b.key) == OK);
		b.signature_len = crypto_key_signature_len(b.key);
		openssl_keys_init(&b, &pem, rows[i].md != NULL ? rows[i].md() : NULL);
		gnutls_keys_init(&b, &pem, rows[i].method);
		text_deinit(&pem);
		printf("%s\n", rows[i].word);
		measure(&b, "sign", ours_sign, rows[i].sign, ms);
		measure(&b, "verify", ours_verify, rows[i].verify, ms);
		bench_deinit(&b);
	}
	return 0;
}
