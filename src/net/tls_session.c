/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GnuTLS with our own transport: pull takes from what was fed, push hands on.  A pull that finds
 * nothing says "again", so every call returns.
 */

#include "net/tls_session.h"

#include "base/mem.h"
#include "net/tls_creds_inner.h"

#include <errno.h>

/* Renegotiation, compression and old versions are where TLS was broken (RFC 9325). */
#define PRIORITIES                                                                                 \
	"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE:%NO_TICKETS_TLS12"

struct tls_session {
	gnutls_session_t session;
	struct tls_creds *creds;
	void (*send)(void *ctx, struct span octets);
	void *ctx;
	struct span in; /* fed and not pulled yet */
	bool open;
	bool failed;
};

static ssize_t on_pull(gnutls_transport_ptr_t ptr, void *buf, size_t cap)
{
	struct tls_session *s = ptr;
	size_t n = MIN_OF(cap, s->in.len);
	if (n == 0) {
		gnutls_transport_set_errno(s->session, EAGAIN);
		return -1;
	}
	memcpy(buf, s->in.data, n);
	s->in = span_skip(s->in, n);
	return (ssize_t)n;
}

static ssize_t on_push(gnutls_transport_ptr_t ptr, const giovec_t *parts, int count)
{
	struct tls_session *s = ptr;
	ssize_t sent = 0;
	for (int i = 0; i < count; i++) {
		s->send(s->ctx, span_of(parts[i].iov_base, parts[i].iov_len));
		sent += (ssize_t)parts[i].iov_len;
	}
	return sent;
}

static int on_wait(gnutls_transport_ptr_t ptr, unsigned ms)
{
	(void)ms; /* the caller waits, not we */
	return ((struct tls_session *)ptr)->in.len > 0;
}

static int configure(struct tls_session *s)
{
	static const char dot[] =
		"dot"; /* RFC 7858 section 3.1 leaves it open; RFC 8310 names it */
	const gnutls_datum_t protocol = {(unsigned char *)(uintptr_t)dot, sizeof(dot) - 1};
	int e = gnutls_priority_set_direct(s->session, PRIORITIES, NULL);
	if (e >= 0)
		e = gnutls_credentials_set(s->session, GNUTLS_CRD_CERTIFICATE,
		                           tls_creds_certificate(s->creds));
	if (e >= 0)
		e = gnutls_session_ticket_enable_server(s->session, tls_creds_ticket_key(s->creds));
	if (e >= 0)
		e = gnutls_alpn_set_protocols(s->session, &protocol, 1, 0);
	gnutls_certificate_server_set_request(s->session, GNUTLS_CERT_IGNORE);
	gnutls_handshake_set_timeout(s->session, 0);
	gnutls_transport_set_ptr(s->session, s);
	gnutls_transport_set_pull_function(s->session, on_pull);
	gnutls_transport_set_pull_timeout_function(s->session, on_wait);
	gnutls_transport_set_vec_push_function(s->session, on_push);
	return e;
}

enum err tls_session_new(struct tls_session **out, struct tls_creds *creds,
                         void (*send)(void *ctx, struct span octets), void *ctx)
{
	struct tls_session *s = mem_zalloc(sizeof(*s));
	s->creds = tls_creds_ref(creds);
	s->send = send;
	s->ctx = ctx;
	if (gnutls_init(&s->session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0 ||
	    configure(s) < 0) {
		tls_session_free(s);
		return E_TLS;
	}
	*out = s;
	return OK;
}

void tls_session_free(struct tls_session *s)
{
	if (s == NULL)
		return;
	if (s->session != NULL)
		gnutls_deinit(s->session);
	tls_creds_unref(s->creds);
	mem_free(s);
}

void tls_session_feed(struct tls_session *s, struct span octets)
{
	s->in = octets;
}

bool tls_session_is_open(const struct tls_session *s)
{
	return s->open;
}

static size_t fail(struct tls_session *s, enum err *err)
{
	s->failed = true;
	*err = E_TLS;
	return 0;
}

/* OK: done;  E_AGAIN: more has to come */
static enum err shake(struct tls_session *s)
{
	int e = gnutls_handshake(s->session);
	/* Warnings are passed over; each takes octets, so this ends. */
	while (e < 0 && e != GNUTLS_E_AGAIN && !gnutls_error_is_fatal(e))
		e = gnutls_handshake(s->session);
	if (e == GNUTLS_E_AGAIN)
		return E_AGAIN;
	if (e < 0) {
		gnutls_alert_send_appropriate(s->session, e);
		return E_TLS;
	}
	s->open = true;
	return OK;
}

size_t tls_session_read(struct tls_session *s, uint8_t *buf, size_t cap, enum err *err)
{
	*err = OK;
	if (s->failed)
		return fail(s, err);
	if (!s->open) {
		enum err e = shake(s);
		if (e != OK)
			return e == E_AGAIN ? 0 : fail(s, err);
	}
	ssize_t n = gnutls_record_recv(s->session, buf, cap);
	while (n < 0 && n != GNUTLS_E_AGAIN && n != GNUTLS_E_REHANDSHAKE &&
	       !gnutls_error_is_fatal((int)n))
		n = gnutls_record_recv(s->session, buf, cap);
	if (n > 0)
		return (size_t)n;
	if (n == GNUTLS_E_AGAIN)
		return 0;
	if (n < 0)
		return fail(s, err); /* renegotiation included: nobody needs it */
	*err = E_CLOSED;
	return 0;
}

void tls_session_write(struct tls_session *s, const struct span *parts, size_t count)
{
	if (!s->open || s->failed)
		return;
	gnutls_record_cork(s->session);
	for (size_t i = 0; i < count; i++) {
		if (parts[i].len > 0 &&
		    gnutls_record_send(s->session, parts[i].data, parts[i].len) < 0)
			s->failed = true;
	}
	if (gnutls_record_uncork(s->session, 0) < 0)
		s->failed = true;
}

void tls_session_bye(struct tls_session *s)
{
	if (s->open && !s->failed)
		(void)gnutls_bye(s->session, GNUTLS_SHUT_WR);
}
