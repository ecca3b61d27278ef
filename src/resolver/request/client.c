/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a client's message.  Invariant: a verdict of REQ_CLIENT_REPLY leaves enough to write a
 * reply, whatever else was wrong.  Policies and names are not looked at.
 */

#include "resolver/request/client.h"

#include "dns/edns.h"

static enum req_client_verdict refuse(struct req_client *c, unsigned rcode, int ede)
{
	c->rcode = (uint16_t)rcode;
	c->ede = (int16_t)ede;
	return REQ_CLIENT_REPLY;
}

static void take(struct req_client *c, const struct msg *m, uint16_t our_size)
{
	c->id = m->id;
	c->flags = m->flags;
	if (m->qname.len > 0) {
		c->has_question = true;
		c->qtype = m->qtype;
		c->qclass = m->qclass;
		name_copy(&c->qname, m->qname.wire);
	}
	c->udp_size = MSG_UDP_MIN;
	if (m->edns.present) {
		c->edns = true;
		c->wants_dnssec = (m->edns.flags & MSG_EDNS_DO) != 0;
		/* RFC 6891 section 6.2.3: less than 512 means 512. */
		c->udp_size = MAX_OF(c->udp_size, MIN_OF(m->edns.udp_size, our_size));
	}
}

/* Types that are not data. ANY has an answer of its own (RFC 8482). */
static bool type_is_resolved(uint16_t type)
{
	return type == RR_ANY || (type != 0 && !(rrtype_get(type)->flags & RRTYPE_META));
}

enum req_client_verdict req_client_read(struct req_client *out, struct span message, bool stream,
                                        uint16_t our_size)
{
	struct msg m;
	enum err err = msg_parse(&m, message);
	*out = (struct req_client){.stream = stream, .ede = EDE_NONE};
	/* A response sent to a listening socket is never answered: two servers would go on for
	 * ever. */
	if (m.fault == MSG_FAULT_SHORT || (m.flags & MSG_QR) || m.fault == MSG_FAULT_TRAILING)
		return REQ_CLIENT_DROP;
	take(out, &m, our_size);
	if (msg_opcode(&m) != OPCODE_QUERY)
		return refuse(out, RCODE_NOTIMP, EDE_NOT_SUPPORTED);
	if (err != OK || m.count[SECTION_QUESTION] != 1)
		return refuse(out, RCODE_FORMERR, EDE_NONE);
	if (m.edns.present && m.edns.version > 0)
		return refuse(out, RCODE_BADVERS, EDE_NONE); /* RFC 6891 section 6.1.3 */
	if (m.qclass == CLASS_CH)
		return refuse(out, RCODE_REFUSED, EDE_NOT_SUPPORTED);
	if (m.qclass != CLASS_IN || !type_is_resolved(m.qtype))
		return refuse(out, RCODE_NOTIMP, EDE_NOT_SUPPORTED);
	if (!(m.flags & MSG_RD)) /* the cache is not a place to snoop in (RFC 8906 section 3.1.4) */
		return refuse(out, RCODE_REFUSED, EDE_NOT_AUTH);
	return REQ_CLIENT_REPLY;
}

void req_client_internal(struct req_client *out, const uint8_t *qname, uint16_t qtype,
                         bool wants_dnssec)
{
	*out = (struct req_client){
		.flags = MSG_RD,
		.qtype = qtype,
		.qclass = CLASS_IN,
		.udp_size = MSG_UDP_MIN,
		.ede = EDE_NONE,
		.has_question = true,
		.edns = true,
		.wants_dnssec = wants_dnssec,
		.stream = true,
	};
	name_copy(&out->qname, qname);
}
