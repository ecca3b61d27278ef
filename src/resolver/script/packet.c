/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: wire has room for at least size octets and grows up to max; what is appended was
 * checked by its type's row, so that a packet built here can always be read.  Octets that were lent
 * are never written to.
 */

#include "resolver/script/packet.h"

#include "base/mem.h"
#include "dns/msg.h"
#include "dns/rdata.h"

#include <string.h>

struct packet {
	struct kres_packet pub; /* first */
	struct msg msg;         /* of the last open */
	struct msg_iter at;     /* at.msg NULL: nothing is being read */
	enum msg_section reading;
	struct msg_rr rr;
	uint32_t cap;        /* of wire */
	uint8_t *scratch;    /* rdata with whole names; made when first wanted */
	bool lent;           /* wire is not its own, or lies in the arena */
	struct arena *arena; /* of a packet that was lent: where its own octets are */
};

enum {
	FIRST_CAP = 512,
	COUNTS_AT = 4,
	QUESTION_FIXED = 4,
	RECORD_FIXED = 10,
	POINTER_TO_QNAME = 0xc00c
};

static struct packet *inner(struct kres_packet *p)
{
	return CONTAINER_OF(p, struct packet, pub);
}

struct kres_packet *script_packet_new(uint32_t max)
{
	struct packet *p = mem_zalloc(sizeof(*p));
	p->cap = MIN_OF(max, (uint32_t)FIRST_CAP);
	p->pub.wire = mem_zalloc(p->cap);
	p->pub.size = MSG_HEADER_LEN;
	p->pub.max = max;
	return &p->pub;
}

/* Copy the wire of a packet that was lent into its arena, with room for so many octets. */
static bool move(struct kres_packet *p, uint32_t cap)
{
	struct packet *in = inner(p);
	void *wire;
	if (arena_try(in->arena, cap, &wire) != OK)
		return false;
	memcpy(wire, p->wire, p->size);
	p->wire = wire;
	in->cap = cap;
	return true;
}

/* Let the wire have room for so many octets, at most max; false: the arena is used up. */
static bool reserve(struct kres_packet *p, uint32_t size)
{
	struct packet *in = inner(p);
	if (size <= in->cap)
		return true;
	uint32_t cap = MIN_OF(MAX_OF(2 * in->cap, size), p->max);
	if (in->lent)
		return move(p, cap);
	in->cap = cap;
	p->wire = mem_realloc(p->wire, cap);
	return true;
}

struct kres_packet *script_packet_of(struct span wire)
{
	uint32_t len = (uint32_t)wire.len;
	struct kres_packet *p = script_packet_new(MAX_OF(len, (uint32_t)SCRIPT_PACKET_LEAST));
	script_packet_fill(p, wire);
	p->fixed = 1;
	return p;
}

struct kres_packet *script_packet_lend(struct span wire, struct arena *arena)
{
	struct packet *in = mem_zalloc(sizeof(*in));
	in->lent = true;
	in->arena = arena;
	in->cap = (uint32_t)wire.len;
	in->pub = (struct kres_packet){.wire = (uint8_t *)(uintptr_t)wire.data,
	                               .size = (uint32_t)wire.len,
	                               .max = SCRIPT_PACKET_MOST,
	                               .fixed = 1};
	return &in->pub;
}

void script_packet_return(struct kres_packet *p)
{
	struct packet *in = inner(p);
	mem_free(in->scratch);
	in->scratch = NULL;
	in->at.msg = NULL;
	in->cap = 0;
	in->arena = NULL;
	in->pub = (struct kres_packet){.fixed = 1, .gone = 1};
}

const char *script_packet_loosen(struct kres_packet *p)
{
	struct packet *in = inner(p);
	if (!p->fixed)
		return NULL;
	if (in->arena == NULL)
		return "this packet cannot be changed";
	uint32_t cap = MIN_OF(MAX_OF(2 * p->size, (uint32_t)FIRST_CAP), p->max);
	if (!move(p, cap))
		return "memory of the request used up";
	in->at.msg = NULL;
	p->fixed = 0;
	return NULL;
}

