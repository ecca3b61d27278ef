/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Gathering RRsets.  One pass over a section's records finds to which set each belongs; a second
 * one over the records of each set copies them, once.  Invariant: work is bounded by
 * REPLY_RECORDS_MAX times REPLY_SETS_MAX comparisons and few more per record of a set.
 */

#include "resolver/iterate/reply.h"

#include "base/hash.h"
#include "base/mem.h"
#include "dns/rdata.h"

enum { RRSIG_FIXED = 18, NO_RECORD = 0xffff, SCRATCH = 65535, FILTER_WORDS = 32 };

/* A record's place in the message, chained to the next one of its set. */
struct place {
	size_t rdata_at;
	uint16_t rdata_len;
	uint16_t next;
};

struct gathering {
	const struct msg *msg;
	const uint8_t *zone;
	struct arena *arena;
	enum msg_section section;
	struct reply_section *out;
	uint16_t place_count;
	uint16_t noted[REPLY_SETS_MAX][2]; /* records of data, of signatures; equal ones too */
	uint16_t first[REPLY_SETS_MAX][2]; /* places of them */
	uint16_t last[REPLY_SETS_MAX][2];
	struct place places[REPLY_RECORDS_MAX];
	uint8_t scratch[SCRATCH];
};

const struct req_set *reply_find(const struct reply_section *s, const uint8_t *owner, uint16_t type)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->set[i].data.type == type && name_equal(s->set[i].data.owner, owner))
			return &s->set[i];
	}
	return NULL;
}

const struct req_set *reply_find_type(const struct reply_section *s, uint16_t type)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->set[i].data.type == type)
			return &s->set[i];
	}
	return NULL;
}

static bool is_wanted(const struct gathering *g, const struct msg_rr *rr)
{
	if (rr->class_ != CLASS_IN || rrtype_get(rr->type)->flags & RRTYPE_META)
		return false;
	if (g->section == SECTION_ADDITIONAL) /* whose addresses they are is looked at later */
		return rr->type == RR_A || rr->type == RR_AAAA;
	return name_is_under(rr->owner.wire, g->zone);
}

/*
 * Type that a record is kept under: an RRSIG goes with what it covers.  0: not to be kept, since
 * its signer is not an ancestor of its owner (RFC 4035 section 5.3.1).
 */
static uint16_t kept_type(const struct gathering *g, const struct msg_rr *rr)
{
	if (rr->type != RR_RRSIG || g->msg->qtype == RR_RRSIG)
		return rr->type;
	size_t pos = rr->rdata_at + RRSIG_FIXED;
	struct name signer;
	if (rr->rdata_len < RRSIG_FIXED || name_read(&signer, g->msg->wire, &pos) != OK ||
	    !name_is_under(rr->owner.wire, signer.wire))
		return 0;
	return wire_get_u16(g->msg->wire.data + rr->rdata_at);
}

/* Index of the set, made if new; -1 when there are enough. */
static enum err find_set(struct gathering *g, const struct msg_rr *rr, uint16_t type, int *index)
{
	struct reply_section *s = g->out;
	for (int i = 0; i < s->count; i++) {
		if (s->set[i].data.type == type &&
		    name_equal(s->set[i].data.owner, rr->owner.wire)) {
			*index = i;
			return OK;
		}
	}
	*index = -1;
	if (s->count == REPLY_SETS_MAX)
		return OK;
	void *owner;
	TRY(arena_try(g->arena, rr->owner.len, &owner));
	memcpy(owner, rr->owner.wire, rr->owner.len);
	name_lower(owner, rr->owner.len);
	*index = s->count++;
	struct rrset empty = {.owner = owner, .type = type, .class_ = CLASS_IN, .ttl = UINT32_MAX};
	s->set[*index] = (struct req_set){.data = empty, .sigs = empty};
	s->set[*index].sigs.type = RR_RRSIG;
	for (int k = 0; k < 2; k++) {
		g->first[*index][k] = g->last[*index][k] = NO_RECORD;
		g->noted[*index][k] = 0;
	}
	return OK;
}

