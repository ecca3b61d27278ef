/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a client's message.  Invariant: a verdict of REQ_CLIENT_REPLY leaves enough to write a
 * reply, whatever else was wrong.  Policies and names are not looked at.
 */

#include "resolver/request/client.h"

static enum req_client_verdict refuse(struct req_client *c, unsigned rcode, int ede)
{
	c->rcode = (uint16_t)rcode;
	c->ede = (int16_t)ede;
	return REQ_CLIENT_REPLY;
}

static void take_options(struct req_client *c, const struct msg_edns *edns)
{
	struct edns_iter it = edns_options(edns);
	struct span value;
	uint16_t code;
	while (edns_next(&it, &code, &value)) {
		/* What a client puts into NSID does not matter (RFC 5001 section 2.1). */
		c->wants_nsid = c->wants_nsid || code == EDNS_NSID;
		/* RFC 7828 section 3.3.2: over UDP it is ignored. */
		c->wants_keepalive = c->wants_keepalive || (code == EDNS_KEEPALIVE && c->stream);
	}
}

static void take(struct req_client *c, const struct msg *m, uint16_t our_size)
{
	c->id = m->id;
	c->flags = m->flags;
	c->tsig_at = (uint16_t)m->tsig_at;
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
		if (m->edns.options.len > 0)
			take_options(c, &m->edns);
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
	/* Each message comes through here: places for addresses and the name need no value. */
	memset(out, 0, offsetof(struct req_client, from));
	out->from.sa.sa_family = out->at.sa.sa_family = AF_UNSPEC;
	out->qname.len = 0;
	out->stream = stream;
	out->ede = EDE_NONE;
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
		.internal = true,
	};
	name_copy(&out->qname, qname);
}

void req_client_take_front(struct req_client *c, const struct front *front)
{
	c->front = front;
	/* The cache is not a place to snoop in (RFC 8906 section 3.1.4). */
	if (front->refuse_no_rd && !(c->flags & MSG_RD) && c->rcode == RCODE_NOERROR)
		refuse(c, RCODE_REFUSED, EDE_NOT_AUTH);
}

/* An option that does not fit leaves the writer as it was. */
static void try_put(struct edns_writer *e, uint16_t code, struct span value)
{
	enum err err = edns_put(e, code, value);
	(void)err;
}

void req_client_put_options(const struct req_client *c, struct edns_writer *e, int ede,
                            const char *text)
{
	const struct front *f = c->front;
	if (ede != EDE_NONE && (f == NULL || !f->hides_errors)) {
		enum err err = edns_put_ede(e, ede, text);
		(void)err; /* nothing was written */
	}
	if (f == NULL)
		return;
	if (c->wants_nsid && f->nsid_len > 0)
		try_put(e, EDNS_NSID, span_of(f->nsid, f->nsid_len));
	if (c->wants_keepalive && f->keepalive) {
		uint8_t octets[2];
		wire_set_u16(octets, c->idle_100ms);
		try_put(e, EDNS_KEEPALIVE, span_of(octets, sizeof(octets)));
	}
}
