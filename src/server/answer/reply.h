/* SPDX-License-Identifier: BSD-2-Clause */
/* The frame of a reply: header, question, OPT, and replies without zone data. Pure. */
#pragma once

#include "dns/edns.h"
#include "server/answer/exchange.h"
#include "server/answer/query.h"

#include <string.h>

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
enum { REPLY_EXTRA_MAX = 420, REPLY_OPT_LEN = 11, REPLY_QUESTION_MAX = 259, REPLY_BLOCK = 16 };
static ALWAYS_INLINE void reply_init(struct reply *r, const struct answer_query *to,
                                     const struct query *q, const struct answer_options *options,
                                     struct span extra)
{
	r->query = q;
	r->options = options;
	r->extra = extra;
	r->data = to->reply;
	size_t most = MSG_MAX_LEN;
	if (!options->is_stream)
		most = MIN_OF(q->udp_size, options->udp_max);
	r->cap = MIN_OF(most, to->reply_cap);
	if (UNLIKELY(to->reserve > 0))
		r->cap -= MIN_OF((size_t)to->reserve, r->cap / 2);
	r->opt_len = 0;
	if (q->has_edns) {
		r->opt_len = REPLY_OPT_LEN + extra.len;
		/* Without room for question and options these stay out. */
		if (UNLIKELY(r->opt_len + MSG_HEADER_LEN + REPLY_QUESTION_MAX > r->cap)) {
			r->extra.len = 0;
			r->opt_len = REPLY_OPT_LEN;
		}
	}
	memset(r->counts, 0, sizeof(r->counts));
	r->at = MSG_HEADER_LEN;
	if (q->has_question) {
		size_t len = q->name.name.len;
		/* In whole blocks: there is room behind both, and no call. */
		for (size_t at = 0; at < len; at += REPLY_BLOCK)
			memcpy(r->data + MSG_HEADER_LEN + at, q->qname + at, REPLY_BLOCK);
		wire_set_u16(r->data + MSG_HEADER_LEN + len, q->qtype);
		wire_set_u16(r->data + MSG_HEADER_LEN + len + 2, q->qclass);
		r->at += len + 4;
		r->counts[SECTION_QUESTION] = 1;
	}
}

/* The OPT record; for reply_finish. */
void reply_put_opt(struct reply *r, uint16_t rcode, int ede);

/* Four numbers at once: the octets of each change places. */
static ALWAYS_INLINE void reply_put_counts(uint8_t *to, const uint16_t counts[4])
{
	const uint64_t low = UINT64_C(0x00ff00ff00ff00ff);
	uint64_t x;
	memcpy(&x, counts, sizeof(x));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	x = (x & low) << 8 | (x >> 8 & low);
#endif
	memcpy(to, &x, sizeof(x));
}

/*
 * End: OPT and header.
 *
 * flags  MSG_AA, MSG_TC
 * rcode  extended; what exceeds four bits is lost without EDNS
 * ede    code for an Extended DNS Error if there is room, or EDE_NONE
 */
static ALWAYS_INLINE void reply_finish(struct reply *r, struct answer_query *to, uint16_t flags,
                                       uint16_t rcode, int ede)
{
	const struct query *q = r->query;
	if (q->has_edns)
		reply_put_opt(r, rcode, ede);
	/* Opcode and RD as asked; RA, AD and CD are not ours to set (RFC 4035 section 3.1.6). */
	uint16_t kept = q->flags & (0x7800 | MSG_RD);
	wire_set_u16(r->data, q->id);
	wire_set_u16(r->data + 2, (uint16_t)(MSG_QR | kept | flags | (rcode & 15)));
	reply_put_counts(r->data + 4, r->counts);
	to->reply_len = r->at;
	to->rcode = rcode;
	to->kind = ANSWER_REPLY;
}

/* Answer a question of class CH: who and what the server is (RFC 4892). */
void reply_chaos(struct reply *r, struct answer_query *to);
