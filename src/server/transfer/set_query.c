/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of other owners and types say nothing here, whoever sends them. */

#include "server/transfer/set_query.h"

#include "base/mem.h"
#include "dns/edns.h"
#include "dns/msg_writer.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"

enum { OUR_UDP_SIZE = 1232, RDATA_MAX = UINT16_MAX, RRSIG_FIXED = 18 };

enum err set_query_write(const uint8_t *name, uint16_t type, uint16_t id, uint8_t *buf, size_t cap,
                         size_t *len)
{
	struct msg_writer w;
	struct edns_writer e;
	uint8_t none;
	msg_writer_init(&w, buf, cap, id, MSG_RD);
	TRY(msg_put_question(&w, name, type, CLASS_IN));
	edns_writer_init(&e, &none, 0, OUR_UDP_SIZE);
	e.flags = MSG_EDNS_DO; /* for the signature's original TTL */
	TRY(edns_write(&w, &e));
	*len = msg_finish(&w);
	return OK;
}

static enum err take_record(struct set_reply *out, struct arena *arena, const struct msg *m,
                            const struct msg_rr *rr, uint8_t *room)
{
	struct wire_writer w = wire_writer_of(room, RDATA_MAX);
	if (rdata_read(&w, rr->type, m->wire, rr->rdata_at, rr->rdata_len) != OK)
		return E_MALFORMED;
	if (rr->type != RR_RRSIG) {
		out->set.ttl = MIN_OF(out->set.ttl, rr->ttl);
		return rrset_add(&out->set, arena, wire_written(&w));
	}
	/* RFC 4034 section 3.1: type covered, algorithm, labels, original TTL */
	if (w.pos >= RRSIG_FIXED && wire_get_u16(room) == out->set.type)
		out->original_ttl = wire_get_u32(room + 4);
	return OK;
}

enum err set_reply_read(struct set_reply *out, struct arena *arena, const struct msg *m,
                        const uint8_t *name, uint16_t type)
{
	struct msg_rr rr;
	*out = (struct set_reply){
		.rcode = msg_rcode(m),
		.authoritative = (m->flags & MSG_AA) != 0,
		.set = {.owner = name, .type = type, .class_ = CLASS_IN, .ttl = UINT32_MAX},
		.original_ttl = UINT32_MAX,
	};
	if (!(m->flags & MSG_QR) || m->count[SECTION_QUESTION] != 1 || m->qtype != type ||
	    m->qclass != CLASS_IN || !name_equal(m->qname.wire, name))
		return E_MALFORMED;
	uint8_t *room = mem_alloc(RDATA_MAX);
	enum err e = OK;
	struct msg_iter it = msg_section_records(m, SECTION_ANSWER);
	while (e == OK && msg_next(&it, &rr) && rr.section == SECTION_ANSWER) {
		if ((rr.type == type || rr.type == RR_RRSIG) && rr.class_ == CLASS_IN &&
		    name_equal(rr.owner.wire, name))
			e = take_record(out, arena, m, &rr, room);
	}
	mem_free(room);
	if (out->set.count == 0)
		out->set.ttl = 0;
	if (out->set.count == 0 || out->original_ttl == UINT32_MAX)
		out->original_ttl = out->set.ttl;
	return e;
}
