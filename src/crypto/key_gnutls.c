/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signing and verifying by GnuTLS, which alone has reproducible ECDSA.  Its public keys are only
 * read while they verify, so threads may share one.
 */

#include "base/mem.h"
#include "crypto/backend.h"
#include "crypto/ecdsa_der.h"

#include <gnutls/abstract.h>

struct verifier {
	const struct key_alg *alg;
	gnutls_pubkey_t pubkey;
};

struct signer {
	const struct key_alg *alg;
	gnutls_privkey_t privkey;
	unsigned flags;
};

/* GnuTLS takes octets it only reads without const. */
static gnutls_datum_t datum(struct span s)
{
	union {
		const uint8_t *given;
		uint8_t *taken;
	} octets = {.given = s.data};
	return (gnutls_datum_t){.data = octets.taken, .size = (unsigned)s.len};
}

static gnutls_sign_algorithm_t method(const struct key_alg *alg)
{
	switch ((enum crypto_alg)alg->number) {
	case CRYPTO_RSASHA1:
	case CRYPTO_RSASHA1_NSEC3:
		return GNUTLS_SIGN_RSA_SHA1;
	case CRYPTO_RSASHA256:
		return GNUTLS_SIGN_RSA_SHA256;
	case CRYPTO_RSASHA512:
		return GNUTLS_SIGN_RSA_SHA512;
	case CRYPTO_ECDSAP256:
		return GNUTLS_SIGN_ECDSA_SHA256;
	case CRYPTO_ECDSAP384:
		return GNUTLS_SIGN_ECDSA_SHA384;
	case CRYPTO_ED25519:
		return GNUTLS_SIGN_EDDSA_ED25519;
	case CRYPTO_ED448:
		return GNUTLS_SIGN_EDDSA_ED448;
	}
	return GNUTLS_SIGN_UNKNOWN;
}

static gnutls_ecc_curve_t curve(const struct key_alg *alg)
{
	switch ((enum crypto_alg)alg->number) {
	case CRYPTO_ECDSAP256:
		return GNUTLS_ECC_CURVE_SECP256R1;
	case CRYPTO_ECDSAP384:
		return GNUTLS_ECC_CURVE_SECP384R1;
	case CRYPTO_ED25519:
		return GNUTLS_ECC_CURVE_ED25519;
	case CRYPTO_ED448:
		return GNUTLS_ECC_CURVE_ED448;
	default:
		return GNUTLS_ECC_CURVE_INVALID;
	}
}

/* The coordinates of a point; an EdDSA key is one string, of which y is no part. */
static void point_split(const struct key_parts *parts, gnutls_datum_t *x, gnutls_datum_t *y)
{
	*x = datum(span_of(parts->point.data, parts->alg->half));
	*y = datum(span_skip(parts->point, parts->alg->half));
}

static void verifier_free(void *verifier)
{
	struct verifier *v = verifier;
	gnutls_pubkey_deinit(v->pubkey);
	mem_free(v);
}

static void *verifier_new(const struct key_parts *parts)
{
	gnutls_pubkey_t pubkey;
	if (gnutls_pubkey_init(&pubkey) < 0)
		return NULL;
	int e;
	if (parts->alg->kind == KEY_RSA) {
		gnutls_datum_t n = datum(parts->numbers.modulus);
		gnutls_datum_t exponent = datum(parts->numbers.public_exponent);
		e = gnutls_pubkey_import_rsa_raw(pubkey, &n, &exponent);
	} else {
		gnutls_datum_t x, y;
		point_split(parts, &x, &y);
		e = gnutls_pubkey_import_ecc_raw(pubkey, curve(parts->alg), &x,
		                                 parts->alg->kind == KEY_ECDSA ? &y : NULL);
	}
	if (e < 0) {
		gnutls_pubkey_deinit(pubkey);
		return NULL;
	}
	struct verifier *v = mem_zalloc(sizeof(*v));
	*v = (struct verifier){.alg = parts->alg, .pubkey = pubkey};
	return v;
}

