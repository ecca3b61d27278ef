/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The server's side of one TLS connection: octets of the wire in, octets of the client out, and
 * back.  No socket: whoever has one feeds what it read and sends what comes out.
 *
 *   tls_session_feed(s, octets);
 *   while ((n = tls_session_read(s, buf, cap, &e)) > 0) ...
 *   tls_session_write(s, parts, n)      -> send(ctx, octets)
 *
 * Versions 1.2 and 1.3 (RFC 8310 section 9, RFC 9325 section 3.1); protocol "dot" where the client
 * offers one; 1.3 sessions resume by tickets.
 *
 * Owner: the caller of tls_session_new.  Thread: one at a time.
 */
#pragma once

#include "base/span.h"
#include "net/tls_creds.h"

struct tls_session;

/* creds  referred to;  send  is called with octets to be sent, from any of the calls below */
MUST_USE enum err tls_session_new(struct tls_session **out, struct tls_creds *creds,
                                  void (*send)(void *ctx, struct span octets), void *ctx);
/* NULL is ignored. */
void tls_session_free(struct tls_session *s);

/* Octets that came; borrowed until tls_session_read returned 0. */
void tls_session_feed(struct tls_session *s, struct span octets);

/*
 * Work on what came, the handshake first, and take what the client says.
 *
 * returns octets written to buf; 0: nothing more, *err says why: OK  more has to come;
 *         E_CLOSED  the client has ended the session;  E_TLS  it broke a rule, or was told so
 */
size_t tls_session_read(struct tls_session *s, uint8_t *buf, size_t cap, enum err *err);

/* Is the handshake done? */
bool tls_session_is_open(const struct tls_session *s);

/* Send parts, as few records as can be. Ignored before the handshake is done. */
void tls_session_write(struct tls_session *s, const struct span *parts, size_t count);

/* Tell the client that this is the end (RFC 8446 section 6.1). */
void tls_session_bye(struct tls_session *s);
