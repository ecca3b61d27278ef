/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan of an answer: which sets stand in which section, under which owner.  Deciding makes
 * it; placing (place.h) and composing (compose.h) turn it into a message, each in its own way.
 */
#pragma once

#include "dns/msg.h"
#include "server/answer/query.h"

enum {
	PLAN_HOPS = 5, /* CNAME and DNAME steps followed */
	PLAN_ITEMS = 120,
	PLAN_EXTRA = 40, /* of which additional data may take the last ones */
};

/* How the owner of an item's records stands in the message. */
enum plan_owner {
	OWNER_CHAIN,   /* the name asked for: the question, or the target of the last CNAME */
	OWNER_SKIP,    /* the question without its first `at` octets */
	OWNER_HOST,    /* a name in the data of item `ref`, `at` octets into its fragment */
	OWNER_LITERAL, /* the node's own name, written out down to the apex */
};

enum plan_part {
	PART_DATA = 1,     /* as FRAGMENT_DATA */
	PART_SIGS = 2,     /* as FRAGMENT_SIGS */
	PART_GLUE = 4,     /* node's extra set: placed relative to the NS set of item `ref` */
	PART_NEGATIVE = 8, /* node's extra set: SOA with the TTL of negative answers */
	PART_SYNTH = 16,   /* CNAME from a DNAME: plan.synth[ref] */
};

struct plan_item {
	const struct zone_node *node;
	const struct zone_set *set;
	uint16_t at;
	uint8_t ref;
	uint8_t hop;      /* index of the chain's name for OWNER_CHAIN */
	uint8_t section;  /* enum msg_section */
	uint8_t owner;    /* enum plan_owner */
	uint8_t parts;    /* enum plan_part, ored */
	bool is_optional; /* left out silently when there is no room */
};

/* A CNAME made from a DNAME (RFC 6672 section 3.1). */
struct plan_synth {
	uint32_t ttl;
	struct name target;
};

struct plan {
	uint16_t rcode;
	bool is_authoritative;
	bool has_synth;
	bool is_mixed;        /* an item stands before one of an earlier section */
	uint8_t last_section; /* of the last item */
	uint8_t apex_len;     /* octets of the zone's name */
	uint8_t count;
	uint8_t hops;                      /* names in `chain` beyond the question */
	uint8_t chain_item[PLAN_HOPS + 1]; /* CNAME whose target name i is; unused for 0 */
	struct plan_item items[PLAN_ITEMS];
	struct zone_name chain[PLAN_HOPS]; /* names 1 and on */
	struct plan_synth synth[PLAN_HOPS + 1];
};

/* Name i of the chain in lower case; 0 is the question. */
static inline const struct zone_name *plan_name(const struct plan *p, const struct query *q,
                                                unsigned i)
{
	return i == 0 ? &q->name : &p->chain[i - 1];
}

/* Add an item; NULL when the plan is full, which only additional data and long proofs bring. */
static inline struct plan_item *plan_add(struct plan *p, enum msg_section section,
                                         const struct zone_node *node, const struct zone_set *set,
                                         unsigned parts)
{
	if (p->count == PLAN_ITEMS)
		return NULL;
	struct plan_item *item = &p->items[p->count++];
	p->is_mixed |= (uint8_t)section < p->last_section;
	p->last_section = (uint8_t)section;
	*item = (struct plan_item){
		.node = node,
		.set = set,
		.section = (uint8_t)section,
		.parts = (uint8_t)parts,
	};
	return item;
}
