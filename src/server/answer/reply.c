/* SPDX-License-Identifier: BSD-2-Clause */
/* Replies always have room for header, question and OPT: a question is at most 259 octets. */

#include "server/answer/reply.h"

#include <string.h>

enum { OPTION_FIXED = 4, TEXT_MAX = 255 };

void reply_put_opt(struct reply *r, uint16_t rcode, int ede)
{
	uint8_t *opt = r->data + r->at, *p = opt + REPLY_OPT_LEN;
	memset(opt, 0, REPLY_OPT_LEN);
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
	wire_set_u16(opt + 9, (uint16_t)(p - opt - REPLY_OPT_LEN));
	r->at = (size_t)(p - r->data);
	r->counts[SECTION_ADDITIONAL]++;
}

void reply_chaos(struct reply *r, struct answer_query *to)
{
	const struct answer_options *o = r->options;
	const struct {
		const char *name;
		struct span text;
	} known[] = {
		{"\002id\006server", o->identity},
		{"\010hostname\004bind", o->identity},
		{"\007version\006server", o->version},
		{"\007version\004bind", o->version},
		{"\007fortune", span_str("The harder a bowline is pulled, the better it holds.")},
	};
	const struct query *q = r->query;
	struct span text = {0};
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (name_equal(q->name.name.wire, (const uint8_t *)known[i].name))
			text = known[i].text;
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
	reply_finish(r, to, 0, RCODE_NOERROR, EDE_NONE); /* of no zone: not authoritative */
}
