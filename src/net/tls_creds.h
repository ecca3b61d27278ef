/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a TLS server shows to its clients: certificate and key, and the key of its session tickets.
 * Immutable and counted, so that connections keep what they began with when it is replaced.
 *
 * Owner: whoever holds a reference.  Thread: one at a time.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

struct tls_creds;

/*
 * Load a certificate chain and its private key, both PEM.
 *
 * why  gets one line for the user on failure
 * E_NOFILE, E_PERM  a file;  E_MALFORMED  no certificate, no key, or not of each other
 */
MUST_USE enum err tls_creds_load(struct tls_creds **out, const char *cert, const char *key,
                                 struct text *why);

/*
 * Make a key and a certificate of its own, for opportunistic clients (RFC 7858 section 4.1): they
 * encrypt and do not ask whom they talk to.
 *
 * host   its name;  now_s  wall clock: it is good for 90 days from here
 * E_IO   the library failed
 */
MUST_USE enum err tls_creds_make(struct tls_creds **out, const char *host, int64_t now_s);

/*
 * Let session tickets be of a key made from a secret (its octets are hashed), so that sessions
 * resume with every server that has the same one.  Keys change by the clock (GnuTLS).  Sessions
 * that begin from now on use it.
 */
void tls_creds_set_ticket_secret(struct tls_creds *c, struct span secret);

struct tls_creds *tls_creds_ref(struct tls_creds *c);
/* NULL is ignored. */
void tls_creds_unref(struct tls_creds *c);

/* Until when the first certificate is good; seconds since 1970. */
int64_t tls_creds_until_s(const struct tls_creds *c);

/*
 * The pins of all keys in the chain, for clients' configurations (RFC 7858 appendix A): base64 of
 * SHA-256 over the SubjectPublicKeyInfo, each handed to `each`.
 */
void tls_creds_pins(const struct tls_creds *c, void (*each)(void *ctx, const char *pin), void *ctx);
