/* SPDX-License-Identifier: BSD-2-Clause */
/* Replies always have room for header, question and OPT: a question is at most 259 octets. */

#include "server/answer/reply.h"

#include <string.h>

enum { OPT_FIXED = 11, OPTION_FIXED = 4, TEXT_MAX = 255, QNAME_BLOCK = 16, QUESTION_MAX = 259 };

void reply_init(struct reply *r, const struct answer_query *to, const struct query *q,
                const struct answer_options *options, struct span extra)
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
		r->opt_len = OPT_FIXED + extra.len;
		/* Without room for question and options these stay out. */
		if (UNLIKELY(r->opt_len + MSG_HEADER_LEN + QUESTION_MAX > r->cap)) {
			r->extra.len = 0;
			r->opt_len = OPT_FIXED;
		}
	}
	memset(r->counts, 0, sizeof(r->counts));
	r->at = MSG_HEADER_LEN;
	if (q->has_question) {
		size_t len = q->name.name.len;
		/* In whole blocks: there is room behind both, and no call. */
		for (size_t at = 0; at < len; at += QNAME_BLOCK)
			memcpy(r->data + MSG_HEADER_LEN + at, q->qname + at, QNAME_BLOCK);
		wire_set_u16(r->data + MSG_HEADER_LEN + len, q->qtype);
		wire_set_u16(r->data + MSG_HEADER_LEN + len + 2, q->qclass);
		r->at += len + 4;
		r->counts[SECTION_QUESTION] = 1;
	}
}

static void opt_put(struct reply *r, uint16_t rcode, int ede)
{
	uint8_t *opt = r->data + r->at, *p = opt + OPT_FIXED;
	memset(opt, 0, OPT_FIXED);
	opt[2] = RR_OPT;
	wire_set_u16(opt + 3, MAX_OF(r->options->udp_max, (uint16_t)MSG_UDP_MIN));
	opt[5] = (uint8_t)(rcode >> 4);
	if (r->query->wants_dnssec) /* RFC 3225 section 3 */
		wire_set_u16(opt + 7, MSG_EDNS_DO);
	if (r->extra.len > 0) {
		memcpy(p, r->extra.data, r->extra.len);
		p += r->extra.len;
	}
	if (ede != EDE_NONE && (size_t)(p - r->data) + OPTION_FIXED + 2 <= r->cap) {
		wire_set_u16(p, EDNS_EDE); /* RFC 8914 section 2 */
		wire_set_u16(p + 2, 2);
		wire_set_u16(p + OPTION_FIXED, (uint16_t)ede);
		p += OPTION_FIXED + 2;
	}
	wire_set_u16(opt + 9, (uint16_t)(p - opt - OPT_FIXED));
	r->at = (size_t)(p - r->data);
	r->counts[SECTION_ADDITIONAL]++;
}

/* Four numbers at once: the octets of each change places. */
static void counts_put(uint8_t *to, const uint16_t counts[4])
{
	const uint64_t low = UINT64_C(0x00ff00ff00ff00ff);
	uint64_t x;
	memcpy(&x, counts, sizeof(x));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	x = (x & low) << 8 | (x >> 8 & low);
#endif
	memcpy(to, &x, sizeof(x));
}

void reply_finish(struct reply *r, struct answer_query *to, uint16_t flags, uint16_t rcode, int ede)
{
	const struct query *q = r->query;
	if (q->has_edns)
		opt_put(r, rcode, ede);
	/* Opcode and RD as asked; RA, AD and CD are not ours to set (RFC 4035 section 3.1.6). */
	uint16_t kept = q->flags & (0x7800 | MSG_RD);
	wire_set_u16(r->data, q->id);
	wire_set_u16(r->data + 2, (uint16_t)(MSG_QR | kept | flags | (rcode & 15)));
	counts_put(r->data + 4, r->counts);
	to->reply_len = r->at;
	to->rcode = rcode;
	to->kind = ANSWER_REPLY;
}

void reply_chaos(struct reply *r, struct answer_query *to)
{
	static const struct {
		const char *name;
		bool is_identity;
	} known[] = {
		{"\002id\006server", true},
		{"\010hostname\004bind", true},
		{"\007version\006server", false},
		{"\007version\004bind", false},
	};
	const struct query *q = r->query;
	struct span text = {0};
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (name_equal(q->name.name.wire, (const uint8_t *)known[i].name))
			text = known[i].is_identity ? r->options->identity : r->options->version;
	}
	text.len = MIN_OF(text.len, (size_t)TEXT_MAX);
	if (text.len == 0 || (q->qtype != RR_TXT && q->qtype != RR_ANY) ||
	    r->at + 13 + text.len + r->opt_len > r->cap) {
		reply_finish(r, to, 0, RCODE_REFUSED, EDE_NONE);
		return;
	}
	uint8_t *p = r->data + r->at;
	wire_set_u16(p, 0xc000 | MSG_HEADER_LEN);
	wire_set_u16(p + 2, RR_TXT);
	wire_set_u16(p + 4, CLASS_CH);
	wire_set_u32(p + 6, 0);
	wire_set_u16(p + 10, (uint16_t)(1 + text.len));
	p[12] = (uint8_t)text.len;
	memcpy(p + 13, text.data, text.len);
	r->at += 13 + text.len;
	r->counts[SECTION_ANSWER] = 1;
	reply_finish(r, to, MSG_AA, RCODE_NOERROR, EDE_NONE);
}
