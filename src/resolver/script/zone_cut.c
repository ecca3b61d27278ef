/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What scripts read of the zone whose servers a query asks: its name, its servers, and the keys
 * that its data are validated with.  Invariant: keys that are shown were validated, or are an
 * anchor's.
 */

#include "resolver/script/request.h"

#include "base/mem.h"
#include "resolver/cache/rrcache.h"

int script_cut_name(void *script, const struct kres_handle *h, struct kres_octets *out)
{
	const struct script_request *sr = script_request_find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	const struct query *q = script_query_of(sr, h);
	const uint8_t *name = q != NULL ? q->cut.name : name_root;
	*out = (struct kres_octets){.data = name, .len = (uint32_t)name_len(name)};
	return KRES_THERE;
}

int script_cut_server(void *script, const struct kres_handle *h, uint32_t i,
                      struct kres_octets *out)
{
	const struct script_request *sr = script_request_find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	const struct query *q = script_query_of(sr, h);
	if (q == NULL || i >= q->cut.ns_count)
		return KRES_NONE;
	const uint8_t *name = q->cut.ns[i].name;
	*out = (struct kres_octets){.data = name, .len = (uint32_t)name_len(name)};
	return KRES_THERE;
}

int script_cut_address(void *script, const struct kres_handle *h, uint32_t i,
                       struct kres_address *out, uint32_t *server)
{
	const struct script_request *sr = script_request_find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	const struct query *q = script_query_of(sr, h);
	if (q == NULL || i >= q->cut.addr_count)
		return KRES_NONE;
	const struct cut_addr *a = &q->cut.addr[i];
	struct addr at = server_addr_get(&a->at);
	*out = script_address(&at);
	*server = a->ns;
	return KRES_THERE;
}

/* ---- keys ---- */

static const struct zone_trust *trust_in(const struct request *r, const uint8_t *name)
{
	const struct zone_trust *t = r->trust;
	while (t != NULL && !name_equal(t->name, name))
		t = t->next;
	return t;
}

/* The trusted keys of an anchor as a set: DS, or if it has none DNSKEY. */
static const struct rrset *anchor_set(const struct anchor *a, struct arena *arena)
{
	struct rrset *set;
	void *memory, *records;
	size_t size = 0;
	uint16_t type = RR_DNSKEY;
	for (size_t i = 0; i < a->keys.count; i++) {
		const struct anchor_key *k = &a->keys.items[i];
		size += 2u + k->len;
		if (anchor_key_is_trusted(k) && k->type == RR_DS)
			type = RR_DS;
	}
	if (arena_try(arena, sizeof(*set), &memory) != OK || arena_try(arena, size, &records) != OK)
		return NULL;
	set = memory;
	*set = (struct rrset){.owner = a->owner.wire, .type = type, .class_ = CLASS_IN};
	struct wire_writer w = wire_writer_of(records, size);
	for (size_t i = 0; i < a->keys.count; i++) {
		const struct anchor_key *k = &a->keys.items[i];
		if (!anchor_key_is_trusted(k) || k->type != type)
			continue;
		wire_write_u16(&w, k->len);
		wire_write_octets(&w, k->rdata, k->len);
		set->ttl = k->ttl;
		set->count++;
	}
	set->records = records;
	set->size = w.pos;
	return set->count > 0 ? set : NULL;
}

/* A set of the cache that was validated. */
static const struct rrset *cached_set(const struct script *s, struct request *r,
                                      const uint8_t *name, uint16_t type)
{
	struct cache_entry e;
	bool found = cache_get(s->env.cache, CACHE_KEY(CACHE_SET, name, type), r->wall, &r->arena,
	                       &e);
	return found && (e.rank & CACHE_RANK_SECURE) && e.count > 0 ? &e.sets[0] : NULL;
}

/* DNSKEY of the zone, or what they were validated with. */
static const struct rrset *find_keys(const struct script *s, const struct script_request *sr,
                                     const struct query *q, bool anchors)
{
	struct request *r = sr->r;
	const uint8_t *name = q->cut.name;
	const struct zone_trust *t = trust_in(r, name);
	if (s->env.anchors == NULL || anchors_cover(s->env.anchors, name) == NULL)
		return NULL;
	if (!anchors && t != NULL && t->keys.data.count > 0)
		return &t->keys.data;
	if (!anchors)
		return cached_set(s, r, name, RR_DNSKEY);
	const struct anchor *a = anchors_get(s->env.anchors, name);
	if (a != NULL && anchor_is_trusted(a))
		return anchor_set(a, &r->arena);
	if (t != NULL && t->ds.data.count > 0)
		return &t->ds.data;
	return cached_set(s, r, name, RR_DS);
}

int script_cut_key(void *script, const struct kres_handle *h, int anchors, uint32_t i,
                   struct kres_record *out)
{
	struct script_request *sr = script_request_find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	const struct query *q = script_query_of(sr, h);
	if (q == NULL)
		return KRES_NONE;
	if (i == 0)
		sr->keys = find_keys(script, sr, q, anchors != 0);
	if (sr->keys == NULL || i >= sr->keys->count)
		return KRES_NONE;
	struct rrset_iter it = rrset_iter_of(sr->keys);
	struct span rdata = {0};
	for (uint32_t n = 0; n <= i; n++)
		(void)rrset_next(&it, &rdata);
	*out = (struct kres_record){
		.owner = {sr->keys->owner, (uint32_t)name_len(sr->keys->owner)},
		.rdata = {rdata.data, (uint32_t)rdata.len},
		.type = sr->keys->type,
		.class_ = sr->keys->class_,
		.ttl = sr->keys->ttl,
	};
	return KRES_THERE;
}
