/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Additional data from the same zone.  Glue that a cut carries is one item, and must fit; all
 * other addresses are looked up and may be left out (RFC 2181 section 9).
 */

#include "server/answer/additional.h"

#include "dns/rrtype.h"

#include <string.h>

enum {
	RR_FIXED = 12,
	LOOK_UPS_MAX = 32, /* names followed for one answer */
};

/* Where the host's name begins in record data; SIZE_MAX for types without one. */
static size_t host_at(uint16_t type)
{
	switch (type) {
	case RR_NS:
		return 0;
	case RR_MX:
	case RR_SVCB:
	case RR_HTTPS:
		return 2;
	case RR_SRV:
		return 6;
	default:
		return SIZE_MAX;
	}
}

static void set_add(const struct decision *d, const struct zone_node *host, uint16_t type,
                    const struct plan_item *owner)
{
	const struct zone_set *set = zone_node_find(host, type);
	if (set == NULL || d->plan->count >= PLAN_ITEMS - 1)
		return;
	bool signs = d->query->wants_dnssec && (host->flags & (NODE_BELOW | NODE_CUT)) == 0;
	struct plan_item *item = plan_add(d->plan, SECTION_ADDITIONAL, host, set,
	                                  signs ? PART_DATA | PART_SIGS : PART_DATA);
	if (item == NULL)
		return;
	item->owner = owner->owner;
	item->at = owner->at;
	item->ref = owner->ref;
	item->hop = owner->hop;
	item->is_optional = true;
}

/* The node of a host: authoritative, or glue. */
static const struct zone_node *host_find(const struct decision *d, const uint8_t *name)
{
	struct zone_name host;
	struct zone_found found;
	if (!zone_name_within(&host, d->version, &d->query->name, name))
		return NULL;
	zone_look_up(&found, d->version, &host);
	return found.dname == NULL ? found.node : NULL;
}

/* What a service's host lacks is proved, so that nobody asks for it (RFC 9460 section 4.1). */
static void absence_add(const struct decision *d, const struct zone_node *host, uint16_t type,
                        const struct plan_item *owner)
{
	const struct zone_node *covers;
	if (!d->proves || (host->flags & (NODE_BELOW | NODE_CUT)) != 0 ||
	    (zone_node_find(host, RR_A) != NULL && zone_node_find(host, RR_AAAA) != NULL &&
	     zone_node_find(host, type) != NULL))
		return;
	if (d->version->denial == ZONE_NSEC) {
		set_add(d, host, RR_NSEC, owner);
		return;
	}
	if ((host->flags & NODE_HASHED) == 0)
		return;
	const struct zone_node *match = zone_find_nsec3(d->version, zone_node_hash(host), &covers);
	struct plan_item literal = {.owner = OWNER_LITERAL};
	if (match != NULL)
		set_add(d, match, RR_NSEC3, &literal);
}

/*
 * Follow the names of a set.
 *
 * skip  names at or below this one are left out; NULL: none
 */
static void hosts_follow(const struct decision *d, const struct zone_node *node,
                         const struct zone_set *set, unsigned item, const uint8_t *skip)
{
	struct rrset hosts;
	struct span rdata;
	size_t in_rdata = host_at(set->type), place = RR_FIXED;
	bool is_long = zone_set_is_long(set);
	const uint8_t *data = is_long ? NULL : zone_set_data(node, set);
	zone_expand_data(d->expander, zone_apex_name(d->version), node, set, &hosts);
	struct rrset_iter it = rrset_iter_of(&hosts);
	for (unsigned n = 0; n < LOOK_UPS_MAX && rrset_next(&it, &rdata); n++) {
		const uint8_t *name = rdata.data + in_rdata;
		struct plan_item owner = {
			.owner = OWNER_HOST,
			.ref = (uint8_t)item,
			.at = (uint16_t)(place + in_rdata),
		};
		if (is_long)
			owner.owner = OWNER_LITERAL;
		else
			place += RR_FIXED + wire_get_u16(data + place - 2);
		bool is_service = set->type == RR_SVCB || set->type == RR_HTTPS;
		bool is_alias = is_service && wire_get_u16(rdata.data) == 0;
		const struct zone_node *host;
		if (is_service && name_is_root(name)) {
			/* "." is the owner itself, or nothing in an alias (RFC 9460 section 2.5) */
			if (is_alias || (node->flags & NODE_WILDCARD) != 0)
				continue;
			owner = d->plan->items[item];
			host = node;
		} else {
			if (skip != NULL && name_is_under(name, skip))
				continue;
			host = host_find(d, name);
		}
		if (host == NULL)
			continue;
		set_add(d, host, RR_A, &owner);
		set_add(d, host, RR_AAAA, &owner);
		if (is_service && host != node) {
			set_add(d, host, set->type, &owner);
			absence_add(d, host, set->type, &owner);
		}
	}
}

void additional_glue(const struct decision *d, const struct zone_node *cut,
                     const struct zone_set *ns, unsigned ns_item)
{
	bool carried = (cut->flags & NODE_EXTRA) != 0;
	if (carried) {
		struct plan_item *item = plan_add(d->plan, SECTION_ADDITIONAL, cut,
		                                  zone_node_extra(cut), PART_GLUE);
		if (item != NULL)
			item->ref = (uint8_t)ns_item;
	}
	if ((cut->flags & NODE_GLUE_LOOKUP) != 0)
		hosts_follow(d, cut, ns, ns_item, carried ? cut->name : NULL);
}

void additional_data(const struct decision *d, const struct zone_node *node,
                     const struct zone_set *set, unsigned item)
{
	if (host_at(set->type) != SIZE_MAX && item < d->plan->count)
		hosts_follow(d, node, set, item, NULL);
}
