/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DNS server cookies that all implementations of RFC 9018 make alike.
 *
 *   client cookie (8) | version 1 | reserved (3) | time (4) | SipHash-2-4 (8)
 *
 * The hash is over all before it and the client's address.  Pure; any thread.
 */
#pragma once

#include "base/span.h"

#include <stdbool.h>

enum {
	COOKIE_CLIENT_LEN = 8,
	COOKIE_LEN = 24, /* client and server cookie */
	COOKIE_SECRET_LEN = 16,
	COOKIE_SECRETS = 2,
	COOKIE_PAST_S = 3600, /* RFC 9018 section 4.3 */
	COOKIE_FUTURE_S = 300,
	COOKIE_RENEW_S = 1800,
};

/* Secrets in force; the first makes cookies, all are accepted. */
struct cookie_secrets {
	unsigned count;
	uint8_t secret[COOKIE_SECRETS][COOKIE_SECRET_LEN];
};

/*
 * Secrets of a moment, when they change every `lifetime_s`: the present one, and the one before.
 *
 * master  what they are derived from; as secret as they are
 */
void cookie_secrets_at(struct cookie_secrets *out, const uint8_t master[COOKIE_SECRET_LEN],
                       int64_t now_s, uint32_t lifetime_s);

enum cookie_verdict {
	COOKIE_MALFORMED, /* of no length that it may have (RFC 7873 section 5.2.2) */
	COOKIE_CLIENT,    /* no server cookie */
	COOKIE_BAD,       /* a server cookie that is not ours, or is too old or too new */
	COOKIE_GOOD,
	COOKIE_OLD, /* good, and to be renewed */
};

/*
 * Judge the data of a COOKIE option.
 *
 * address  the 4 or 16 octets of who sent it
 * now_s    seconds since 1970; compared in 32 bits (RFC 9018 section 4.3)
 */
enum cookie_verdict cookie_check(struct span option, struct span address,
                                 const struct cookie_secrets *secrets, int64_t now_s);

/* Make the cookie of a client; `client` is the first 8 octets of its option. */
void cookie_make(uint8_t out[COOKIE_LEN], const uint8_t client[COOKIE_CLIENT_LEN],
                 struct span address, const uint8_t secret[COOKIE_SECRET_LEN], int64_t now_s);
