/* SPDX-License-Identifier: BSD-2-Clause */
/* Walks along the aliases as a resolver would, but asks the tree itself. */

#include "forwarder.h"

#include "dns/rdata.h"

#include <assert.h>

enum { PART_MAX = 65535, STEPS_MAX = 12 };

struct parts {
	unsigned count;
	size_t len[STEPS_MAX];
	uint8_t octets[STEPS_MAX][8192];
	bool endless;
};

/* The zone whose servers know: for DS that of the parent. */
static unsigned zone_to_ask(const struct tree *t, const uint8_t *name, uint16_t type)
{
	unsigned zone = tree_zone_of(t, name);
	bool above = type == RR_DS && zone > 0 && name_equal(name, t->zone[zone].name.wire);
	return above ? (unsigned)t->zone[zone].parent : zone;
}

/* Where the chain in a part leads to; false: it ends there. */
static bool leads_on(const struct msg *m, struct name *name, uint16_t type)
{
	struct msg_iter it = msg_section_records(m, SECTION_ANSWER);
	struct msg_rr rr;
	uint8_t target[NAME_MAX_LEN];
	bool on = false;
	while (type != RR_CNAME && msg_next(&it, &rr) && rr.section == SECTION_ANSWER) {
		struct wire_writer w = wire_writer_of(target, sizeof(target));
		if (rr.type == type) /* of the last alias */
			return false;
		if (rr.type != RR_CNAME || !name_equal(rr.owner.wire, name->wire) ||
		    rdata_read(&w, RR_CNAME, m->wire, rr.rdata_at, rr.rdata_len) != OK)
			continue;
		name_copy(name, target);
		on = true;
	}
	return on && msg_rcode(m) == RCODE_NOERROR;
}

static void ask_all(const struct tree *t, const struct msg *query, struct parts *p)
{
	struct msg q = *query, m;
	for (;;) {
		unsigned zone = zone_to_ask(t, q.qname.wire, q.qtype);
		if (p->count == STEPS_MAX) {
			p->endless = true;
			return;
		}
		uint8_t *part = p->octets[p->count];
		size_t len = tree_answer(t, zone, &q, part, sizeof(p->octets[0]));
		p->len[p->count++] = len;
		enum err e = msg_parse(&m, span_of(part, len));
		assert(e == OK);
		(void)e;
		if (!leads_on(&m, &q.qname, q.qtype) ||
		    zone_to_ask(t, q.qname.wire, q.qtype) == zone)
			return;
	}
}

/* lie  0: none */
static void copy_section(struct msg_writer *w, struct span part, enum msg_section section,
                         uint32_t lie)
{
	static uint8_t rdata[PART_MAX];
	struct msg m;
	struct msg_rr rr;
	enum err e = msg_parse(&m, part);
	assert(e == OK);
	(void)e;
	struct msg_iter it = msg_section_records(&m, section);
	while (msg_next(&it, &rr) && rr.section == section) {
		struct wire_writer r = wire_writer_of(rdata, sizeof(rdata));
		if (rdata_read(&r, rr.type, m.wire, rr.rdata_at, rr.rdata_len) != OK)
			continue;
		if (lie != 0 && rr.type == RR_A)
			wire_set_u32(rdata, lie);
		if (msg_put_rr(w, section, rr.owner.wire, rr.type, CLASS_IN, rr.ttl,
		               wire_written(&r)) != OK)
			msg_set_flags(w, msg_get_flags(w) | MSG_TC);
	}
}

size_t forwarder_lie(const struct tree *t, const struct msg *query, uint32_t address, uint8_t *buf,
                     size_t cap)
{
	static struct parts p;
	struct msg_writer w;
	struct msg last;
	p.count = 0;
	p.endless = false;
	ask_all(t, query, &p);
	struct span end = span_of(p.octets[p.count - 1], p.len[p.count - 1]);
	enum err e = msg_parse(&last, end);
	assert(e == OK);
	(void)e;
	uint16_t rcode = p.endless ? RCODE_SERVFAIL : (uint16_t)msg_rcode(&last);
	msg_writer_init(&w, buf, cap, query->id, MSG_QR | MSG_RA | rcode);
	(void)!msg_put_question(&w, query->qname.wire, query->qtype, query->qclass);
	for (unsigned i = 0; i < p.count && !p.endless; i++)
		copy_section(&w, span_of(p.octets[i], p.len[i]), SECTION_ANSWER, address);
	/* The denials of all parts: a wildcard may have been expanded on the way. */
	for (unsigned i = 0; i < p.count && !p.endless; i++)
		copy_section(&w, span_of(p.octets[i], p.len[i]), SECTION_AUTHORITY, 0);
	return msg_finish(&w);
}

size_t forwarder_answer(const struct tree *t, const struct msg *query, uint8_t *buf, size_t cap)
{
	return forwarder_lie(t, query, 0, buf, cap);
}
