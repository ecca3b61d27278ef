/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Matching replies.  Looks at the header and the question section only; whether the rest is sound
 * is for msg_parse.
 */

#include "client/match.h"

#include "base/wire.h"
#include "dns/msg.h"

enum { OPCODE_MASK = 0x7800 };

/* The question section's octets; empty when it is not whole. */
static struct span question(struct span msg)
{
	size_t pos = MSG_HEADER_LEN;
	for (unsigned left = wire_get_u16(msg.data + 4); left > 0; left--) {
		if (name_skip_wire(msg, &pos) != OK || msg.len - pos < 4)
			return span_of(NULL, 0);
		pos += 4;
	}
	return span_of(msg.data + MSG_HEADER_LEN, pos - MSG_HEADER_LEN);
}

/* May a response with this RCODE come without the question? */
static bool may_lack_question(unsigned rcode)
{
	return rcode != RCODE_NOERROR && rcode != RCODE_NXDOMAIN;
}

static bool equal_but_case(struct span a, struct span b)
{
	for (size_t i = 0; i < a.len; i++)
		if (name_lower_octet(a.data[i]) != name_lower_octet(b.data[i]))
			return false;
	return true;
}

enum match match_reply(struct span query, struct span reply, bool check_case)
{
	if (reply.len < MSG_HEADER_LEN)
		return MATCH_SHORT;
	if (wire_get_u16(reply.data) != wire_get_u16(query.data))
		return MATCH_ID;
	uint16_t flags = wire_get_u16(reply.data + 2);
	if ((flags & MSG_QR) == 0)
		return MATCH_QR;
	if (((flags ^ wire_get_u16(query.data + 2)) & OPCODE_MASK) != 0)
		return MATCH_OPCODE;
	uint16_t asked = wire_get_u16(query.data + 4), echoed = wire_get_u16(reply.data + 4);
	if (asked != echoed)
		return echoed == 0 && may_lack_question(flags & 15) ? MATCH_OK : MATCH_QUESTION;
	struct span q = question(query), r = question(reply);
	if (q.len != r.len || !equal_but_case(q, r))
		return MATCH_QUESTION;
	/* Types and classes that differ by "case" only are different ones: compare them exactly. */
	if (span_equal(q, r))
		return MATCH_OK;
	if (q.len < 4 || memcmp(q.data + q.len - 4, r.data + r.len - 4, 4) != 0)
		return MATCH_QUESTION;
	return check_case ? MATCH_CASE : MATCH_OK;
}

const char *match_text(enum match m)
{
	static const char *const text[] = {
		[MATCH_OK] = "matches",
		[MATCH_SHORT] = "shorter than a header",
		[MATCH_ID] = "wrong message id",
		[MATCH_QR] = "not a response",
		[MATCH_OPCODE] = "wrong opcode",
		[MATCH_QUESTION] = "wrong question",
		[MATCH_CASE] = "wrong case of the question",
	};
	return text[m];
}
