/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copy, then add a base to each relocation.  Invariant: every pointer written leads to a lower
 * offset, and fragments end at or below offset 16383, so that pointers into them are possible.
 * Long sets, made-up CNAMEs and rotated sets with names are not placed.
 */

#include "server/answer/place.h"

#include "dns/rdata.h"
#include "server/zone/fragment.h"

#include <string.h>

struct placing {
	const struct plan *plan;
	uint8_t *data;
	size_t cap;
	unsigned rotation;
	size_t at;
	uint16_t apex_end;           /* offset behind the question's name */
	uint16_t places[PLAN_ITEMS]; /* where each item's fragment begins */
	uint16_t owners[PLAN_ITEMS]; /* and where the name of its owner does */
};

/* Follow a name that is nothing but a pointer. */
static size_t name_place(const uint8_t *data, size_t at)
{
	return (data[at] & 0xc0) == 0xc0 ? wire_get_u16(data + at) & FRAGMENT_POINTER_MAX : at;
}

/* Offset of the owner of an item that is not OWNER_LITERAL. */
static size_t owner_place(const struct placing *p, const struct plan_item *item)
{
	const struct plan *plan = p->plan;
	if (item->owner == OWNER_SKIP)
		return MSG_HEADER_LEN + (size_t)item->at;
	if (item->owner == OWNER_HOST)
		return name_place(p->data, p->places[item->ref] + (size_t)item->at);
	if (item->hop == 0)
		return MSG_HEADER_LEN;
	enum { CNAME_RDATA = 12 };
	return name_place(p->data, p->places[plan->chain_item[item->hop]] + (size_t)CNAME_RDATA);
}

/* Put the record `by` first: whole records change places, the RRSIGs stay behind them. */
static void records_rotate(uint8_t *to, const struct zone_node *node, const struct zone_set *set,
                           unsigned by, uint16_t owner)
{
	const uint8_t *data = zone_set_data(node, set);
	size_t cut = zone_set_places(node, set)[by - 1];
	memcpy(to, data + cut, set->data_len - cut);
	memcpy(to + set->data_len - cut, data, cut);
	for (size_t at = 0; at < set->data_len; at += 12u + wire_get_u16(to + at + 10))
		wire_set_u16(to + at, owner);
}

/* As many addresses as fit; all of them must, or the referral is truncated (RFC 9471 section 3). */
static enum place_result glue_place(struct placing *p, const struct plan_item *item,
                                    unsigned *count)
{
	const struct zone_set *set = item->set;
	const uint16_t *places = zone_set_places(item->node, set);
	size_t room = MIN_OF(p->cap, (size_t)FRAGMENT_POINTER_MAX) - p->at;
	size_t len = set->data_len;
	unsigned fit = set->count;
	while (len > room && fit > 0)
		len = --fit > 0 ? places[fit - 1] : 0;
	uint8_t *to = p->data + p->at;
	struct fragment_base base = fragment_base_of(p->places[item->ref], p->owners[item->ref],
	                                             p->apex_end);
	memcpy(to, zone_set_data(item->node, set), len);
	fragment_relocate(to, zone_set_relocs(item->node, set), fit, &base);
	p->at += len;
	*count = fit;
	return fit < set->count ? PLACE_TRUNCATED : PLACE_DONE;
}

/* Place an item whole, or as much of glue as fits; *count gets its records. */
static ALWAYS_INLINE enum place_result item_place(struct placing *p, const struct plan_item *item,
                                                  size_t index, unsigned *count)
{
	const struct zone_node *node = item->node;
	const struct zone_set *set = item->set;
	unsigned parts = item->parts;
	bool is_literal = item->owner == OWNER_LITERAL;
	*count = 0;
	if ((parts & PART_GLUE) != 0)
		return glue_place(p, item, count);
	if (UNLIKELY(zone_set_is_long(set)))
		return PLACE_UNFIT;
	size_t len = fragment_len(set, parts);
	size_t literal = is_literal ? (size_t)(node->name_len - p->plan->apex_len) : 0;
	size_t at = p->at + literal;
	if (UNLIKELY(at + len > p->cap))
		return PLACE_TRUNCATED;
	if (UNLIKELY(at + len > FRAGMENT_POINTER_MAX))
		return PLACE_UNFIT;
	uint8_t *to = p->data + at;
	p->places[index] = (uint16_t)at;
	p->at = at + len;
	size_t apex_at = (size_t)p->apex_end - p->plan->apex_len;
	size_t owner = is_literal ? (literal > 0 ? at - literal : apex_at) : owner_place(p, item);
	p->owners[index] = (uint16_t)owner;
	struct fragment_base base = fragment_base_of(at, owner, p->apex_end);
	fragment_place(to, node, set, parts, len, &base);
	if (literal > 0) {
		/* The name's labels, and the pointer to the apex where the fragment has its own. */
		memcpy(to - literal, node->name, literal);
		wire_set_u16(to, (uint16_t)(FRAGMENT_POINTER + apex_at));
	}
	if (UNLIKELY(p->rotation > 0) && item->section == SECTION_ANSWER &&
	    (parts & FRAGMENT_DATA) != 0 && p->rotation % set->count > 0) {
		/* Pointers within the set, and those of additional data to it, would go astray. */
		if (rdata_type_has_names(set->type))
			return PLACE_UNFIT;
		records_rotate(to, node, set, p->rotation % set->count, base.of[1]);
	}
	*count = fragment_count(set, parts);
	return PLACE_DONE;
}

/*
 * Place the items of one section, or of all in the order they have.
 *
 * counts  as of plan_place
 */
enum { SECTION_ANY = SECTION_ADDITIONAL + 1 };
static ALWAYS_INLINE enum place_result section_place(struct placing *p, unsigned section,
                                                     uint16_t counts[4])
{
	size_t n = p->plan->count;
	const struct plan_item *item = p->plan->items;
	for (size_t i = 0; i < n; i++, item++) {
		if (section != SECTION_ANY && item->section != section)
			continue;
		unsigned count;
		enum place_result r = item_place(p, item, i, &count);
		if (UNLIKELY(r == PLACE_TRUNCATED) && item->is_optional)
			continue;
		counts[item->section] = (uint16_t)(counts[item->section] + count);
		if (UNLIKELY(r != PLACE_DONE))
			return r;
	}
	return PLACE_DONE;
}

enum place_result plan_place(const struct plan *plan, const struct query *q,
                             const struct reply_space *space, size_t *at, uint16_t counts[4])
{
	struct placing p;
	p.plan = plan;
	p.data = space->data;
	p.cap = space->cap;
	p.rotation = space->rotation;
	p.at = *at;
	p.apex_end = (uint16_t)(MSG_HEADER_LEN + q->name.name.len);
	if (UNLIKELY(plan->has_synth))
		return PLACE_UNFIT;
	enum place_result r = PLACE_DONE;
	if (LIKELY(!plan->is_mixed)) {
		r = section_place(&p, SECTION_ANY, counts);
	} else {
		for (unsigned s = SECTION_ANSWER; s <= SECTION_ADDITIONAL && r == PLACE_DONE; s++)
			r = section_place(&p, s, counts);
	}
	*at = p.at;
	return r;
}
