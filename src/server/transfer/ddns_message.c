/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UPDATE messages, taken apart.  Records whose class asks for no data are kept with what data they
 * have, so that the rules, not the reader, refuse it.
 */

#include "server/transfer/ddns_message.h"

#include "base/mem.h"
#include "dns/rdata.h"

enum { RRTYPE_META_FIRST = 128, RRTYPE_META_LAST = 255 };

bool ddns_type_is_meta(uint16_t type)
{
	if (type == 0 || (rrtype_get(type)->flags & RRTYPE_META) != 0)
		return true;
	/* RFC 6895 section 3.1: the range of QTYPEs and Meta-TYPEs. */
	return type >= RRTYPE_META_FIRST && type <= RRTYPE_META_LAST;
}

/* Data of a record; raw when there is none, or none is due. */
static unsigned data_read(struct ddns_record *out, struct arena *arena, const struct msg *m,
                          const struct msg_rr *rr, uint8_t *room)
{
	void *copy;
	bool is_bare = rr->class_ == CLASS_ANY || (rr->class_ == CLASS_NONE && rr->rdata_len == 0);
	if (is_bare || ddns_type_is_meta(rr->type)) {
		out->rdata = span_of(m->wire.data + rr->rdata_at, rr->rdata_len);
		return RCODE_NOERROR;
	}
	struct wire_writer w = wire_writer_of(room, RDATA_MAX_LEN);
	if (rdata_read(&w, rr->type, m->wire, rr->rdata_at, rr->rdata_len) != OK)
		return RCODE_FORMERR;
	rdata_lower(rr->type, room, w.pos);
	if (arena_try(arena, w.pos + 1, &copy) != OK)
		return RCODE_SERVFAIL;
	memcpy(copy, room, w.pos);
	out->rdata = span_of(copy, w.pos);
	return RCODE_NOERROR;
}

static unsigned section_read(struct ddns_record **out, size_t *count, struct arena *arena,
                             const struct msg *m, enum msg_section section)
{
	struct msg_iter it = msg_section_records(m, section);
	const uint8_t *last = name_root;
	struct msg_rr rr;
	void *at;
	*count = 0;
	if (arena_try(arena, (m->count[section] + 1u) * sizeof(**out), &at) != OK)
		return RCODE_SERVFAIL;
	*out = at;
	uint8_t *room = mem_alloc(RDATA_MAX_LEN);
	unsigned rcode = RCODE_NOERROR;
	while (rcode == RCODE_NOERROR && msg_next(&it, &rr)) {
		struct ddns_record *r = &(*out)[(*count)++];
		*r = (struct ddns_record){.ttl = rr.ttl, .type = rr.type, .class_ = rr.class_};
		if (!name_equal(rr.owner.wire, last)) {
			if (arena_try(arena, rr.owner.len, &at) != OK) {
				rcode = RCODE_SERVFAIL;
				break;
			}
			memcpy(at, rr.owner.wire, rr.owner.len);
			name_lower(at, rr.owner.len);
			last = at;
		}
		r->owner = last;
		rcode = data_read(r, arena, m, &rr, room);
	}
	mem_free(room);
	return rcode;
}

unsigned ddns_message_read(struct ddns_message *out, struct arena *arena, const struct msg *m)
{
	*out = (struct ddns_message){0};
	/* RFC 2136 section 3.1.1: one zone, of type SOA. */
	if (m->count[SECTION_QUESTION] != 1 || m->qtype != RR_SOA)
		return RCODE_FORMERR;
	out->zone = m->qname;
	name_lower(out->zone.wire, out->zone.len);
	unsigned rcode = section_read(&out->prereqs, &out->prereq_count, arena, m, SECTION_ANSWER);
	if (rcode != RCODE_NOERROR)
		return rcode;
	return section_read(&out->updates, &out->update_count, arena, m, SECTION_AUTHORITY);
}

/* RFC 2136 section 3.4.1.2, class by class. */
static unsigned prescan_record(const struct ddns_record *r)
{
	switch (r->class_) {
	case CLASS_IN:
		return ddns_type_is_meta(r->type) ? RCODE_FORMERR : RCODE_NOERROR;
	case CLASS_ANY:
		if (r->ttl != 0 || r->rdata.len != 0)
			return RCODE_FORMERR;
		return ddns_type_is_meta(r->type) && r->type != RR_ANY ? RCODE_FORMERR
		                                                       : RCODE_NOERROR;
	case CLASS_NONE:
		return r->ttl != 0 || ddns_type_is_meta(r->type) ? RCODE_FORMERR : RCODE_NOERROR;
	default:
		return RCODE_FORMERR;
	}
}

unsigned ddns_prescan(const struct ddns_message *m)
{
	for (size_t i = 0; i < m->update_count; i++) {
		const struct ddns_record *r = &m->updates[i];
		/* RFC 2136 section 3.4.1.1: nothing outside of the zone. */
		if (!name_is_under(r->owner, m->zone.wire))
			return RCODE_NOTZONE;
		unsigned rcode = prescan_record(r);
		if (rcode != RCODE_NOERROR)
			return rcode;
	}
	return RCODE_NOERROR;
}
