/* SPDX-License-Identifier: BSD-2-Clause */
/* The frame of a reply: header, question, OPT, and replies without zone data. Pure. */
#pragma once

#include "dns/edns.h"
#include "server/answer/exchange.h"
#include "server/answer/query.h"

/* A reply being made. */
struct reply {
	const struct query *query;
	const struct answer_options *options;
	struct span extra; /* options of the OPT record, ready */
	uint8_t *data;
	size_t cap;     /* octets for everything but a TSIG */
	size_t opt_len; /* of which kept for the OPT record */
	size_t at;      /* end so far */
	uint16_t counts[4];
};

/*
 * Begin: room is found, the question written (if the query had one).
 *
 * extra  options for the OPT record, at most REPLY_EXTRA_MAX octets; borrowed until reply_finish
 */
enum { REPLY_EXTRA_MAX = 420 };
void reply_init(struct reply *r, const struct answer_query *to, const struct query *q,
                const struct answer_options *options, struct span extra);

/*
 * End: OPT and header.
 *
 * flags  MSG_AA, MSG_TC
 * rcode  extended; what exceeds four bits is lost without EDNS
 * ede    code for an Extended DNS Error if there is room, or EDE_NONE
 */
void reply_finish(struct reply *r, struct answer_query *to, uint16_t flags, uint16_t rcode,
                  int ede);

/* Answer a question of class CH: who and what the server is (RFC 4892). */
void reply_chaos(struct reply *r, struct answer_query *to);