static bool verify(void *verifier, struct span input, struct span signature)
{
	struct verifier *v = verifier;
	/* Whether SHA-1 or a short key still counts is DNSSEC policy, decided elsewhere. */
	const unsigned flags = GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
	uint8_t der[ECDSA_DER_MAX_LEN];
	if (v->alg->kind == KEY_ECDSA)
		signature = span_of(der, ecdsa_der_write(der, signature.data, v->alg->half));
	/*
	 * The second half must be below the order (RFC 8032 section 5.2.7), which has 446 bits;
	 * nettle 3.8 does not look at the last octet of the 57.
	 */
	if (v->alg->number == CRYPTO_ED448 && signature.data[signature.len - 1] != 0)
		return false;
	gnutls_datum_t in = datum(input), sig = datum(signature);
	if (v->alg->kind == KEY_EDDSA)
		return gnutls_pubkey_verify_data2(v->pubkey, method(v->alg), flags, &in, &sig) >= 0;
	return gnutls_pubkey_verify_hash2(v->pubkey, method(v->alg), flags, &in, &sig) >= 0;
}

static void signer_free(void *signer)
{
	struct signer *s = signer;
	gnutls_privkey_deinit(s->privkey);
	mem_free(s);
}

static int rsa_import(gnutls_privkey_t to, const struct crypto_private *k)
{
	gnutls_datum_t n = datum(k->modulus), e = datum(k->public_exponent);
	gnutls_datum_t d = datum(k->private_exponent), p = datum(k->prime1), q = datum(k->prime2);
	gnutls_datum_t u = datum(k->coefficient), e1 = datum(k->exponent1),
		       e2 = datum(k->exponent2);
	return gnutls_privkey_import_rsa_raw(to, &n, &e, &d, &p, &q, &u, &e1, &e2);
}

static void *signer_new(const struct key_parts *parts, bool reproducible)
{
	gnutls_privkey_t privkey;
	if (gnutls_privkey_init(&privkey) < 0)
		return NULL;
	int e;
	if (parts->alg->kind == KEY_RSA) {
		e = rsa_import(privkey, &parts->numbers);
	} else {
		gnutls_datum_t x, y, secret = datum(parts->numbers.secret);
		point_split(parts, &x, &y);
		e = gnutls_privkey_import_ecc_raw(privkey, curve(parts->alg), &x,
		                                  parts->alg->kind == KEY_ECDSA ? &y : NULL,
		                                  &secret);
	}
	if (e < 0) {
		gnutls_privkey_deinit(privkey);
		return NULL;
	}
	struct signer *s = mem_zalloc(sizeof(*s));
	*s = (struct signer){.alg = parts->alg, .privkey = privkey};
	if (reproducible && parts->alg->kind == KEY_ECDSA)
		s->flags = GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE;
	return s;
}

static enum err sign(void *signer, struct span input, uint8_t *out)
{
	struct signer *s = signer;
	const struct key_alg *alg = s->alg;
	gnutls_datum_t in = datum(input), made = {0};
	int e = alg->kind == KEY_EDDSA
	                ? gnutls_privkey_sign_data2(s->privkey, method(alg), 0, &in, &made)
	                : gnutls_privkey_sign_hash2(s->privkey, method(alg), s->flags, &in, &made);
	if (e < 0)
		return E_FAILED;
	enum err result = OK;
	if (alg->kind == KEY_ECDSA) {
		if (ecdsa_der_read(out, alg->half, span_of(made.data, made.size)) != OK)
			result = E_FAILED;
	} else {
		memcpy(out, made.data, made.size);
	}
	gnutls_free(made.data);
	return result;
}

const struct key_backend key_gnutls = {
	.verifier_new = verifier_new,
	.verify = verify,
	.verifier_free = verifier_free,
	.signer_new = signer_new,
	.sign = sign,
	.signer_free = signer_free,
	.has_reproducible_ecdsa = true,
};
