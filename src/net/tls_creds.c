/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates by GnuTLS. */

#include "net/tls_creds.h"

#include "base/base64.h"
#include "base/mem.h"
#include "net/tls_creds_inner.h"

#include <assert.h>
#include <errno.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <unistd.h>

enum {
	OWN_LIFE_S = 90 * 86400,
	CHAIN_MAX = 16,
	SERIAL_LEN = 16,
	TICKET_KEY_LEN =
		64, /* of GnuTLS, and of SHA-512: what it makes the keys of each period from */
};

struct tls_creds {
	unsigned references;
	gnutls_certificate_credentials_t certificate;
	gnutls_datum_t ticket_key;
};

static enum err creds_new(struct tls_creds **out)
{
	struct tls_creds *c = mem_zalloc(sizeof(*c));
	c->references = 1;
	if (gnutls_certificate_allocate_credentials(&c->certificate) != GNUTLS_E_SUCCESS ||
	    gnutls_session_ticket_key_generate(&c->ticket_key) != GNUTLS_E_SUCCESS ||
	    c->ticket_key.size != TICKET_KEY_LEN) {
		tls_creds_unref(c);
		return E_IO;
	}
	*out = c;
	return OK;
}

void tls_creds_set_ticket_secret(struct tls_creds *c, struct span secret)
{
	int e = gnutls_hash_fast(GNUTLS_DIG_SHA512, secret.data, secret.len, c->ticket_key.data);
	assert(e == GNUTLS_E_SUCCESS); /* it has the hash, or there would be no TLS */
	(void)e;
}

struct tls_creds *tls_creds_ref(struct tls_creds *c)
{
	c->references++;
	return c;
}

void tls_creds_unref(struct tls_creds *c)
{
	if (c == NULL || --c->references > 0)
		return;
	if (c->certificate != NULL)
		gnutls_certificate_free_credentials(c->certificate);
	if (c->ticket_key.data != NULL) {
		mem_wipe(c->ticket_key.data, c->ticket_key.size);
		gnutls_free(c->ticket_key.data);
	}
	mem_free(c);
}

gnutls_certificate_credentials_t tls_creds_certificate(const struct tls_creds *c)
{
	return c->certificate;
}

const gnutls_datum_t *tls_creds_ticket_key(const struct tls_creds *c)
{
	return &c->ticket_key;
}

/* ---- from files ---- */

static enum err check_file(const char *path, struct text *why)
{
	if (access(path, R_OK) == 0)
		return OK;
	enum err e = err_from_errno(errno);
	text_printf(why, "failed to open '%s' (%s)", path, err_text(e));
	return e;
}

enum err tls_creds_load(struct tls_creds **out, const char *cert, const char *key, struct text *why)
{
	struct tls_creds *c;
	TRY(check_file(cert, why));
	TRY(check_file(key, why));
	TRY(creds_new(&c));
	int e = gnutls_certificate_set_x509_key_file(c->certificate, cert, key,
	                                             GNUTLS_X509_FMT_PEM);
	if (e < 0) {
		text_printf(why, "certificate '%s' and key '%s' cannot be used (%s)", cert, key,
		            gnutls_strerror(e));
		tls_creds_unref(c);
		return E_MALFORMED;
	}
	*out = c;
	return OK;
}

/* ---- of its own ---- */

static int fill(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, const char *host, int64_t now_s)
{
	uint8_t serial[SERIAL_LEN];
	int e = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial));
	serial[0] &= 0x7F; /* RFC 5280 section 4.1.2.2: positive */
	serial[0] |= 1;
	if (e >= 0)
		e = gnutls_x509_privkey_generate(
			key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	if (e >= 0)
		e = gnutls_x509_crt_set_version(crt, 3);
	if (e >= 0)
		e = gnutls_x509_crt_set_serial(crt, serial, sizeof(serial));
	if (e >= 0)
		e = gnutls_x509_crt_set_activation_time(crt, (time_t)now_s - 3600);
	if (e >= 0)
		e = gnutls_x509_crt_set_expiration_time(crt, (time_t)now_s + OWN_LIFE_S);
	if (e >= 0)
		e = gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, host,
		                                  (unsigned)strlen(host));
	if (e >= 0)
		e = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, host,
		                                         (unsigned)strlen(host), GNUTLS_FSAN_SET);
	if (e >= 0)
		e = gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0);
	if (e >= 0)
		e = gnutls_x509_crt_set_key(crt, key);
	if (e >= 0)
		e = gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
	return e;
}

enum err tls_creds_make(struct tls_creds **out, const char *host, int64_t now_s)
{
	struct tls_creds *c;
	gnutls_x509_crt_t crt = NULL;
	gnutls_x509_privkey_t key = NULL;
	TRY(creds_new(&c));
	int e = gnutls_x509_crt_init(&crt);
	if (e >= 0)
		e = gnutls_x509_privkey_init(&key);
	if (e >= 0)
		e = fill(crt, key, host, now_s);
	if (e >= 0)
		e = gnutls_certificate_set_x509_key(c->certificate, &crt, 1, key);
	if (crt != NULL)
		gnutls_x509_crt_deinit(crt);
	if (key != NULL)
		gnutls_x509_privkey_deinit(key);
	if (e < 0) {
		tls_creds_unref(c);
		return E_IO;
	}
	*out = c;
	return OK;
}

/* ---- what is in it ---- */

/* Call with certificate i of the chain; false: there is none. */
static bool chain_at(const struct tls_creds *c, unsigned i, gnutls_x509_crt_t *crt)
{
	gnutls_datum_t der;
	if (gnutls_certificate_get_crt_raw(c->certificate, 0, i, &der) < 0 ||
	    gnutls_x509_crt_init(crt) < 0)
		return false;
	if (gnutls_x509_crt_import(*crt, &der, GNUTLS_X509_FMT_DER) >= 0)
		return true;
	gnutls_x509_crt_deinit(*crt);
	return false;
}

int64_t tls_creds_until_s(const struct tls_creds *c)
{
	gnutls_x509_crt_t crt;
	if (!chain_at(c, 0, &crt))
		return 0;
	int64_t until = gnutls_x509_crt_get_expiration_time(crt);
	gnutls_x509_crt_deinit(crt);
	return until;
}

void tls_creds_pins(const struct tls_creds *c, void (*each)(void *ctx, const char *pin), void *ctx)
{
	gnutls_x509_crt_t crt;
	for (unsigned i = 0; i < CHAIN_MAX && chain_at(c, i, &crt); i++) {
		uint8_t digest[32];
		size_t len = sizeof(digest);
		char buf[64];
		struct text t;
		int e = gnutls_x509_crt_get_key_id(crt, GNUTLS_KEYID_USE_SHA256, digest, &len);
		gnutls_x509_crt_deinit(crt);
		if (e < 0)
			return;
		text_init_fixed(&t, buf, sizeof(buf));
		base64_print(&t, span_of(digest, len));
		each(ctx, buf);
	}
}
