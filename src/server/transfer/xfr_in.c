/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The response as one sequence of records.  Each state says what the next record may be:
 *
 *   FIRST    our peer's SOA
 *   SECOND   IXFR: an older SOA begins changes, anything else is of a whole zone
 *   ZONE     records of the zone, until the first SOA comes again
 *   REMOVED  what a step takes away, until the step's newer SOA
 *   ADDED    what it brings, until an SOA: the next step's, or the first again, which ends it
 *   DONE     nothing
 */

#include "server/transfer/xfr_in.h"

#include "dns/rdata.h"
#include "server/transfer/primary_query.h"
#include "server/zone/builder.h"

enum state { FIRST, SECOND, ZONE, REMOVED, ADDED, DONE };

/* Messages in a row without a record for us: more are a peer that wants to keep us busy. */
enum { EMPTY_MAX = 16, RECORD_FIXED = 10 };

struct xfr_in {
	struct xfr_in_options options;
	struct name zone;
	enum state state;
	struct xfr_in_facts facts;
	unsigned empty; /* messages in a row */
	uint32_t soa_ttl;
	VEC(uint8_t) soa;             /* rdata of the first SOA */
	struct serial reached;        /* serial that the last step leads to, or begins with */
	struct zone_builder *builder; /* XFR_IN_ZONE */
	VEC(struct zone_changeset) steps;
	size_t whole; /* of them complete */
	uint8_t rdata[RDATA_MAX_LEN];
};

struct xfr_in *xfr_in_new(const struct xfr_in_options *options)
{
	struct xfr_in *x = mem_zalloc(sizeof(*x));
	x->options = *options;
	name_copy(&x->zone, options->zone);
	x->options.zone = x->zone.wire;
	return x;
}

void xfr_in_free(struct xfr_in *x)
{
	if (x == NULL)
		return;
	zone_builder_free(x->builder);
	for (size_t i = 0; i < x->steps.count; i++)
		zone_changeset_deinit(&x->steps.items[i]);
	VEC_FREE(&x->steps);
	VEC_FREE(&x->soa);
	mem_free(x);
}

const struct xfr_in_facts *xfr_in_facts(const struct xfr_in *x)
{
	return &x->facts;
}

const struct zone_changeset *xfr_in_changes(const struct xfr_in *x, size_t *count)
{
	*count = x->whole;
	return x->steps.items;
}

enum err xfr_in_take_zone(struct xfr_in *x, struct zone_version **out)
{
	struct zone_builder *b = x->builder;
	x->builder = NULL;
	if (b == NULL)
		return E_EMPTYZONE;
	enum err e = zone_builder_finish(b, out);
	zone_builder_free(b);
	return e;
}

/* ---- records ---- */

static void zone_begin(struct xfr_in *x)
{
	const struct zone_record soa = {
		.owner = x->zone.wire,
		.type = RR_SOA,
		.ttl = x->soa_ttl,
		.rdata = span_of(x->soa.items, x->soa.count),
	};
	x->facts.kind = XFR_IN_ZONE;
	x->state = ZONE;
	x->builder = zone_builder_new(x->zone.wire);
	zone_builder_add(x->builder, &soa);
}

static enum err step_begin(struct xfr_in *x, const struct zone_record *soa)
{
	struct serial serial;
	TRY(zone_record_serial(soa, &serial));
	/* RFC 1995 section 4: the first step begins with the client's version. */
	if (serial.value != x->reached.value)
		return E_XFR;
	VEC_PUSH(&x->steps, (struct zone_changeset){0});
	zone_records_add(&x->steps.items[x->whole].removed, soa);
	x->state = REMOVED;
	return OK;
}

static enum err take_first(struct xfr_in *x, const struct zone_record *r)
{
	if (r->type != RR_SOA)
		return E_XFR;
	TRY(zone_record_serial(r, &x->facts.serial));
	VEC_RESERVE(&x->soa, r->rdata.len);
	memcpy(x->soa.items, r->rdata.data, r->rdata.len);
	x->soa.count = r->rdata.len;
	x->soa_ttl = r->ttl;
	if (x->options.ixfr)
		x->state = SECOND;
	else
		zone_begin(x);
	return OK;
}

static bool is_first_soa(const struct xfr_in *x, const struct zone_record *r)
{
	return span_equal(r->rdata, span_of(x->soa.items, x->soa.count));
}

/* RFC 5936 section 2.2: the same SOA at both ends, and no other between them. */
static enum err take_of_zone(struct xfr_in *x, const struct zone_record *r)
{
	if (r->type != RR_SOA) {
		zone_builder_add(x->builder, r);
		return OK;
	}
	if (!is_first_soa(x, r))
		return E_XFR;
	x->state = DONE;
	return OK;
}

static enum err take_second(struct xfr_in *x, const struct zone_record *r)
{
	if (r->type == RR_SOA && !is_first_soa(x, r)) {
		x->facts.kind = XFR_IN_CHANGES;
		x->reached = x->options.have;
		return step_begin(x, r);
	}
	zone_begin(x);
	return take_of_zone(x, r);
}

static enum err take_removed(struct xfr_in *x, const struct zone_record *r)
{
	struct zone_changeset *step = &x->steps.items[x->whole];
	struct serial serial;
	if (r->type != RR_SOA) {
		zone_records_add(&step->removed, r);
		return OK;
	}
	TRY(zone_record_serial(r, &serial));
	if (!serial_is_newer(serial, x->reached))
		return E_XFR;
	zone_records_add(&step->added, r);
	x->reached = serial;
	x->state = ADDED;
	return OK;
}

