/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header that a proxy puts in front of what it passes on, to say who the client is: version 2,
 * the binary one, of HAProxy's PROXY protocol.  Pure; any thread.
 *
 *   signature (12) | version and command | family and protocol | length, two octets | addresses |
 * TLVs
 */
#pragma once

#include "base/addr.h"
#include "base/attr.h"
#include "base/span.h"

#include <stdbool.h>

enum {
	PROXY_HEAD = 16,
	PROXY_MAX = 2048, /* octets of a header that is accepted, values of types included */
};

enum proxy_verdict {
	PROXY_NONE, /* these octets begin otherwise */
	PROXY_MORE, /* they may become one */
	PROXY_BAD,  /* one that breaks a rule, or is too long */
	PROXY_GOOD,
};

struct proxy_header {
	size_t len;    /* octets of it */
	bool is_local; /* the proxy speaks for itself: the addresses of the connection hold */
	bool stream;   /* the client came over TCP; as the proxy says */
	bool has_tls;  /* over TLS (PP2_TYPE_SSL) */
	struct addr from, to; /* unset with is_local, and where the proxy does not know */
};

/* Look at the first octets of a connection, or at a datagram. */
enum proxy_verdict proxy_read(struct proxy_header *out, struct span octets);
