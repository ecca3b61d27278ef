/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Message reader.  msg_parse walks every record once and checks its frame; after it succeeded,
 * msg_next cannot fail.  Record data is not looked into (rdata_read does that), but for OPT.
 */

#include "dns/msg.h"

static enum err refuse(struct msg *m, enum msg_fault what)
{
	m->fault = what;
	return E_MALFORMED;
}

static bool read_question(struct msg *m, struct wire_reader *r)
{
	for (unsigned i = 0; i < m->count[SECTION_QUESTION]; i++) {
		struct name name;
		size_t pos = r->pos;
		if (name_read(&name, m->wire, &pos) != OK)
			return false;
		r->pos = pos;
		uint16_t type = wire_read_u16(r), class_ = wire_read_u16(r);
		if (wire_done(r) != OK)
			return false;
		if (i == 0) {
			m->qname = name;
			m->qtype = type;
			m->qclass = class_;
		}
	}
	return true;
}

/* Does the OPT's data consist of whole options (RFC 6891 section 6.1.2)? */
static bool options_are_whole(struct span options)
{
	struct wire_reader r = wire_reader_of(options);
	while (wire_left(&r) > 0) {
		wire_read_u16(&r);
		wire_read_span(&r, wire_read_u16(&r));
	}
	return wire_done(&r) == OK;
}

static enum msg_fault take_opt(struct msg *m, const struct msg_rr *rr)
{
	if (m->edns.present)
		return MSG_FAULT_OPT_TWICE;
	m->edns.present = true;
	m->edns.udp_size = rr->class_;
	m->edns.ext_rcode = (uint8_t)(rr->ttl >> 24);
	m->edns.version = (uint8_t)(rr->ttl >> 16);
	m->edns.flags = (uint16_t)rr->ttl;
	if (rr->owner.len != 1)
		return MSG_FAULT_OPT_OWNER;
	if (rr->section != SECTION_ADDITIONAL)
		return MSG_FAULT_OPT_PLACE;
	m->edns.options = span_of(m->wire.data + rr->rdata_at, rr->rdata_len);
	if (!options_are_whole(m->edns.options)) {
		m->edns.options.len = 0;
		return MSG_FAULT_OPT_DATA;
	}
	return MSG_FAULT_NONE;
}

/* Record at *at, which moves behind it; false when it is broken. */
static bool read_record(struct msg_rr *rr, struct span wire, size_t *at)
{
	size_t pos = *at;
	rr->at = pos;
	if (name_read(&rr->owner, wire, &pos) != OK || wire.len - pos < 10)
		return false;
	const uint8_t *p = wire.data + pos;
	rr->type = wire_get_u16(p);
	rr->class_ = wire_get_u16(p + 2);
	rr->ttl = wire_get_u32(p + 4);
	rr->rdata_len = wire_get_u16(p + 8);
	rr->rdata_at = pos + 10;
	if (wire.len - rr->rdata_at < rr->rdata_len)
		return false;
	*at = rr->rdata_at + rr->rdata_len;
	return true;
}

static enum err read_records(struct msg *m)
{
	struct msg_rr rr;
	size_t at = m->records_at;
	enum msg_fault later =
		MSG_FAULT_NONE; /* found, but the frame is checked to its end first */
	for (rr.section = SECTION_ANSWER; rr.section <= SECTION_ADDITIONAL; rr.section++) {
		for (unsigned i = 0; i < m->count[rr.section]; i++) {
			if (!read_record(&rr, m->wire, &at))
				return refuse(m, MSG_FAULT_RECORD);
			/* RFC 8945 section 5.1: TSIG is the last record, and there is one. */
			if (m->tsig_at != 0)
				later = MSG_FAULT_TSIG_PLACE;
			if (rr.type == RR_TSIG) {
				m->tsig_at = rr.at;
				if (rr.section != SECTION_ADDITIONAL)
					later = MSG_FAULT_TSIG_PLACE;
			} else if (rr.type == RR_OPT) {
				enum msg_fault f = take_opt(m, &rr);
				later = f != MSG_FAULT_NONE ? f : later;
			}
		}
	}
	if (at != m->wire.len)
		return refuse(m, MSG_FAULT_TRAILING);
	return later == MSG_FAULT_NONE ? OK : refuse(m, later);
}

enum err msg_parse(struct msg *m, struct span wire)
{
	memset(m, 0, offsetof(struct msg, qname));
	m->wire = wire;
	m->qname.len = 0;
	m->qtype = m->qclass = 0;
	m->records_at = 0;
	m->edns = (struct msg_edns){.present = false};
	m->tsig_at = 0;
	m->fault = MSG_FAULT_NONE;
	if (wire.len < MSG_HEADER_LEN)
		return refuse(m, MSG_FAULT_SHORT);
	struct wire_reader r = wire_reader_of(wire);
	m->id = wire_read_u16(&r);
	m->flags = wire_read_u16(&r);
	for (int i = 0; i < 4; i++)
		m->count[i] = wire_read_u16(&r);
	if (!read_question(m, &r)) {
		m->qname.len = 0;
		return refuse(m, MSG_FAULT_QUESTION);
	}
	m->records_at = r.pos;
	return read_records(m);
}

