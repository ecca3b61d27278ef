/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signing and verifying by libcrypto.  Setting up a context costs as much as a tenth of a P-256
 * verification, so a verifier keeps an idle one: a thread takes it by exchange, and a thread that
 * finds it taken makes its own.  Contexts are ready to use whenever they are idle.
 */

#include "base/mem.h"
#include "crypto/ecdsa_der.h"
#include "crypto/evp.h"

#include <assert.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <stdatomic.h>

/* Either kind of context: of a digest, or of a message for EdDSA. */
struct context {
	EVP_PKEY_CTX *digest;
	EVP_MD_CTX *message;
};

struct verifier {
	const struct key_alg *alg;
	EVP_PKEY *pkey;
	_Atomic(struct context *) idle;
};

struct signer {
	const struct key_alg *alg;
	EVP_PKEY *pkey;
	struct context *context;
};

static void context_free(struct context *c)
{
	if (c == NULL)
		return;
	EVP_PKEY_CTX_free(c->digest);
	EVP_MD_CTX_free(c->message);
	mem_free(c);
}

static const EVP_MD *digest_of(const struct key_alg *alg)
{
	static const EVP_MD *(*const makers[DIGEST_ALGS])(void) = {
		[DIGEST_SHA1] = EVP_sha1,
		[DIGEST_SHA256] = EVP_sha256,
		[DIGEST_SHA384] = EVP_sha384,
		[DIGEST_SHA512] = EVP_sha512,
	};
	return makers[alg->digest]();
}

/* Tell the library padding and digest once, so that it fetches nothing by name per message. */
static bool digest_context_init(EVP_PKEY_CTX *ctx, const struct key_alg *alg, bool sign)
{
	if (ctx == NULL || (sign ? EVP_PKEY_sign_init(ctx) : EVP_PKEY_verify_init(ctx)) != 1)
		return false;
	if (alg->kind == KEY_RSA && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) != 1)
		return false;
	return EVP_PKEY_CTX_set_signature_md(ctx, digest_of(alg)) == 1;
}

static struct context *context_new(const struct key_alg *alg, EVP_PKEY *pkey, bool sign)
{
	struct context *c = mem_zalloc(sizeof(*c));
	bool good;
	if (alg->kind == KEY_EDDSA) {
		c->message = EVP_MD_CTX_new();
		good = (sign ? EVP_DigestSignInit(c->message, NULL, NULL, NULL, pkey)
		             : EVP_DigestVerifyInit(c->message, NULL, NULL, NULL, pkey)) == 1;
	} else {
		c->digest = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
		good = digest_context_init(c->digest, alg, sign);
	}
	if (good)
		return c;
	context_free(c);
	return NULL;
}

static void verifier_free(void *verifier)
{
	struct verifier *v = verifier;
	context_free(v->idle);
	EVP_PKEY_free(v->pkey);
	mem_free(v);
}

static void *verifier_new(const struct key_parts *parts)
{
	EVP_PKEY *pkey = evp_from_parts(parts, false);
	struct context *idle = pkey != NULL ? context_new(parts->alg, pkey, false) : NULL;
	if (idle == NULL) {
		EVP_PKEY_free(pkey);
		ERR_clear_error();
		return NULL;
	}
	struct verifier *v = mem_zalloc(sizeof(*v));
	*v = (struct verifier){.alg = parts->alg, .pkey = pkey, .idle = idle};
	return v;
}

static bool context_verify(const struct context *c, const struct key_alg *alg, struct span input,
                           struct span signature)
{
	if (alg->kind == KEY_EDDSA)
		return EVP_DigestVerify(c->message, signature.data, signature.len, input.data,
		                        input.len) == 1;
	uint8_t der[ECDSA_DER_MAX_LEN];
	if (alg->kind == KEY_ECDSA)
		signature = span_of(der, ecdsa_der_write(der, signature.data, alg->half));
	return EVP_PKEY_verify(c->digest, signature.data, signature.len, input.data, input.len) ==
	       1;
}

static bool verify(void *verifier, struct span input, struct span signature)
{
	struct verifier *v = verifier;
	struct context *c = atomic_exchange_explicit(&v->idle, NULL, memory_order_acquire);
	if (c == NULL)
		c = context_new(v->alg, v->pkey, false);
	bool good = c != NULL && context_verify(c, v->alg, input, signature);
	/* Failures pile up in a queue of the thread, which nobody here reads. */
	if (!good)
		ERR_clear_error();
	struct context *none = NULL;
	if (!atomic_compare_exchange_strong_explicit(&v->idle, &none, c, memory_order_release,
	                                             memory_order_relaxed))
		context_free(c);
	return good;
}

static void signer_free(void *signer)
{
	struct signer *s = signer;
	context_free(s->context);
	EVP_PKEY_free(s->pkey);
	mem_free(s);
}

static void *signer_new(const struct key_parts *parts, bool reproducible)
{
	assert(!(reproducible && parts->alg->kind == KEY_ECDSA));
	EVP_PKEY *pkey = evp_from_parts(parts, true);
	struct context *c = pkey != NULL ? context_new(parts->alg, pkey, true) : NULL;
	if (c == NULL) {
		EVP_PKEY_free(pkey);
		ERR_clear_error();
		return NULL;
	}
	struct signer *s = mem_zalloc(sizeof(*s));
	*s = (struct signer){.alg = parts->alg, .pkey = pkey, .context = c};
	return s;
}

static enum err sign(void *signer, struct span input, uint8_t *out)
{
	struct signer *s = signer;
	uint8_t made[CRYPTO_SIGNATURE_MAX_LEN];
	size_t len = sizeof(made);
	bool good;
	if (s->alg->kind == KEY_EDDSA)
		good = EVP_DigestSign(s->context->message, made, &len, input.data, input.len) == 1;
	else
		good = EVP_PKEY_sign(s->context->digest, made, &len, input.data, input.len) == 1;
	if (!good) {
		ERR_clear_error();
		return E_FAILED;
	}
	if (s->alg->kind == KEY_ECDSA)
		return ecdsa_der_read(out, s->alg->half, span_of(made, len)) == OK ? OK : E_FAILED;
	memcpy(out, made, len);
	return OK;
}

const struct key_backend key_openssl = {
	.verifier_new = verifier_new,
	.verify = verify,
	.verifier_free = verifier_free,
	.signer_new = signer_new,
	.sign = sign,
	.signer_free = signer_free,
	.checks_points = true,
};
