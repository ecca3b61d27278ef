/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Additional data from the same zone.  Glue that a cut carries is one item, and must fit; all
 * other addresses are looked up and may be left out (RFC 2181 section 9).
 */

#include "server/answer/additional.h"

#include <string.h>

enum {
	RR_FIXED = 12,
	LOOK_UPS_MAX = 32, /* names followed for one answer */
};

/* Where the host's name begins in record data. */
static size_t host_at(uint16_t type)
{
	switch (type) {
	case RR_MX:
	case RR_SVCB:
	case RR_HTTPS:
		return 2;
	case RR_SRV:
		return 6;
	default: /* RR_NS */
		return 0;
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

/* A set whose names are followed. */
struct following {
	const struct decision *d;
	const struct zone_node *node;
	const struct zone_set *set;
	unsigned item;
	const uint8_t *skip; /* names at or below this one are left out; NULL: none */
};

/*
 * Follow the name of one record.
 *
 * rdata  of which the octets before the name are looked at
 * owner  how the host's records name it
 */
static void host_follow(const struct following *f, const uint8_t *rdata, const uint8_t *name,
                        struct plan_item *owner)
{
	uint16_t type = f->set->type;
	bool is_service = type == RR_SVCB || type == RR_HTTPS;
	bool is_alias = is_service && wire_get_u16(rdata) == 0;
	const struct zone_node *host;
	if (is_service && name_is_root(name)) {
		/* "." is the owner itself, or nothing in an alias (RFC 9460 section 2.5) */
		if (is_alias || (f->node->flags & NODE_WILDCARD) != 0)
			return;
		*owner = f->d->plan->items[f->item];
		host = f->node;
	} else {
		if (f->skip != NULL && name_is_under(name, f->skip))
			return;
		host = host_find(f->d, name);
	}
	if (host == NULL)
		return;
	set_add(f->d, host, RR_A, owner);
	set_add(f->d, host, RR_AAAA, owner);
	if (is_service && host != f->node) {
		set_add(f->d, host, type, owner);
		absence_add(f->d, host, type, owner);
	}
}

static void long_hosts_follow(const struct following *f)
{
	struct rrset hosts;
	struct span rdata;
	size_t in_rdata = host_at(f->set->type);
	zone_expand_data(f->d->expander, zone_apex_name(f->d->version), f->node, f->set, &hosts);
	struct rrset_iter it = rrset_iter_of(&hosts);
	for (unsigned n = 0; n < LOOK_UPS_MAX && rrset_next(&it, &rdata); n++) {
		struct plan_item owner = {.owner = OWNER_LITERAL};
		host_follow(f, rdata.data, rdata.data + in_rdata, &owner);
	}
}

/* Names are made whole one by one, where the records stand. */
static void hosts_follow(const struct following *f)
{
	uint8_t name[NAME_MAX_LEN];
	size_t in_rdata = host_at(f->set->type), place = RR_FIXED;
	if (zone_set_is_long(f->set)) {
		long_hosts_follow(f);
		return;
	}
	const uint8_t *data = zone_set_data(f->node, f->set);
	unsigned count = MIN_OF(f->set->count, (unsigned)LOOK_UPS_MAX);
	for (unsigned n = 0; n < count; n++) {
		struct plan_item owner = {
			.owner = OWNER_HOST,
			.ref = (uint8_t)f->item,
			.at = (uint16_t)(place + in_rdata),
		};
		zone_expand_name(f->d->version, f->node, f->set, place + in_rdata, name);
		host_follow(f, data + place, name, &owner);
		place += RR_FIXED + wire_get_u16(data + place - 2);
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
	if ((cut->flags & NODE_GLUE_LOOKUP) != 0) {
		struct following f = {d, cut, ns, ns_item, carried ? cut->name : NULL};
		hosts_follow(&f);
	}
}

void additional_data(const struct decision *d, const struct zone_node *node,
                     const struct zone_set *set, unsigned item)
{
	if (item < d->plan->count) {
		struct following f = {d, node, set, item, NULL};
		hosts_follow(&f);
	}
}
