/* SPDX-License-Identifier: BSD-2-Clause */
/* Made-up signed zones, their chains, and what is true of every name of a small universe. */
#pragma once

#include "cache_world.h"
#include "resolver/cache/aggressive.h"
#include "sec/nsec.h"
#include "sec/nsec3.h"
#include "sec/rrsig.h"

enum { NODES_MAX = 64, TYPES_MAX = 6, TTL = 300 };

static const uint8_t zone_name[] = "\7example";

struct node {
	struct name name;
	uint16_t types[TYPES_MAX]; /* ascending; none: an empty non-terminal */
	size_t type_count;
};

struct zone {
	struct node nodes[NODES_MAX]; /* in canonical order, the apex first */
	size_t count;
};

enum truth { TRUTH_THERE, TRUTH_NXDOMAIN, TRUTH_NODATA, TRUTH_WILDCARD, TRUTH_OTHER_ZONE };

static inline bool node_has(const struct node *n, uint16_t type)
{
	for (size_t i = 0; i < n->type_count; i++) {
		if (n->types[i] == type)
			return true;
	}
	return false;
}

static inline bool node_is_cut(const struct node *n)
{
	return node_has(n, RR_NS) && !node_has(n, RR_SOA);
}

static inline const struct node *zone_find(const struct zone *z, const uint8_t *name)
{
	for (size_t i = 0; i < z->count; i++) {
		if (name_equal(z->nodes[i].name.wire, name))
			return &z->nodes[i];
	}
	return NULL;
}

static inline enum truth node_truth(const struct node *n, uint16_t type, bool wildcard)
{
	if (node_has(n, type) || node_has(n, RR_CNAME))
		return wildcard ? TRUTH_WILDCARD : TRUTH_THERE;
	if (node_is_cut(n) && type != RR_DS)
		return TRUTH_OTHER_ZONE;
	return TRUTH_NODATA;
}

static inline enum truth zone_truth(const struct zone *z, const uint8_t *name, uint16_t type)
{
	const struct node *n = zone_find(z, name);
	const uint8_t *encloser = name;
	struct name wildcard;
	for (const uint8_t *up = name; !name_equal(up, zone_name);) {
		up = name_parent(up);
		const struct node *above = zone_find(z, up);
		if (above != NULL && (node_is_cut(above) || node_has(above, RR_DNAME)))
			return TRUTH_OTHER_ZONE;
	}
	if (n != NULL)
		return node_truth(n, type, false);
	while (zone_find(z, encloser) == NULL)
		encloser = name_parent(encloser);
	assert_ok(name_prepend(&wildcard, span_str("*"), encloser));
	n = zone_find(z, wildcard.wire);
	return n != NULL ? node_truth(n, type, true) : TRUTH_NXDOMAIN;
}

/* A name of few labels, so that many are related. */
static inline void universe_name(struct name *out)
{
	static const char *const labels[] = {"a", "b", "c", "*", "ns", "x"};
	name_copy(out, zone_name);
	for (uint32_t n = rand_below(4); n > 0; n--) {
		struct name longer;
		const char *label = labels[rand_below(ARRAY_LEN(labels))];
		assert_ok(name_prepend(&longer, span_str(label), out->wire));
		*out = longer;
	}
}

static inline void node_add(struct zone *z, const uint8_t *name, const uint16_t *types,
                            size_t count)
{
	if (zone_find(z, name) != NULL || z->count == NODES_MAX)
		return;
	size_t at = z->count++;
	for (; at > 0 && name_cmp(z->nodes[at - 1].name.wire, name) > 0; at--)
		z->nodes[at] = z->nodes[at - 1];
	struct node *n = &z->nodes[at];
	name_copy(&n->name, name);
	for (size_t i = 0; i < count; i++)
		n->types[i] = types[i];
	n->type_count = count;
}

/* Names with types, the empty ones above them, nothing below cuts and DNAMEs. */
static inline void zone_make(struct zone *z)
{
	static const uint16_t apex[] = {RR_NS, RR_SOA, RR_RRSIG, RR_NSEC, RR_DNSKEY};
	static const uint16_t kinds[][3] = {
		{RR_A},  {RR_A, RR_TXT}, {RR_TXT},   {RR_CNAME},
		{RR_NS}, {RR_NS, RR_DS}, {RR_DNAME}, {RR_A, RR_AAAA},
	};
	z->count = 0;
	node_add(z, zone_name, apex, ARRAY_LEN(apex));
	for (uint32_t n = 1 + rand_below(12); n > 0; n--) {
		struct name name;
		universe_name(&name);
		const uint16_t *types = kinds[rand_below(ARRAY_LEN(kinds))];
		size_t count = types[1] != 0 ? 2 : 1;
		bool wild = strchr((const char *)name.wire + 1, '*') != NULL;
		if (wild && (types[0] == RR_NS || types[0] == RR_DNAME))
			continue;
		if (zone_truth(z, name.wire, RR_A) == TRUTH_OTHER_ZONE)
			continue;
		if (types[0] == RR_NS || types[0] == RR_DNAME) {
			bool occupied = false;
			for (size_t i = 0; i < z->count; i++)
				occupied |= name_is_under(z->nodes[i].name.wire, name.wire);
			if (occupied)
				continue;
		}
		struct node *old = (struct node *)(uintptr_t)zone_find(z, name.wire);
		if (old == NULL)
			node_add(z, name.wire, types, count);
		else if (old->type_count == 0) {
			memcpy(old->types, types, count * sizeof(*types));
			old->type_count = count;
		}
		for (const uint8_t *up = name.wire; !name_equal(up, zone_name);
		     up = name_parent(up))
			node_add(z, up, NULL, 0);
	}
}

