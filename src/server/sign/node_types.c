/* SPDX-License-Identifier: BSD-2-Clause */
/* The one place that says what authority covers; signatures and chains agree by asking it. */

#include "server/sign/node_types.h"

#include "dns/rrtype.h"

bool node_speaks_for(const struct zone_node *node, uint16_t type)
{
	if ((node->flags & NODE_BELOW) != 0 || type == RR_RRSIG)
		return false;
	return (node->flags & NODE_CUT) == 0 || type == RR_DS || type == RR_NSEC;
}

bool node_has_data(const struct zone_node *node)
{
	const struct zone_set *sets = zone_node_sets(node);
	if ((node->flags & NODE_BELOW) != 0)
		return false;
	for (unsigned i = 0; i < node->set_count; i++) {
		if (sets[i].count > 0 && sets[i].type != RR_NSEC)
			return true;
	}
	return false;
}

bool node_is_insecure_cut(const struct zone_node *node)
{
	return (node->flags & NODE_CUT) != 0 && zone_node_find(node, RR_DS) == NULL;
}

static void type_put(struct node_types *t, uint16_t type)
{
	VEC_PUSH(&t->list, type);
	for (size_t i = t->list.count - 1; i > 0 && t->list.items[i - 1] > type; i--) {
		t->list.items[i] = t->list.items[i - 1];
		t->list.items[i - 1] = type;
	}
}

void node_types_make(struct node_types *out, const struct zone_node *node, bool nsec)
{
	const struct zone_set *sets = zone_node_sets(node);
	bool is_signed = nsec;
	out->list.count = 0;
	for (unsigned i = 0; i < node->set_count; i++) {
		uint16_t type = sets[i].type;
		bool own = node_speaks_for(node, type);
		if (sets[i].count == 0 || type == RR_NSEC || (!own && type != RR_NS))
			continue;
		is_signed |= own;
		type_put(out, type);
	}
	if (nsec)
		type_put(out, RR_NSEC);
	if (is_signed)
		type_put(out, RR_RRSIG);
}

void node_types_deinit(struct node_types *t)
{
	VEC_FREE(&t->list);
}
