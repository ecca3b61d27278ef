/* SPDX-License-Identifier: BSD-2-Clause */
/* A TLS client in memory: octets for the server gather in `out`, octets from it are put in `in`. */
#pragma once

#include "support.h"

#include "base/span.h"

#include <errno.h>
#include <gnutls/gnutls.h>

struct tls_client {
	gnutls_session_t session;
	gnutls_certificate_credentials_t creds;
	uint8_t in[1 << 18], out[1 << 18];
	size_t in_at, in_len, out_len;
};

static inline ssize_t tls_client_pull(gnutls_transport_ptr_t ptr, void *buf, size_t cap)
{
	struct tls_client *c = ptr;
	size_t n = MIN_OF(cap, c->in_len - c->in_at);
	if (n == 0) {
		gnutls_transport_set_errno(c->session, EAGAIN);
		return -1;
	}
	memcpy(buf, c->in + c->in_at, n);
	c->in_at += n;
	return (ssize_t)n;
}

static inline ssize_t tls_client_push(gnutls_transport_ptr_t ptr, const void *data, size_t len)
{
	struct tls_client *c = ptr;
	assert_true(c->out_len + len <= sizeof(c->out));
	memcpy(c->out + c->out_len, data, len);
	c->out_len += len;
	return (ssize_t)len;
}

static inline int tls_client_wait(gnutls_transport_ptr_t ptr, unsigned ms)
{
	struct tls_client *c = ptr;
	(void)ms;
	return c->in_at < c->in_len;
}

/* As `send` of a session. */
static inline void tls_client_take(void *ctx, struct span octets)
{
	struct tls_client *c = ctx;
	if (c->in_at == c->in_len)
		c->in_at = c->in_len = 0;
	assert_true(c->in_len + octets.len <= sizeof(c->in));
	memcpy(c->in + c->in_len, octets.data, octets.len);
	c->in_len += octets.len;
}

static inline void tls_client_init(struct tls_client *c, const char *priorities)
{
	memset(c, 0, sizeof(*c));
	assert_true(gnutls_init(&c->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK) >= 0);
	assert_true(gnutls_certificate_allocate_credentials(&c->creds) >= 0);
	assert_true(gnutls_credentials_set(c->session, GNUTLS_CRD_CERTIFICATE, c->creds) >= 0);
	assert_true(gnutls_priority_set_direct(c->session, priorities, NULL) >= 0);
	gnutls_transport_set_ptr(c->session, c);
	gnutls_transport_set_pull_function(c->session, tls_client_pull);
	gnutls_transport_set_push_function(c->session, tls_client_push);
	gnutls_transport_set_pull_timeout_function(c->session, tls_client_wait);
}

static inline void tls_client_deinit(struct tls_client *c)
{
	gnutls_deinit(c->session);
	gnutls_certificate_free_credentials(c->creds);
}