void script_packet_fill(struct kres_packet *p, struct span wire)
{
	inner(p)->at.msg = NULL;
	p->max = MAX_OF(p->max, (uint32_t)wire.len);
	(void)reserve(p, (uint32_t)wire.len); /* its own: there is room */
	memcpy(p->wire, wire.data, wire.len);
	p->size = MAX_OF((uint32_t)wire.len, (uint32_t)SCRIPT_PACKET_LEAST);
	p->section = 0;
}

void script_packet_fill_octets(struct kres_packet *p, const uint8_t *wire, uint32_t len)
{
	script_packet_fill(p, span_of(wire, len));
}

void script_packet_free(struct kres_packet *p)
{
	if (p == NULL)
		return;
	if (!inner(p)->lent)
		mem_free(p->wire);
	mem_free(inner(p)->scratch);
	mem_free(inner(p));
}

static struct span wire_of(const struct kres_packet *p)
{
	return span_of(p->wire, p->size);
}

const char *script_packet_fault(struct kres_packet *p)
{
	struct msg *m = &inner(p)->msg;
	inner(p)->at.msg = NULL;
	return msg_parse(m, wire_of(p)) == OK ? NULL : msg_fault_text(m->fault);
}

int script_packet_open(struct kres_packet *p, int section)
{
	struct packet *in = inner(p);
	in->at.msg = NULL;
	if (section < 0 || section > 2 || msg_parse(&in->msg, wire_of(p)) != OK)
		return -1;
	in->reading = (enum msg_section)(SECTION_ANSWER + section);
	in->at = msg_section_records(&in->msg, in->reading);
	return in->msg.count[SECTION_ANSWER + section];
}

/* Only the data of known types have names in them that must be made whole. */
static bool read_rdata(struct packet *in, struct kres_record *out)
{
	if (in->scratch == NULL)
		in->scratch = mem_alloc(RDATA_MAX_LEN);
	struct wire_writer w = wire_writer_of(in->scratch, RDATA_MAX_LEN);
	if (rdata_read(&w, in->rr.type, wire_of(&in->pub), in->rr.rdata_at, in->rr.rdata_len) != OK)
		return false;
	out->rdata = (struct kres_octets){.data = in->scratch, .len = (uint32_t)w.pos};
	return true;
}

int script_packet_next(struct kres_packet *p, struct kres_record *out)
{
	struct packet *in = inner(p);
	/* What changes a packet ends the reading of it. */
	if (in->at.msg == NULL || !msg_next(&in->at, &in->rr) || in->rr.section != in->reading) {
		in->at.msg = NULL;
		return 0;
	}
	*out = (struct kres_record){
		.owner = {.data = in->rr.owner.wire, .len = in->rr.owner.len},
		.type = in->rr.type,
		.class_ = in->rr.class_,
		.ttl = in->rr.ttl,
	};
	return read_rdata(in, out);
}

int script_packet_question(struct kres_packet *p, struct kres_record *out)
{
	struct msg *m = &inner(p)->msg;
	inner(p)->at.msg = NULL;
	(void)!msg_parse(m, wire_of(p)); /* a question may be there all the same */
	if (m->qname.len == 0)
		return 0;
	*out = (struct kres_record){
		.owner = {.data = m->qname.wire, .len = m->qname.len},
		.type = m->qtype,
		.class_ = m->qclass,
	};
	return 1;
}

/* Octets of the header and the question section; 0: it is broken. */
static uint32_t records_at(struct kres_packet *p)
{
	struct msg *m = &inner(p)->msg;
	inner(p)->at.msg = NULL;
	if (msg_parse(m, wire_of(p)) != OK)
		return 0;
	return (uint32_t)m->records_at;
}

static uint8_t *count_at(const struct kres_packet *p, unsigned section)
{
	return p->wire + COUNTS_AT + 2 * section;
}

void script_packet_clear(struct kres_packet *p)
{
	uint32_t end = records_at(p);
	if (end == 0) {
		end = MSG_HEADER_LEN;
		wire_set_u16(count_at(p, SECTION_QUESTION), 0);
	}
	p->size = end;
	p->section = 0;
	p->changes++;
	memset(count_at(p, SECTION_ANSWER), 0, 6);
}