static enum err note_record(struct gathering *g, const struct msg_rr *rr)
{
	uint16_t type = kept_type(g, rr);
	int index;
	if (type == 0 || g->place_count == REPLY_RECORDS_MAX)
		return OK;
	TRY(find_set(g, rr, type, &index));
	if (index < 0)
		return OK;
	int k = rr->type == RR_RRSIG && type != RR_RRSIG;
	/* Too large, with whatever is in it twice: found out before anything is compared or copied.
	 */
	if (++g->noted[index][k] > 2 * REPLY_RRSET_MAX)
		return E_LIMIT;
	struct rrset *set = k ? &g->out->set[index].sigs : &g->out->set[index].data;
	/* RFC 2181 section 5.2: one TTL, the lowest; section 8: the top bit makes it zero. */
	set->ttl = MIN_OF(set->ttl, rr->ttl > INT32_MAX ? 0 : rr->ttl);
	uint16_t at = g->place_count++;
	g->places[at] = (struct place){rr->rdata_at, rr->rdata_len, NO_RECORD};
	if (g->first[index][k] == NO_RECORD)
		g->first[index][k] = at;
	else
		g->places[g->last[index][k]].next = at;
	g->last[index][k] = at;
	return OK;
}

/*
 * Is the record that begins at `start` in scratch equal to one before it?  A record whose bit is
 * not in the filter yet has no equal, so that large sets cost no more than their size.
 */
static bool is_repeated(uint64_t filter[FILTER_WORDS], const uint8_t *scratch, size_t start,
                        size_t end)
{
	struct span last = span_of(scratch + start + 2, end - start - 2);
	uint64_t hash = hash_octets(last.data, last.len, hash_seed());
	uint64_t *word = &filter[hash / 64 % FILTER_WORDS], bit = UINT64_C(1) << hash % 64;
	if (!(*word & bit)) {
		*word |= bit;
		return false;
	}
	for (size_t at = 0; at < start; at += 2u + wire_get_u16(scratch + at)) {
		if (span_equal(last, span_of(scratch + at + 2, wire_get_u16(scratch + at))))
			return true;
	}
	return false;
}

static enum err copy_records(struct gathering *g, struct rrset *set, uint16_t at)
{
	uint64_t filter[FILTER_WORDS] = {0};
	struct wire_writer w = wire_writer_of(g->scratch, sizeof(g->scratch));
	for (; at != NO_RECORD; at = g->places[at].next) {
		size_t start = w.pos;
		wire_write_u16(&w, 0);
		TRY(rdata_read(&w, set->type, g->msg->wire, g->places[at].rdata_at,
		               g->places[at].rdata_len));
		TRY(w.err);
		wire_set_u16(g->scratch + start, (uint16_t)(w.pos - start - 2));
		if (is_repeated(filter, g->scratch, start, w.pos))
			w.pos = start;
		else if (++set->count > REPLY_RRSET_MAX)
			return E_LIMIT;
	}
	void *records;
	TRY(arena_try(g->arena, w.pos, &records));
	memcpy(records, g->scratch, w.pos);
	set->records = records;
	set->size = (uint32_t)w.pos;
	return OK;
}

/* A signature without what it signs is of no use. */
static void drop_empty(struct reply_section *s)
{
	uint16_t kept = 0;
	for (uint16_t i = 0; i < s->count; i++) {
		if (s->set[i].data.count == 0)
			continue;
		if (kept != i)
			s->set[kept] = s->set[i];
		kept++;
	}
	s->count = kept;
}

static enum err gather(struct gathering *g, enum msg_section section, struct reply_section *out)
{
	struct msg_iter it = msg_section_records(g->msg, section);
	struct msg_rr rr;
	g->section = section;
	g->out = out;
	g->place_count = 0;
	out->count = 0;
	while (msg_next(&it, &rr) && rr.section == section) {
		if (is_wanted(g, &rr))
			TRY(note_record(g, &rr));
	}
	for (size_t i = 0; i < out->count; i++) {
		TRY(copy_records(g, &out->set[i].data, g->first[i][0]));
		TRY(copy_records(g, &out->set[i].sigs, g->first[i][1]));
	}
	drop_empty(out);
	return OK;
}

enum err reply_read(struct reply *out, const struct msg *msg, const uint8_t *zone,
                    struct arena *arena)
{
	struct gathering g;
	g.msg = msg;
	g.zone = zone;
	g.arena = arena;
	out->msg = msg;
	TRY(gather(&g, SECTION_ANSWER, &out->answer));
	TRY(gather(&g, SECTION_AUTHORITY, &out->authority));
	return gather(&g, SECTION_ADDITIONAL, &out->additional);
}
