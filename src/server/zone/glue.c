/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The glue of a cut, copied beside its NS set so that a referral looks nothing up: addresses of
 * name servers at or below the cut, which the referral must carry (RFC 9471 section 2.1).  Other
 * name servers in the zone are left to look-ups when the referral is made: their addresses would
 * have to be followed through every change of the zone.
 */

#include "server/zone/glue.h"

#include "base/vec.h"
#include "dns/name.h"
#include "dns/rrtype.h"
#include "server/zone/expand.h"

#include <assert.h>
#include <string.h>

enum { RR_FIXED = 12 };

struct glue {
	const uint8_t *apex;
	size_t apex_len;
	struct zone_expander expander;
	struct zone_set set;
	VEC(struct zone_reloc) relocs;
	VEC(uint16_t) places;
	VEC(uint8_t) data;
	VEC(uint8_t) body;
};

struct glue *glue_new(const uint8_t *apex)
{
	struct glue *g = mem_zalloc(sizeof(*g));
	g->apex = apex;
	g->apex_len = name_len(apex);
	return g;
}

void glue_free(struct glue *g)
{
	zone_expander_deinit(&g->expander);
	VEC_FREE(&g->relocs);
	VEC_FREE(&g->places);
	VEC_FREE(&g->data);
	VEC_FREE(&g->body);
	mem_free(g);
}

/* Is `name` at or below `above`? Both in lower case; labels need not be aligned to be told. */
static bool is_under(const uint8_t *name, size_t len, const uint8_t *above, size_t above_len)
{
	while (len > above_len) {
		len -= name[0] + 1u;
		name += name[0] + 1u;
	}
	return len == above_len && memcmp(name, above, len) == 0;
}

/*
 * Can a set of names have any in the zone?  A name in it would have been compressed against the
 * owner or the apex, directly or by way of another.
 */
static bool may_be_in_zone(const struct glue *g, const struct zone_node *n,
                           const struct zone_set *ns)
{
	if (g->apex_len == 1)
		return true;
	const struct zone_reloc *r = zone_set_relocs(n, ns);
	for (unsigned i = 0; i < ns->reloc_count; i++) {
		if ((r[i].target & TARGET_KIND) != TARGET_FRAGMENT)
			return true;
	}
	return false;
}

static void addresses_put(struct glue *g, const struct zone_node *host, uint16_t type,
                          uint16_t target)
{
	const struct zone_set *set = zone_node_find(host, type);
	if (set == NULL || zone_set_is_long(set) || set->reloc_count > 0)
		return;
	const uint8_t *data = zone_set_data(host, set);
	size_t record = RR_FIXED + wire_get_u16(data + 10);
	for (size_t at = 0; at + record <= set->data_len; at += record) {
		size_t place = g->data.count;
		if (place + record > ZONE_FRAGMENT_MAX)
			return;
		struct zone_reloc r = {.place = (uint16_t)place, .target = target};
		VEC_PUSH(&g->relocs, r);
		if (place > 0)
			VEC_PUSH(&g->places, (uint16_t)place);
		VEC_RESERVE(&g->data, place + record);
		memcpy(g->data.items + place, data + at, record);
		g->data.count += record;
	}
}

/* How the owner of a target's addresses is written: where the target stands in the NS fragment. */
static uint16_t target_of(const struct zone_node *n, const struct zone_set *ns, size_t place)
{
	const struct zone_reloc *r = zone_set_relocs(n, ns);
	for (unsigned i = 0; i < ns->reloc_count; i++) {
		if (r[i].place == place)
			return r[i].target; /* nothing but a pointer: point where it does */
	}
	return (uint16_t)(TARGET_FRAGMENT | place);
}

static void body_make(struct glue *g, struct pack_growth *growth)
{
	size_t relocs = g->relocs.count * sizeof(g->relocs.items[0]);
	size_t places = g->places.count * sizeof(g->places.items[0]);
	g->body.count = relocs + places + g->data.count;
	VEC_RESERVE(&g->body, g->body.count);
	memcpy(g->body.items, g->relocs.items, relocs);
	if (places > 0)
		memcpy(g->body.items + relocs, g->places.items, places);
	memcpy(g->body.items + relocs + places, g->data.items, g->data.count);
	g->set = (struct zone_set){
		.count = (uint16_t)g->relocs.count,
		.reloc_count = (uint16_t)g->relocs.count,
		.data_len = (uint16_t)g->data.count,
	};
	growth->extra = &g->set;
	growth->extra_body = g->body.items;
	growth->extra_len = g->body.count;
}

bool glue_collect(struct glue *g, const struct zone_node *n, const struct glue_hosts *hosts,
                  struct pack_growth *growth, bool *needs_lookup)
{
	const struct zone_set *ns = zone_node_find(n, RR_NS);
	struct rrset targets;
	assert(ns != NULL);
	*needs_lookup = false;
	if (zone_set_is_long(ns)) {
		*needs_lookup = true;
		return false;
	}
	if (!may_be_in_zone(g, n, ns))
		return false;
	zone_expand_data(&g->expander, g->apex, n, ns, &targets);
	g->relocs.count = g->places.count = g->data.count = 0;
	struct rrset_iter it = rrset_iter_of(&targets);
	struct span target;
	size_t place = RR_FIXED;
	const uint8_t *data = zone_set_data(n, ns);
	for (; rrset_next(&it, &target); place += RR_FIXED + wire_get_u16(data + place - 2)) {
		if (!is_under(target.data, target.len, n->name, n->name_len)) {
			if (is_under(target.data, target.len, g->apex, g->apex_len))
				*needs_lookup = true;
			continue;
		}
		const struct zone_node *host = hosts->find(hosts->ctx, target.data);
		if (host == NULL)
			continue;
		uint16_t owner = target_of(n, ns, place);
		addresses_put(g, host, RR_A, owner);
		addresses_put(g, host, RR_AAAA, owner);
	}
	if (g->relocs.count == 0)
		return false;
	body_make(g, growth);
	return true;
}