const char *script_packet_set_question(struct kres_packet *p, const uint8_t *name, uint32_t len,
                                       uint16_t type, uint16_t class_)
{
	size_t used = 0;
	if (p->fixed)
		return "this packet cannot be changed";
	inner(p)->at.msg = NULL;
	if (name_check(span_of(name, len), &used) != OK || used != len)
		return "invalid name";
	if (MSG_HEADER_LEN + len + QUESTION_FIXED > p->max ||
	    !reserve(p, MSG_HEADER_LEN + len + QUESTION_FIXED))
		return err_text(E_SPACE);
	uint8_t *at = p->wire + MSG_HEADER_LEN;
	memcpy(at, name, len);
	wire_set_u16(at + len, type);
	wire_set_u16(at + len + 2, class_);
	p->size = MSG_HEADER_LEN + len + QUESTION_FIXED;
	p->section = 0;
	p->changes++;
	memset(p->wire + COUNTS_AT, 0, 8);
	wire_set_u16(count_at(p, SECTION_QUESTION), 1);
	return NULL;
}

/* Append a record that was checked. */
static const char *append(struct kres_packet *p, const struct kres_record *r)
{
	const struct msg *m = &inner(p)->msg;
	bool is_qname = m->qname.len == r->owner.len && r->owner.len > 2 &&
	                memcmp(m->qname.wire, r->owner.data, r->owner.len) == 0;
	uint32_t owner_len = is_qname ? 2 : r->owner.len;
	uint32_t size = p->size + owner_len + RECORD_FIXED + r->rdata.len;
	if (size > p->max || wire_get_u16(count_at(p, SECTION_ANSWER + p->section)) == UINT16_MAX ||
	    !reserve(p, size))
		return err_text(E_SPACE);
	uint8_t *count = count_at(p, SECTION_ANSWER + p->section);
	uint8_t *at = p->wire + p->size;
	if (is_qname)
		wire_set_u16(at, POINTER_TO_QNAME);
	else
		memcpy(at, r->owner.data, owner_len);
	at += owner_len;
	wire_set_u16(at, r->type);
	wire_set_u16(at + 2, r->class_);
	wire_set_u32(at + 4, r->ttl);
	wire_set_u16(at + 8, (uint16_t)r->rdata.len);
	memcpy(at + RECORD_FIXED, r->rdata.data, r->rdata.len);
	p->size = size;
	p->changes++;
	wire_set_u16(count, (uint16_t)(wire_get_u16(count) + 1));
	return NULL;
}

/* Records can only be appended where the last section ends. */
static const char *check_section(struct kres_packet *p)
{
	if (p->fixed)
		return "this packet cannot be changed";
	if (records_at(p) == 0)
		return "malformed packet";
	for (unsigned s = p->section + 1u; s < 3; s++) {
		if (wire_get_u16(count_at(p, SECTION_ANSWER + s)) > 0)
			return "cannot rewind to already written section";
	}
	return NULL;
}

const char *script_packet_put(struct kres_packet *p, const struct kres_record *r)
{
	size_t used = 0;
	const char *wrong = check_section(p);
	if (wrong != NULL)
		return wrong;
	if (name_check(span_of(r->owner.data, r->owner.len), &used) != OK || used != r->owner.len)
		return "invalid owner name";
	if (r->rdata.len > RDATA_MAX_LEN)
		return err_text(E_RDATA_LONG);
	enum err err = rdata_check(r->type, span_of(r->rdata.data, r->rdata.len));
	return err != OK ? err_text(err) : append(p, r);
}

const char *script_packet_put_opt(struct kres_packet *p, uint16_t udp_size, uint16_t flags)
{
	static const uint8_t root[1];
	const struct kres_record r = {
		.owner = {.data = root, .len = 1},
		.rdata = {.data = root, .len = 0},
		.type = RR_OPT,
		.class_ = udp_size,
		.ttl = flags,
	};
	uint8_t section = p->section;
	p->section = 2;
	const char *wrong = check_section(p);
	if (wrong == NULL && inner(p)->msg.edns.present)
		wrong = "there is an OPT record already";
	if (wrong == NULL)
		wrong = append(p, &r);
	if (wrong != NULL)
		p->section = section;
	return wrong;
}

int script_packet_resize(struct kres_packet *p, uint32_t max)
{
	if (max < p->size || max < SCRIPT_PACKET_LEAST || max > SCRIPT_PACKET_MOST || p->fixed)
		return 0;
	p->max = max;
	return 1;
}