/* ---- records ---- */

static inline void one_record(struct rrset *s, uint8_t *room, const uint8_t *owner, uint16_t type,
                              struct span rdata)
{
	wire_set_u16(room, (uint16_t)rdata.len);
	memcpy(room + 2, rdata.data, rdata.len);
	*s = (struct rrset){.owner = owner,
	                    .type = type,
	                    .class_ = CLASS_IN,
	                    .ttl = TTL,
	                    .count = 1,
	                    .size = (uint32_t)rdata.len + 2,
	                    .records = room};
}

/* A signature by the zone; its octets are nobody's business here. */
static inline void sign(struct rrset *s, uint8_t *room, const struct rrset *set, size_t labels)
{
	uint8_t rdata[64] = {(uint8_t)(set->type >> 8), (uint8_t)set->type, 13, (uint8_t)labels};
	memcpy(rdata + RRSIG_HEAD_LEN, zone_name, sizeof(zone_name));
	memcpy(rdata + RRSIG_HEAD_LEN + sizeof(zone_name), "signature", 9);
	one_record(s, room, set->owner, RR_RRSIG,
	           span_of(rdata, RRSIG_HEAD_LEN + sizeof(zone_name) + 9));
}

static inline bool put_signed(struct rrcache *c, const struct rrset *set, bool denial)
{
	uint8_t room[80];
	struct rrset sets[2] = {*set};
	sign(&sets[1], room, set, rrsig_owner_labels(set->owner));
	if (denial)
		return cache_put_denial(c, zone_name, set, &sets[1], TTL, t0);
	const struct cache_entry e = {
		.rank = CACHE_RANK_SECURE | CACHE_RANK_AUTH, .count = 2, .ttl = TTL, .sets = sets};
	cache_put(c, CACHE_KEY(CACHE_SET, set->owner, set->type), t0, &e);
	return true;
}

static inline void put_soa(struct rrcache *c)
{
	static const uint8_t rdata[] = "\0\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\x64";
	uint8_t room[80];
	struct rrset s;
	one_record(&s, room, zone_name, RR_SOA, span_of(rdata, 22));
	put_signed(c, &s, false);
}

/* Data of a wildcard, as it is when it was asked for. */
static inline void put_wildcards(struct rrcache *c, const struct zone *z)
{
	for (size_t i = 0; i < z->count; i++) {
		const struct node *n = &z->nodes[i];
		uint8_t room[80];
		struct rrset s;
		if (!name_is_wildcard(n->name.wire))
			continue;
		for (size_t k = 0; k < n->type_count; k++) {
			static const uint8_t address[16] = {1};
			static const uint8_t text[] = "\1x", target[] = "\1t";
			struct span rdata = span_of(address, n->types[k] == RR_A ? 4 : 16);
			if (n->types[k] == RR_TXT)
				rdata = span_of(text, 2);
			if (n->types[k] == RR_CNAME)
				rdata = span_of(target, 3);
			one_record(&s, room, n->name.wire, n->types[k], rdata);
			put_signed(c, &s, false);
		}
	}
}

struct putter {
	struct rrcache *cache;
	const struct nsec3_params *params;
	uint32_t share; /* percent of the records that are put */
	uint8_t flags;
};

static inline enum err put_nsec(void *arg, const struct nsec_link *link, const uint8_t *next)
{
	const struct putter *p = arg;
	uint8_t rdata[300], room[302];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	struct rrset s;
	if (rand_below(100) >= p->share)
		return OK;
	nsec_write(&w, next, link->types, link->type_count);
	one_record(&s, room, link->owner, RR_NSEC, wire_written(&w));
	assert_true(put_signed(p->cache, &s, true));
	return OK;
}

static inline void put_nsec_chain(struct rrcache *c, const struct zone *z, uint32_t share)
{
	struct nsec_link links[NODES_MAX];
	size_t count = 0;
	struct putter p = {.cache = c, .share = share};
	for (size_t i = 0; i < z->count; i++) {
		const struct node *n = &z->nodes[i];
		if (n->type_count > 0)
			links[count++] = (struct nsec_link){n->name.wire, n->types, n->type_count};
	}
	assert_ok(nsec_chain(links, count, put_nsec, &p));
}

static inline enum err put_nsec3(void *arg, const struct nsec3_link *link,
                                 const uint8_t next[NSEC3_HASH_LEN])
{
	const struct putter *p = arg;
	uint8_t rdata[300], room[302];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	struct rrset s;
	struct name owner;
	if (rand_below(100) >= p->share)
		return OK;
	nsec3_write(&w, p->params, link, next);
	assert_ok(nsec3_owner(&owner, link->hash, zone_name));
	one_record(&s, room, owner.wire, RR_NSEC3, wire_written(&w));
	assert_int_equal(put_signed(p->cache, &s, true), p->flags == 0);
	return OK;
}

static inline void put_nsec3_chain(struct rrcache *c, const struct zone *z,
                                   const struct nsec3_params *params, uint32_t share, uint8_t flags)
{
	struct nsec3_link links[NODES_MAX];
	struct putter p = {.cache = c, .params = params, .share = share, .flags = flags};
	for (size_t i = 0; i < z->count; i++) {
		const struct node *n = &z->nodes[i];
		links[i] = (struct nsec3_link){
			.types = n->types, .type_count = n->type_count, .flags = flags};
		nsec3_name_hash(links[i].hash, params, n->name.wire);
	}
	assert_ok(nsec3_chain(links, z->count, put_nsec3, &p));
}
