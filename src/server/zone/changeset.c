/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs of records.  Invariant: a run holds whole, valid records only, so walking it needs no
 * checks; zone_records_read is where octets from outside become one.
 */

#include "server/zone/changeset.h"

#include "dns/rdata.h"

#include <stdlib.h>
#include <string.h>

enum { RECORD_FIXED = 8 /* type, TTL, length */ };

void zone_records_deinit(struct zone_records *r)
{
	VEC_FREE(&r->octets);
	r->count = 0;
}

void zone_changeset_deinit(struct zone_changeset *c)
{
	zone_records_deinit(&c->removed);
	zone_records_deinit(&c->added);
}

void zone_records_add(struct zone_records *r, const struct zone_record *record)
{
	size_t owner = name_len(record->owner);
	size_t len = owner + RECORD_FIXED + record->rdata.len;
	VEC_RESERVE(&r->octets, r->octets.count + len);
	uint8_t *to = r->octets.items + r->octets.count;
	memcpy(to, record->owner, owner);
	to += owner;
	wire_set_u16(to, record->type);
	wire_set_u32(to + 2, record->ttl);
	wire_set_u16(to + 6, (uint16_t)record->rdata.len);
	if (record->rdata.len > 0)
		memcpy(to + RECORD_FIXED, record->rdata.data, record->rdata.len);
	r->octets.count += len;
	r->count++;
}

bool zone_records_next(struct zone_records_iter *it, struct zone_record *out)
{
	if (it->at == it->end)
		return false;
	const uint8_t *fixed = it->at + name_len(it->at);
	*out = (struct zone_record){
		.owner = it->at,
		.type = wire_get_u16(fixed),
		.ttl = wire_get_u32(fixed + 2),
		.rdata = span_of(fixed + RECORD_FIXED, wire_get_u16(fixed + 6)),
	};
	it->at = out->rdata.data + out->rdata.len;
	return true;
}

/* The octets of the record at the start of s, checked. */
static enum err record_check(struct span s, size_t *len)
{
	size_t owner;
	enum err e = name_check(s, &owner);
	if (e != OK)
		return e;
	struct wire_reader r = wire_reader_of(span_skip(s, owner));
	uint16_t type = wire_read_u16(&r);
	(void)wire_read_u32(&r);
	size_t rdlen = wire_read_u16(&r);
	const uint8_t *rdata = wire_read_octets(&r, rdlen);
	if (r.err != OK)
		return r.err;
	*len = owner + RECORD_FIXED + rdlen;
	return rdata_check(type, span_of(rdata, rdlen));
}

enum err zone_records_read(struct zone_records *r, struct span octets)
{
	size_t count = 0, len;
	for (size_t at = 0; at < octets.len; at += len, count++) {
		enum err e = record_check(span_skip(octets, at), &len);
		if (e != OK)
			return e;
	}
	if (octets.len > 0) {
		VEC_RESERVE(&r->octets, r->octets.count + octets.len);
		memcpy(r->octets.items + r->octets.count, octets.data, octets.len);
		r->octets.count += octets.len;
		r->count += count;
	}
	return OK;
}

enum err zone_record_serial(const struct zone_record *r, struct serial *serial)
{
	enum { TIMES_LEN = 20 }; /* RFC 1035 section 3.3.13 */
	if (r->type != RR_SOA || r->rdata.len < TIMES_LEN)
		return E_NOSOA;
	serial->value = wire_get_u32(r->rdata.data + r->rdata.len - TIMES_LEN);
	return OK;
}

static bool first_is_soa(const struct zone_records *r, struct serial *serial)
{
	struct zone_records_iter it = zone_records_iter_of(r);
	struct zone_record soa;
	return zone_records_next(&it, &soa) && zone_record_serial(&soa, serial) == OK;
}

enum err zone_changeset_serials(const struct zone_changeset *c, struct serial *from,
                                struct serial *to)
{
	return first_is_soa(&c->removed, from) && first_is_soa(&c->added, to) ? OK : E_NOSOA;
}

bool zone_changeset_is_empty(const struct zone_changeset *c)
{
	struct serial unused;
	if (c->removed.count == 0 && c->added.count == 0)
		return true;
	if (c->removed.count != 1 || c->added.count != 1 || !first_is_soa(&c->removed, &unused) ||
	    !first_is_soa(&c->added, &unused))
		return false;
	/* Two SOA records that differ in their serials only. */
	struct zone_records_iter it = zone_records_iter_of(&c->removed);
	struct zone_record a, b;
	zone_records_next(&it, &a);
	it = zone_records_iter_of(&c->added);
	zone_records_next(&it, &b);
	size_t at = a.rdata.len - 20;
	return a.ttl == b.ttl && a.rdata.len == b.rdata.len &&
	       memcmp(a.rdata.data, b.rdata.data, at) == 0 &&
	       memcmp(a.rdata.data + at + 4, b.rdata.data + at + 4, 16) == 0;
}

/* A record with its sign; runs of equal ones are summed. */
struct change {
	struct zone_record record;
	int sign;
};

static bool is_soa(const struct zone_record *r)
{
	return r->type == RR_SOA;
}

static int change_cmp(const void *a, const void *b)
{
	const struct zone_record *x = &((const struct change *)a)->record;
	const struct zone_record *y = &((const struct change *)b)->record;
	if (is_soa(x) != is_soa(y))
		return is_soa(x) ? -1 : 1;
	int d = name_cmp(x->owner, y->owner);
	if (d == 0)
		d = (int)x->type - (int)y->type;
	if (d == 0)
		d = rdata_cmp(x->rdata, y->rdata);
	if (d == 0 && x->ttl != y->ttl)
		d = x->ttl < y->ttl ? -1 : 1;
	return d;
}

void zone_changeset_merge(struct zone_changeset *out, const struct zone_changeset *const *parts,
                          size_t count)
{
	VEC(struct change) all = {0};
	for (size_t i = 0; i < count; i++) {
		const struct zone_records *lists[] = {&parts[i]->removed, &parts[i]->added};
		for (int k = 0; k < 2; k++) {
			struct zone_records_iter it = zone_records_iter_of(lists[k]);
			struct change c = {.sign = k == 0 ? -1 : 1};
			while (zone_records_next(&it, &c.record))
				VEC_PUSH(&all, c);
		}
	}
	if (all.count > 0)
		qsort(all.items, all.count, sizeof(all.items[0]), change_cmp);
	for (size_t i = 0, end; i < all.count; i = end) {
		int sum = 0;
		for (end = i; end < all.count && change_cmp(&all.items[i], &all.items[end]) == 0;)
			sum += all.items[end++].sign;
		if (sum != 0)
			zone_records_add(sum < 0 ? &out->removed : &out->added,
			                 &all.items[i].record);
	}
	VEC_FREE(&all);
}
