/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries and messages. */

#include "message.h"

#include "dns/edns.h"
#include "dns/rdata.h"

#include <stdio.h>
#include <stdlib.h>

enum { ALL_FLAGS = MSG_QR | MSG_AA | MSG_TC | MSG_RD | MSG_RA | MSG_AD | MSG_CD };

static void must(enum err err)
{
	if (err != OK) {
		fprintf(stderr, "message: %s\n", err_text(err));
		abort();
	}
}

size_t message_make(const struct rpl_entry *e, const struct msg *query, uint8_t *buf)
{
	struct msg_writer w;
	struct name qname = e->qname;
	bool question = e->has_question;
	uint16_t qtype = e->qtype, qclass = e->qclass;
	bool copies = query != NULL && e->adjust & (ADJUST_COPY_ID | ADJUST_COPY_QUERY);
	if (e->is_raw) {
		memcpy(buf, e->raw.data, e->raw.len);
		return e->raw.len;
	}
	if (query != NULL && e->adjust & ADJUST_COPY_QUERY) {
		qname = query->qname;
		qtype = query->qtype;
		qclass = query->qclass;
		question = true;
	} else if (copies && question && name_equal(qname.wire, query->qname.wire)) {
		qname = query->qname;
	}
	if (e->adjust & ADJUST_LOWER_CASE)
		name_lower(qname.wire, qname.len);
	msg_writer_init(&w, buf, MSG_MAX_LEN, 0, e->flags | (e->rcode & 15));
	if (question)
		must(msg_put_question(&w, qname.wire, qtype, qclass));
	for (int s = SECTION_ANSWER; s <= SECTION_ADDITIONAL; s++) {
		for (const struct rpl_record *r = e->section[s]; r != NULL; r = r->next)
			must(msg_put_rr(&w, (enum msg_section)s, r->owner.wire, r->type, r->class_,
			                r->ttl, r->rdata));
	}
	if (!(e->adjust & ADJUST_NO_OPT) && (!copies || query->edns.present)) {
		struct edns_writer edns;
		uint8_t options[6];
		edns_writer_init(&edns, options, sizeof(options), 4096);
		if (query != NULL && e->ede >= 0)
			must(edns_put_ede(&edns, e->ede, NULL));
		edns.ext_rcode = (uint8_t)(e->rcode >> 4);
		if (copies ? (query->edns.flags & MSG_EDNS_DO) != 0 : e->dnssec_ok)
			edns.flags = MSG_EDNS_DO;
		must(edns_write(&w, &edns));
	}
	return msg_finish(&w);
}

static bool record_equal(const struct rpl_record *r, const struct msg *m, const struct msg_rr *rr,
                         bool ttl)
{
	static uint8_t got[RDATA_MAX_LEN], want[RDATA_MAX_LEN];
	struct wire_writer w = wire_writer_of(got, sizeof(got));
	if (r->type != rr->type || r->class_ != rr->class_ || (ttl && r->ttl != rr->ttl) ||
	    !name_equal(r->owner.wire, rr->owner.wire) ||
	    rdata_read(&w, rr->type, m->wire, rr->rdata_at, rr->rdata_len) != OK)
		return false;
	memcpy(want, r->rdata.data, r->rdata.len);
	rdata_lower(r->type, want, r->rdata.len);
	rdata_lower(r->type, got, w.pos);
	return span_equal(span_of(got, w.pos), span_of(want, r->rdata.len));
}

static bool section_equal(const struct rpl_entry *e, const struct msg *m, enum msg_section section)
{
	size_t want = 0, have = 0;
	struct msg_rr rr;
	struct msg_iter it = msg_section_records(m, section);
	for (const struct rpl_record *r = e->section[section]; r != NULL; r = r->next)
		want++;
	while (msg_next(&it, &rr) && rr.section == section) {
		if (rr.type == RR_OPT)
			continue;
		const struct rpl_record *r = e->section[section];
		while (r != NULL && !record_equal(r, m, &rr, (e->match & MATCH_TTL) != 0))
			r = r->next;
		if (r == NULL)
			return false;
		have++;
	}
	return want == have;
}

static bool name_same_case(const struct name *a, const struct name *b)
{
	return span_equal(span_of(a->wire, a->len), span_of(b->wire, b->len));
}

static int ede_of(const struct msg *m)
{
	bool found;
	struct span v = edns_find(&m->edns, EDNS_EDE, &found);
	return found && v.len >= 2 ? wire_get_u16(v.data) : -1;
}

bool message_matches(const struct rpl_entry *e, const struct msg *m, bool tcp, const char **why)
{
	bool has = m->qname.len > 0, both = has && e->has_question;
	bool one = has != e->has_question;
#define DIFFERS(bit, word, condition)                                                              \
	do {                                                                                       \
		if ((e->match & (bit)) && (condition)) {                                           \
			*why = word;                                                               \
			return false;                                                              \
		}                                                                                  \
	} while (0)
	DIFFERS(MATCH_OPCODE, "opcode", msg_opcode(m) != (unsigned)(e->flags >> 11 & 15));
	DIFFERS(MATCH_QTYPE, "qtype", one || (both && m->qtype != e->qtype));
	DIFFERS(MATCH_QNAME, "qname", one || (both && !name_equal(m->qname.wire, e->qname.wire)));
	DIFFERS(MATCH_QCASE, "qcase", one || (both && !name_same_case(&m->qname, &e->qname)));
	DIFFERS(MATCH_SUBDOMAIN, "subdomain",
	        e->has_question && (!has || !name_is_under(m->qname.wire, e->qname.wire)));
	DIFFERS(MATCH_FLAGS, "flags", (m->flags & ALL_FLAGS) != (e->flags & ALL_FLAGS));
	DIFFERS(MATCH_RCODE, "rcode", msg_rcode(m) != e->rcode);
	DIFFERS(MATCH_ANSWER, "answer", !section_equal(e, m, SECTION_ANSWER));
	DIFFERS(MATCH_AUTHORITY, "authority", !section_equal(e, m, SECTION_AUTHORITY));
	DIFFERS(MATCH_ADDITIONAL, "additional", !section_equal(e, m, SECTION_ADDITIONAL));
	DIFFERS(MATCH_UDP, "udp", tcp);
	DIFFERS(MATCH_TCP, "tcp", !tcp);
	DIFFERS(MATCH_NO_EDNS, "no_edns", m->edns.present);
	DIFFERS(MATCH_HAS_EDNS, "has_edns", !m->edns.present);
	DIFFERS(MATCH_RD, "rd", !(m->flags & MSG_RD));
	DIFFERS(MATCH_NO_RD, "no_rd", m->flags & MSG_RD);
	DIFFERS(MATCH_CD, "cd", !(m->flags & MSG_CD));
	DIFFERS(MATCH_NO_CD, "no_cd", m->flags & MSG_CD);
	DIFFERS(MATCH_DO, "do", !(m->edns.flags & MSG_EDNS_DO));
	DIFFERS(MATCH_NO_DO, "no_do", m->edns.flags & MSG_EDNS_DO);
	DIFFERS(MATCH_EDE, "ede", ede_of(m) != e->ede);
	DIFFERS(MATCH_EDNS, "edns",
	        !m->edns.present || m->edns.version != 0 || m->edns.udp_size != 4096);
#undef DIFFERS
	return true;
}
