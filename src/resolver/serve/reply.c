/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies without the engine.  The one from an entry is the hot path of the resolver: one copy of
 * the body, nothing is parsed.
 */

#include "resolver/serve/reply.h"

/* Append OPT behind records, which end at len; returns the octets written. */
static size_t put_opt(uint8_t at[REPLY_PADDED_MAX], const struct req_client *c,
                      const struct answer_note *note, uint16_t our_size, size_t len)
{
	struct edns_writer edns;
	edns_writer_init(&edns, at + 11, REPLY_PADDED_MAX - 11, our_size);
	req_client_put_options(c, &edns, note->ede, note->ede_text);
	if (c->pad_block > 0 && edns_put_padding(&edns, len, c->pad_block) != OK)
		edns.options.pos = 0;
	at[0] = 0; /* owned by the root */
	wire_set_u16(at + 1, RR_OPT);
	wire_set_u16(at + 3, our_size);
	at[5] = at[6] = 0;
	wire_set_u16(at + 7, c->wants_dnssec ? MSG_EDNS_DO : 0); /* RFC 3225 section 3 */
	wire_set_u16(at + 9, (uint16_t)edns.options.pos);
	return edns_size(&edns);
}

static size_t put_question(uint8_t *at, const struct req_client *c)
{
	memcpy(at, c->qname.wire, c->qname.len); /* letters as asked */
	wire_set_u16(at + c->qname.len, c->qtype);
	wire_set_u16(at + c->qname.len + 2, c->qclass);
	return (size_t)c->qname.len + 4;
}

size_t reply_from_hit(const struct answer_hit *hit, const struct req_client *c, uint16_t our_size,
                      uint8_t *room)
{
	uint16_t flags = MSG_QR | MSG_RA | hit->flags | (c->flags & (MSG_RD | MSG_CD));
	bool wants_ad = (c->flags & MSG_AD) || c->wants_dnssec;
	uint16_t counts[3] = {hit->counts[0], hit->counts[1], hit->counts[2]};
	size_t at = MSG_HEADER_LEN, body = hit->body.len, opt = 0;
	uint8_t opt_octets[REPLY_PADDED_MAX];
	if (hit->note.secure && wants_ad && !(c->flags & MSG_CD))
		flags |= MSG_AD;
	at += put_question(room + at, c);
	if (c->edns)
		opt = put_opt(opt_octets, c, &hit->note, our_size, at + body);
	size_t limit = req_client_limit(c);
	/* Authority behind an answer is an extra, unless it proves something. */
	if (at + body + opt > limit && counts[0] > 0 && !c->wants_dnssec) {
		body = hit->answer_len;
		counts[1] = counts[2] = 0;
	}
	if (at + body + opt > limit) {
		flags = (uint16_t)((flags | MSG_TC) & ~MSG_AD);
		body = 0;
		counts[0] = counts[1] = counts[2] = 0;
	}
	answer_hit_write(hit, room + at, body);
	if (UNLIKELY(hit->note.reorder) && body > 0)
		answer_hit_reorder(hit, room + at, body, c->id);
	at += body;
	memcpy(room + at, opt_octets, opt);
	at += opt;
	wire_set_u16(room, c->id);
	wire_set_u16(room + 2, flags);
	wire_set_u16(room + 4, 1);
	wire_set_u16(room + 6, counts[0]);
	wire_set_u16(room + 8, counts[1]);
	wire_set_u16(room + 10, (uint16_t)(counts[2] + (opt > 0)));
	return at;
}

size_t reply_with_rcode(const struct req_client *c, uint16_t rcode, const struct answer_note *why,
                        uint16_t our_size, uint8_t *room, size_t cap)
{
	struct req_answer a;
	req_answer_init(&a);
	a.rcode = rcode;
	a.ede = why->ede;
	a.ede_text = why->ede_text;
	return req_answer_write(&a, c, our_size, room, cap);
}
