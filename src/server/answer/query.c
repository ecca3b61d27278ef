/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading queries.  The common form - one question, at most one record behind it, an OPT - is
 * read in one pass that checks, folds and keys the name; all others go through msg_parse.  Both
 * end in the same verdicts.
 */

#include "server/answer/query.h"

#include "dns/edns.h"

#include <string.h>

enum { OPT_FIXED = 11, FLAG_OPCODE = 0x7800 };

/* Note an option; false when it is not as it must be. */
static bool option_take(struct query *q, uint16_t code, struct span value)
{
	switch (code) {
	case EDNS_NSID:
		q->asked |= ASK_NSID;
		return true;
	case EDNS_EXPIRE:
		q->asked |= ASK_EXPIRE;
		return true;
	case EDNS_ZONEVERSION: /* RFC 9660 section 3.2: empty in a query */
		q->asked |= ASK_ZONEVERSION;
		return value.len == 0;
	case EDNS_CLIENT_SUBNET:
		if ((q->asked & ASK_SUBNET) == 0)
			q->subnet = value;
		q->asked |= ASK_SUBNET;
		return true;
	case EDNS_COOKIE: /* RFC 7873 section 5.2: others than the first are ignored */
		if ((q->asked & ASK_COOKIE) == 0)
			q->cookie = value;
		q->asked |= ASK_COOKIE;
		return true;
	default:
		return true;
	}
}

/* Look at the options, in one pass; false when they are not whole. */
static bool options_read(struct query *q, const uint8_t *at, const uint8_t *end)
{
	while (end - at >= 4) {
		uint16_t code = wire_get_u16(at), len = wire_get_u16(at + 2);
		if (end - at - 4 < len || !option_take(q, code, span_of(at + 4, len)))
			return false;
		at += 4 + len;
	}
	return at == end;
}

static void edns_take(struct query *q, uint16_t udp_size, unsigned version, uint16_t flags)
{
	q->has_edns = true;
	q->udp_size = MAX_OF(udp_size, (uint16_t)MSG_UDP_MIN); /* RFC 6891 section 6.2.3 */
	q->wants_dnssec = (flags & MSG_EDNS_DO) != 0;
	if (version > 0) { /* RFC 6891 section 6.1.3 */
		q->verdict = QUERY_ERROR;
		q->rcode = RCODE_BADVERS;
	}
}

static void fail(struct query *q, uint16_t rcode)
{
	q->verdict = QUERY_ERROR;
	q->rcode = rcode;
}

/* What the class says, for a query that is well-formed. */
static void class_judge(struct query *q)
{
	if (q->verdict == QUERY_ERROR)
		return;
	if (q->qclass == CLASS_CH)
		q->verdict = QUERY_CHAOS;
	else if (q->qclass != CLASS_IN && q->qclass != CLASS_ANY)
		fail(q, RCODE_REFUSED);
}

/* Read the common form; false: it is another, nothing is decided. */
static bool parse_common(struct query *q, struct span wire)
{
	const uint8_t *p = wire.data;
	/* One question, nothing else, or one additional record. */
	const uint64_t counts = UINT64_C(1) << 48;
	if ((q->flags & FLAG_OPCODE) != OPCODE_QUERY << 11 ||
	    (wire_get_u64(p + 4) & ~UINT64_C(1)) != counts)
		return false;
	/* No pointers: nothing stands before the question's name. */
	size_t len = name_key_read(&q->name.key, q->qname, q->name.name.wire, p + MSG_HEADER_LEN,
	                           wire.len - MSG_HEADER_LEN);
	q->name.name.len = (uint8_t)len;
	size_t at = MSG_HEADER_LEN + len;
	if (len == 0 || wire.len - at < 4)
		return false;
	q->qtype = wire_get_u16(p + at);
	q->qclass = wire_get_u16(p + at + 2);
	at += 4;
	if (p[11] == 0) {
		if (at != wire.len)
			return false;
	} else {
		if (wire.len - at < OPT_FIXED || p[at] != 0 || wire_get_u16(p + at + 1) != RR_OPT ||
		    wire_get_u16(p + at + 9) != wire.len - at - OPT_FIXED ||
		    !options_read(q, p + at + OPT_FIXED, p + wire.len))
			return false;
		edns_take(q, wire_get_u16(p + at + 3), p[at + 6], wire_get_u16(p + at + 7));
	}
	q->has_question = true;
	class_judge(q);
	return true;
}

/* Read any other message. */
static void parse_any(struct query *q, struct span wire)
{
	struct msg m;
	enum err e = msg_parse(&m, wire);
	q->asked = 0;
	q->has_question = m.qname.len > 0;
	if (q->has_question) {
		memcpy(q->qname, m.qname.wire, m.qname.len);
		zone_name_make(&q->name, m.qname.wire);
		q->qtype = m.qtype;
		q->qclass = m.qclass;
	}
	if (m.edns.present) {
		edns_take(q, m.edns.udp_size, m.edns.version, m.edns.flags);
		if (e == OK &&
		    !options_read(q, m.edns.options.data, m.edns.options.data + m.edns.options.len))
			e = E_MALFORMED;
	}
	switch (q->flags >> 11 & 15) {
	case OPCODE_QUERY:
		break;
	case OPCODE_NOTIFY:
		q->verdict = QUERY_NOTIFY;
		return;
	case OPCODE_UPDATE:
		q->verdict = QUERY_UPDATE;
		return;
	default:
		fail(q, RCODE_NOTIMP);
		return;
	}
	if (e != OK || m.count[SECTION_QUESTION] != 1 || !q->has_question) {
		/* RFC 9619 section 4: no question is one of the things a query may not have */
		q->is_empty = e == OK && q->verdict != QUERY_ERROR && m.edns.present &&
		              m.count[SECTION_QUESTION] == 0 && m.count[SECTION_ANSWER] == 0 &&
		              m.count[SECTION_AUTHORITY] == 0 && m.count[SECTION_ADDITIONAL] == 1;
		fail(q, RCODE_FORMERR);
		return;
	}
	q->has_tsig = m.tsig_at != 0;
	class_judge(q);
}

void query_parse(struct query *q, struct span wire)
{
	memset(q, 0, offsetof(struct query, qname));
	q->verdict = QUERY_DROP;
	if (wire.len < MSG_HEADER_LEN)
		return;
	q->id = wire_get_u16(wire.data);
	q->flags = wire_get_u16(wire.data + 2);
	if ((q->flags & MSG_QR) != 0)
		return;
	q->verdict = QUERY_LOOK_UP;
	q->udp_size = MSG_UDP_MIN;
	if (parse_common(q, wire))
		return;
	q->verdict = QUERY_LOOK_UP;
	q->has_edns = q->wants_dnssec = q->is_empty = false;
	q->udp_size = MSG_UDP_MIN;
	parse_any(q, wire);
}