const char *msg_fault_text(enum msg_fault fault)
{
	static const char *const texts[] = {
		[MSG_FAULT_NONE] = "no fault",
		[MSG_FAULT_SHORT] = "shorter than a header",
		[MSG_FAULT_QUESTION] = "broken question section",
		[MSG_FAULT_RECORD] = "broken record",
		[MSG_FAULT_TRAILING] = "octets behind the last record",
		[MSG_FAULT_OPT_TWICE] = "more than one OPT record",
		[MSG_FAULT_OPT_OWNER] = "OPT record not at the root",
		[MSG_FAULT_OPT_PLACE] = "OPT record outside the additional section",
		[MSG_FAULT_OPT_DATA] = "broken EDNS option",
		[MSG_FAULT_TSIG_PLACE] = "TSIG record not last",
	};
	return fault < ARRAY_LEN(texts) ? texts[fault] : "unknown fault";
}

struct msg_iter msg_section_records(const struct msg *m, enum msg_section section)
{
	struct msg_iter it = msg_records(m);
	struct msg_rr rr;
	while (it.section < section && it.section < SECTION_ADDITIONAL) {
		if (it.left[it.section] == 0) {
			it.section++;
			continue;
		}
		if (!msg_next(&it, &rr))
			break;
	}
	/* Only this section's records are left. */
	for (int i = (int)section + 1; i <= SECTION_ADDITIONAL; i++)
		it.left[i] = 0;
	return it;
}

struct msg_iter msg_records(const struct msg *m)
{
	struct msg_iter it = {.msg = m, .at = m->records_at, .section = SECTION_ANSWER};
	memcpy(it.left, m->count, sizeof(it.left));
	return it;
}

bool msg_next(struct msg_iter *it, struct msg_rr *rr)
{
	while (it->left[it->section] == 0) {
		if (it->section == SECTION_ADDITIONAL)
			return false;
		it->section++;
	}
	it->left[it->section]--;
	rr->section = it->section;
	return read_record(rr, it->msg->wire, &it->at);
}

static const struct {
	uint16_t code;
	const char *name;
} rcodes[] = {
	{RCODE_NOERROR, "NOERROR"},     {RCODE_FORMERR, "FORMERR"}, {RCODE_SERVFAIL, "SERVFAIL"},
	{RCODE_NXDOMAIN, "NXDOMAIN"},   {RCODE_NOTIMP, "NOTIMPL"},  {RCODE_REFUSED, "REFUSED"},
	{RCODE_YXDOMAIN, "YXDOMAIN"},   {RCODE_YXRRSET, "YXRRSET"}, {RCODE_NXRRSET, "NXRRSET"},
	{RCODE_NOTAUTH, "NOTAUTH"},     {RCODE_NOTZONE, "NOTZONE"}, {RCODE_BADVERS, "BADVERS"},
	{RCODE_BADKEY, "BADKEY"},       {RCODE_BADTIME, "BADTIME"}, {RCODE_BADMODE, "BADMODE"},
	{RCODE_BADNAME, "BADNAME"},     {RCODE_BADALG, "BADALG"},   {RCODE_BADTRUNC, "BADTRUNC"},
	{RCODE_BADCOOKIE, "BADCOOKIE"},
};

const char *msg_rcode_name(unsigned rcode)
{
	for (size_t i = 0; i < ARRAY_LEN(rcodes); i++) {
		if (rcodes[i].code == rcode)
			return rcodes[i].name;
	}
	return NULL;
}

enum err msg_rcode_parse(unsigned *out, struct span text)
{
	for (size_t i = 0; i < ARRAY_LEN(rcodes); i++) {
		if (span_is_word(text, rcodes[i].name)) {
			*out = rcodes[i].code;
			return OK;
		}
	}
	if (span_is_word(text, "NOTIMP")) {
		*out = RCODE_NOTIMP;
		return OK;
	}
	return E_MNEMONIC;
}

const char *msg_opcode_name(unsigned opcode)
{
	switch (opcode) {
	case OPCODE_QUERY:
		return "QUERY";
	case OPCODE_IQUERY:
		return "IQUERY";
	case OPCODE_STATUS:
		return "STATUS";
	case OPCODE_NOTIFY:
		return "NOTIFY";
	case OPCODE_UPDATE:
		return "UPDATE";
	case OPCODE_DSO:
		return "DSO";
	default:
		return NULL;
	}
}