static enum err take_added(struct xfr_in *x, const struct zone_record *r)
{
	if (r->type != RR_SOA) {
		zone_records_add(&x->steps.items[x->whole].added, r);
		return OK;
	}
	x->whole++;
	if (x->reached.value != x->facts.serial.value)
		return step_begin(x, r);
	if (!is_first_soa(x, r))
		return E_XFR;
	x->state = DONE;
	return OK;
}

static enum err record_take(struct xfr_in *x, const struct zone_record *r)
{
	switch (x->state) {
	case FIRST:
		return take_first(x, r);
	case SECOND:
		return take_second(x, r);
	case ZONE:
		return take_of_zone(x, r);
	case REMOVED:
		return take_removed(x, r);
	case ADDED:
		return take_added(x, r);
	case DONE:
		break;
	}
	return E_XFR; /* something behind the end */
}

static enum err size_check(struct xfr_in *x, size_t octets)
{
	x->facts.size += octets;
	if (x->options.ixfr && x->facts.kind != XFR_IN_ZONE)
		return x->facts.size / 2 > x->options.max_size ? E_XFR_SIZE : OK;
	return x->facts.size > x->options.max_size ? E_ZONESIZE : OK;
}

static enum err rr_take(struct xfr_in *x, const struct msg *m, struct msg_rr *rr)
{
	struct wire_writer w = wire_writer_of(x->rdata, sizeof(x->rdata));
	if (rr->class_ != CLASS_IN || rr->type == 0 ||
	    (rrtype_get(rr->type)->flags & RRTYPE_META) != 0)
		return E_XFR;
	TRY(rdata_read(&w, rr->type, m->wire, rr->rdata_at, rr->rdata_len));
	TRY(size_check(x, RECORD_FIXED + rr->owner.len + w.pos));
	name_lower(rr->owner.wire, rr->owner.len);
	if (!name_is_under(rr->owner.wire, x->zone.wire)) {
		x->facts.skipped++;
		return x->state == FIRST ? E_XFR : OK;
	}
	/* An SOA marks something wherever it stands: it must be the zone's. */
	if (rr->type == RR_SOA && rr->owner.len != x->zone.len)
		return E_XFR;
	rdata_lower(rr->type, x->rdata, w.pos);
	const struct zone_record r = {
		.owner = rr->owner.wire,
		.type = rr->type,
		/* RFC 2181 section 8: the highest bit set means zero. */
		.ttl = rr->ttl > INT32_MAX ? 0 : rr->ttl,
		.rdata = wire_written(&w),
	};
	x->facts.records++;
	return record_take(x, &r);
}

/* ---- messages ---- */

static enum err records_take(struct xfr_in *x, const struct msg *m)
{
	struct msg_iter it = msg_section_records(m, SECTION_ANSWER);
	struct msg_rr rr;
	while (msg_next(&it, &rr) && rr.section == SECTION_ANSWER)
		TRY(rr_take(x, m, &rr));
	return OK;
}

/* Are enough steps here for a client that wants one? */
static bool has_enough(const struct xfr_in *x)
{
	return x->options.by_one && x->whole > 0;
}

static enum err end_check(struct xfr_in *x, bool *done)
{
	bool is_signed = x->options.tsig == NULL || x->options.tsig->unsigned_count == 0;
	if (x->state == SECOND && !serial_is_newer(x->facts.serial, x->options.have)) {
		/* RFC 1995 section 2: nothing newer is there. */
		x->facts.kind = XFR_IN_UP_TO_DATE;
		x->state = DONE;
	}
	/* What was not vouched for yet is not enough. */
	if (x->state != DONE && !(has_enough(x) && is_signed))
		return OK;
	if (!is_signed) /* RFC 8945 section 5.3.1 */
		return E_TSIG_SIG;
	if (has_enough(x)) {
		x->facts.more = x->state != DONE || x->whole > 1;
		x->whole = 1;
	}
	*done = true;
	return OK;
}

enum err xfr_in_take(struct xfr_in *x, struct span wire, struct wall now, bool *done)
{
	struct msg m;
	uint16_t tsig_error = 0;
	enum err verified = OK;
	*done = false;
	if (x->state == DONE || msg_parse(&m, wire) != OK || (m.flags & MSG_QR) == 0)
		return E_XFR;
	x->facts.messages++;
	x->facts.octets += wire.len;
	if (x->options.tsig != NULL)
		verified = tsig_verify(x->options.tsig, &m, now, &tsig_error);
	x->facts.rcode = msg_rcode(&m);
	/* Said first: a server that does not know our key cannot sign that. */
	if (x->facts.rcode != RCODE_NOERROR)
		return E_DENIED;
	if (verified != OK)
		return verified;
	if (x->facts.messages == 1)
		x->facts.has_expire = primary_expire_read(&m, &x->facts.expire_s);
	if (m.count[SECTION_ANSWER] > 0) {
		x->empty = 0;
		TRY(records_take(x, &m));
	} else if (x->facts.messages == 1) {
		return x->options.ixfr ? E_NOTSUP : E_XFR;
	} else if (++x->empty > EMPTY_MAX) {
		return E_XFR;
	}
	return end_check(x, done);
}
