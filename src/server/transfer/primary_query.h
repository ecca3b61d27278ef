/* SPDX-License-Identifier: BSD-2-Clause */
/* What a secondary asks its primary, and what it is told of serials. Pure. */
#pragma once

#include "dns/msg.h"
#include "sec/tsig.h"
#include "server/zone/version.h"

struct primary_query {
	uint16_t id;
	uint16_t qtype; /* RR_SOA, RR_IXFR, RR_AXFR */
	const uint8_t *zone;
	const struct zone_version *have; /* RR_IXFR: its SOA is sent along */
	const struct serial *serial;     /* in that SOA, in place of its own; NULL: its own */
	bool edns;                       /* with an OPT that asks for EXPIRE (RFC 7314) */
	struct tsig_state *tsig;         /* signs; NULL: unsigned */
};

/*
 * Write a query.
 *
 * E_SPACE  does not fit: 2048 octets are enough;  E_NOSOA  `have` has none
 */
MUST_USE enum err primary_query_write(const struct primary_query *q, struct wall now, uint8_t *buf,
                                      size_t cap, size_t *len);

struct primary_serial {
	unsigned rcode;
	struct serial serial;
	bool has_expire;
	uint32_t expire_s;
};

/*
 * Read the answer to a query for the SOA.
 *
 * tsig      that signed the query, or NULL
 * E_DENIED  an error code: out->rcode;  E_XFR  no answer to it;  E_TSIG_...  as tsig_verify
 */
MUST_USE enum err primary_serial_read(struct primary_serial *out, const uint8_t *zone,
                                      struct span answer, struct tsig_state *tsig, struct wall now);

/* The EXPIRE option of a message; false: none. */
bool primary_expire_read(const struct msg *m, uint32_t *expire_s);
