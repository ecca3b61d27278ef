/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of a loaded zone are in canonical order already, so records are written as they come; the
 * first that is out of place makes the set be sorted by pointers and written anew.
 */
#include "sec/canonical.h"

#include "base/mem.h"
#include "base/vec.h"
#include "dns/rdata.h"

#include <stdlib.h>

enum { FIXED_LEN = 8 }; /* type, class, TTL */

void canonical_deinit(struct canonical *c)
{
	mem_free(c->octets);
	mem_free(c->records);
	mem_free(c->order);
	*c = (struct canonical){0};
}

static uint8_t *reserve(struct canonical *c, size_t more)
{
	c->octets = vec_reserve(c->octets, &c->cap, c->len + more, 1);
	uint8_t *to = c->octets + c->len;
	c->len += more;
	return to;
}

void canonical_put(struct canonical *c, struct span octets)
{
	if (octets.len > 0)
		memcpy(reserve(c, octets.len), octets.data, octets.len);
}

/* A copy of the records with names in rdata in lower case (RFC 4034 section 6.2 item 3). */
static struct rrset lowered(struct canonical *c, const struct rrset *set)
{
	struct rrset out = *set;
	if (!rdata_type_has_names(set->type))
		return out;
	c->records = vec_reserve(c->records, &c->records_cap, set->size, 1);
	memcpy(c->records, set->records, set->size);
	for (uint8_t *at = c->records; at < c->records + set->size;) {
		size_t len = wire_get_u16(at);
		rdata_lower(set->type, at + 2, len);
		at += 2 + len;
	}
	out.records = c->records;
	return out;
}

static struct span record_of(const uint8_t *run)
{
	return span_of(run + 2, wire_get_u16(run));
}

static int order_cmp(const void *a, const void *b)
{
	return rdata_cmp(record_of(*(const uint8_t *const *)a),
	                 record_of(*(const uint8_t *const *)b));
}

/* What all records of the set begin with. */
struct head {
	size_t len;
	uint8_t octets[NAME_MAX_LEN + FIXED_LEN];
};

static void put_record(struct canonical *c, const struct head *head, struct span rdata)
{
	uint8_t *to = reserve(c, head->len + 2 + rdata.len);
	memcpy(to, head->octets, head->len);
	wire_set_u16(to + head->len, (uint16_t)rdata.len);
	if (rdata.len > 0)
		memcpy(to + head->len + 2, rdata.data, rdata.len);
}

/* false when a record is not behind the one before it. */
static bool put_in_place(struct canonical *c, const struct head *head, const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata, before = {0};
	for (bool first = true; rrset_next(&it, &rdata); first = false) {
		if (!first && rdata_cmp(before, rdata) >= 0)
			return false;
		put_record(c, head, rdata);
		before = rdata;
	}
	return true;
}

/* RFC 4034 section 6.3: by rdata; a repeated record is left out. */
static void put_sorted(struct canonical *c, const struct head *head, const struct rrset *set)
{
	size_t count = 0;
	c->order = vec_reserve(c->order, &c->order_cap, set->count, sizeof(c->order[0]));
	for (const uint8_t *at = set->records; at < set->records + set->size;
	     at += 2 + wire_get_u16(at))
		c->order[count++] = at;
	qsort(c->order, count, sizeof(c->order[0]), order_cmp);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || order_cmp(&c->order[i - 1], &c->order[i]) != 0)
			put_record(c, head, record_of(c->order[i]));
	}
}

void canonical_put_set(struct canonical *c, const struct rrset *set, const uint8_t *owner,
                       uint32_t ttl)
{
	if (set->count == 0)
		return;
	struct head head;
	size_t start = c->len, len = name_len(owner);
	memcpy(head.octets, owner, len);
	name_lower(head.octets, len);
	wire_set_u16(head.octets + len, set->type);
	wire_set_u16(head.octets + len + 2, set->class_);
	wire_set_u32(head.octets + len + 4, ttl);
	head.len = len + 8;
	const struct rrset plain = lowered(c, set);
	if (put_in_place(c, &head, &plain))
		return;
	c->len = start;
	put_sorted(c, &head, &plain);
}
