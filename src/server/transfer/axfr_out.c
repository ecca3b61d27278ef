/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fragments are placed as they are.  Each message repeats the question, so that the zone's name
 * stands at a known place; the owner of a node's first set in a message is written out down to
 * the apex, that of the others points there.  Sets in long form, and those that do not fit a
 * message even alone, go record by record with rdata as it is.
 */

#include "server/transfer/axfr_out.h"

#include "dns/msg.h"
#include "server/zone/expand.h"
#include "server/zone/fragment.h"

#include <string.h>

enum {
	MESSAGE_LEN = 16 * 1024 - 1, /* pointers reach no further */
	FIRST_SOA,
	BODY,
	LAST_SOA,
	DONE,
};

struct axfr_out {
	const struct zone_version *version;
	struct xfr_head head;
	bool first; /* no message was written yet */
	int stage;
	struct zone_iter nodes;
	const struct zone_node *node; /* being written; NULL: take the next */
	unsigned set;                 /* of the node */
	size_t skip;                  /* records of the set already written one by one */
	struct zone_expander expander;
	uint64_t records;
	/* of the current message */
	uint8_t *buf;
	size_t at, cap;
	size_t owner_at; /* of `node` in it; 0: not there */
	uint16_t count;
};

struct axfr_out *axfr_out_new(const struct zone_version *v, const struct xfr_head *head)
{
	struct axfr_out *x = mem_zalloc(sizeof(*x));
	x->version = v;
	x->head = *head;
	x->first = true;
	x->stage = FIRST_SOA;
	zone_iter_init(&x->nodes, v);
	return x;
}

void axfr_out_free(struct axfr_out *x)
{
	if (x == NULL)
		return;
	zone_expander_deinit(&x->expander);
	mem_free(x);
}

uint64_t axfr_out_records(const struct axfr_out *x)
{
	return x->records;
}

/* Parts of the current set: the SOA itself comes first and last, its RRSIGs in between. */
static unsigned parts_of(const struct axfr_out *x, const struct zone_set *set)
{
	if (x->stage != BODY)
		return FRAGMENT_DATA;
	if (x->node == x->version->apex && set->type == RR_SOA)
		return FRAGMENT_SIGS;
	return FRAGMENT_DATA | FRAGMENT_SIGS;
}

static size_t literal_len(const struct axfr_out *x)
{
	if (x->node == x->version->apex || x->owner_at != 0)
		return 0;
	return (size_t)(x->node->name_len - x->version->apex->name_len);
}

/*
 * Write the owner, if it is not in the message yet, so that a record's owner pointer comes next.
 *
 * returns  what that pointer is: to the apex behind a literal owner, else to the owner
 */
static uint16_t owner_put(struct axfr_out *x)
{
	size_t literal = literal_len(x);
	if (x->node == x->version->apex)
		x->owner_at = MSG_HEADER_LEN;
	if (literal == 0)
		return (uint16_t)(FRAGMENT_POINTER + x->owner_at);
	memcpy(x->buf + x->at, x->node->name, literal);
	x->owner_at = x->at;
	x->at += literal;
	return FRAGMENT_POINTER + MSG_HEADER_LEN;
}

/* Place a set whole; false when this message has no room for it. */
static bool set_place(struct axfr_out *x, const struct zone_set *set, unsigned parts)
{
	size_t len = fragment_len(set, parts);
	if (x->at + literal_len(x) + len > MIN_OF(x->cap, (size_t)MESSAGE_LEN))
		return false;
	if (len == 0)
		return true;
	uint16_t owner = owner_put(x);
	struct fragment_base base = fragment_base_of(x->at, x->owner_at,
	                                             MSG_HEADER_LEN + (size_t)x->head.qname.len);
	fragment_place(x->buf + x->at, x->node, set, parts, len, &base);
	wire_set_u16(x->buf + x->at, owner);
	x->at += len;
	x->count = (uint16_t)(x->count + fragment_count(set, parts));
	return true;
}

