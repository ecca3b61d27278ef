/* SPDX-License-Identifier: BSD-2-Clause */
/* What a session needs of credentials.  For tls_creds.c and tls_session.c only. */
#pragma once

#include <gnutls/gnutls.h>

struct tls_creds;

gnutls_certificate_credentials_t tls_creds_certificate(const struct tls_creds *c);
const gnutls_datum_t *tls_creds_ticket_key(const struct tls_creds *c);