/* Write records of a set from number x->skip on, as many as fit; true when none is left. */
static bool records_put(struct axfr_out *x, const struct rrset *set, size_t *number)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	while (set->count > 0 && rrset_next(&it, &rdata)) {
		if ((*number)++ < x->skip)
			continue;
		size_t len = literal_len(x) + 12 + rdata.len;
		/* The first record of a message may be as large as it likes. */
		if (x->at + len > (x->count > 0 ? MIN_OF(x->cap, (size_t)MESSAGE_LEN) : x->cap))
			return false;
		uint16_t owner = owner_put(x);
		uint8_t *p = x->buf + x->at;
		wire_set_u16(p, owner);
		wire_set_u16(p + 2, set->type);
		wire_set_u16(p + 4, CLASS_IN);
		wire_set_u32(p + 6, set->ttl);
		wire_set_u16(p + 10, (uint16_t)rdata.len);
		memcpy(p + 12, rdata.data, rdata.len);
		x->at += 12 + rdata.len;
		x->count++;
		x->skip++;
	}
	return true;
}

/* As set_place, but one record after another; what is written is remembered in x->skip. */
static bool set_put_records(struct axfr_out *x, const struct zone_set *set, unsigned parts)
{
	const uint8_t *apex = zone_apex_name(x->version);
	struct rrset records;
	size_t number = 0;
	if ((parts & FRAGMENT_DATA) != 0) {
		zone_expand_data(&x->expander, apex, x->node, set, &records);
		if (!records_put(x, &records, &number))
			return false;
	}
	if ((parts & FRAGMENT_SIGS) != 0) {
		zone_expand_sigs(&x->expander, apex, x->node, set, &records);
		if (!records_put(x, &records, &number))
			return false;
	}
	return true;
}

/* Write a set, or as much of it as there is room for; true when nothing of it is left. */
static bool set_put(struct axfr_out *x, const struct zone_set *set)
{
	unsigned parts = parts_of(x, set);
	if (!zone_set_is_long(set) && x->skip == 0) {
		if (set_place(x, set, parts))
			return true;
		if (x->count > 0)
			return false; /* the next message has more room */
	}
	if (!set_put_records(x, set, parts))
		return false;
	x->skip = 0;
	return true;
}

/* Write the rest of a node's sets; true when all are written. */
static bool node_put(struct axfr_out *x)
{
	const struct zone_set *sets = zone_node_sets(x->node);
	for (; x->set < x->node->set_count; x->set++) {
		if (!set_put(x, &sets[x->set]))
			return false;
	}
	return true;
}

static bool soa_put(struct axfr_out *x)
{
	x->node = x->version->apex;
	const struct zone_set *soa = zone_node_find(x->node, RR_SOA);
	bool done = soa == NULL || set_put(x, soa);
	x->node = NULL;
	return done;
}

/* Write what comes next; false when the message is full. */
static bool step(struct axfr_out *x)
{
	if (x->stage != BODY) {
		if (!soa_put(x))
			return false;
		x->stage++;
		return true;
	}
	if (x->node == NULL) {
		x->node = zone_next(&x->nodes);
		x->set = 0;
		x->owner_at = 0;
		if (x->node == NULL) {
			x->stage = LAST_SOA;
			return true;
		}
	}
	if (!node_put(x))
		return false;
	x->node = NULL;
	return true;
}

enum err axfr_out_next(struct axfr_out *x, uint8_t *buf, size_t cap, size_t *len)
{
	const struct xfr_head *h = &x->head;
	*len = 0;
	if (x->stage == DONE)
		return OK;
	size_t question = MSG_HEADER_LEN + (size_t)h->qname.len + 4;
	size_t opt_len = x->first ? h->opt_len : 0;
	if (cap < question + opt_len)
		return E_SPACE;
	x->buf = buf;
	x->cap = cap - opt_len;
	x->at = question;
	x->owner_at = 0;
	x->count = 0;
	memset(buf, 0, MSG_HEADER_LEN);
	wire_set_u16(buf, h->id);
	wire_set_u16(buf + 2, MSG_QR | MSG_AA); /* RFC 5936 section 2.2.1 */
	wire_set_u16(buf + 4, 1);
	memcpy(buf + MSG_HEADER_LEN, h->qname.wire, h->qname.len);
	wire_set_u16(buf + question - 4, h->qtype);
	wire_set_u16(buf + question - 2, CLASS_IN);
	while (x->stage != DONE && step(x)) {
	}
	if (x->count == 0)
		return E_SPACE;
	wire_set_u16(buf + 6, x->count);
	if (opt_len > 0) {
		memcpy(buf + x->at, h->opt, opt_len);
		wire_set_u16(buf + 10, 1);
		x->at += opt_len;
	}
	x->first = false;
	x->records += x->count;
	*len = x->at;
	return OK;
}
