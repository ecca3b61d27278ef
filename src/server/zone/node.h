/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A node: everything a zone has at one name, in one block of memory, its sets as relocatable
 * fragments: the octets they have in a message, and where these depend on their place in it.
 *
 *   struct zone_node | name | pad | set headers | extra header | bodies ... | hash (20)
 *
 *   body of a set    relocs (4 octets each) | places of data records but the first |
 *                    places of RRSIGs | data records | RRSIGs
 *   body, long form  struct zone_long | data | RRSIGs; runs as in struct rrset
 *
 * Every record is whole: owner pointer, type, class, TTL, length, rdata.  Places count from the
 * first data record.  Immutable once the version is built; any thread.
 */
#pragma once

#include "base/wire.h"

enum zone_node_flag {
	NODE_APEX = 1,
	NODE_CUT = 2,           /* delegation: NS, not the apex, not below another cut */
	NODE_BELOW = 4,         /* below a cut or a DNAME: glue or hidden data */
	NODE_WILDCARD = 8,      /* its first label is '*' */
	NODE_HAS_WILDCARD = 16, /* a child of it is a wildcard */
	NODE_DNAME = 32,        /* has a DNAME that counts */
	NODE_CNAME = 64,
	NODE_NSEC3 = 128,        /* of the NSEC3 chain */
	NODE_HASHED = 256,       /* its NSEC3 hash is stored */
	NODE_EXTRA = 512,        /* has an extra set: negative SOA at the apex, glue at a cut */
	NODE_GLUE_LOOKUP = 1024, /* cut with name servers in the zone that `extra` does not cover */
};

struct zone_node {
	uint32_t size;      /* octets of the block */
	uint16_t flags;     /* enum zone_node_flag */
	uint16_t set_count; /* without the extra one */
	uint8_t name_len;
	uint8_t name[]; /* whole, in lower case */
};

enum {
	ZONE_HASH_LEN = 20,       /* SHA-1: the only NSEC3 hash (RFC 5155 section 11) */
	ZONE_SET_LONG = 0xffff,   /* reloc_count of a set in long form */
	ZONE_FRAGMENT_MAX = 16383 /* octets, RRSIGs included */
};

struct zone_set {
	uint16_t type;
	uint16_t count; /* data records; 0: only RRSIGs are there */
	uint16_t sig_count;
	uint16_t reloc_count; /* names in data records, or ZONE_SET_LONG */
	uint16_t data_len;
	uint16_t sig_len;
	uint32_t at; /* octets from the node to the body */
};

/* Two octets at `place` become a pointer to `target`, whose two high bits tell what from. */
struct zone_reloc {
	uint16_t place;
	uint16_t target;
};

enum zone_target {
	TARGET_FRAGMENT = 0x0000, /* offset in the fragment */
	TARGET_OWNER = 0x4000,    /* first octet of the owner */
	TARGET_APEX = 0x8000,     /* 256 less the octets of a suffix of the apex */
	TARGET_KIND = 0xc000,
};

struct zone_long {
	uint32_t ttl;
	uint32_t sig_ttl;
	uint32_t data_size;
	uint32_t sig_size;
};

/* Nodes lie all over memory; name and first sets are in the first octets.  Who walks over many asks
 * for them so many nodes ahead. */
enum { ZONE_NODE_AHEAD = 12 };
static inline void zone_node_prefetch(const struct zone_node *n)
{
	__builtin_prefetch(n);
	__builtin_prefetch((const uint8_t *)n + 64);
}

static inline const struct zone_set *zone_node_sets(const struct zone_node *n)
{
	size_t at = (offsetof(struct zone_node, name) + n->name_len + 3) & ~(size_t)3;
	return (const struct zone_set *)(const void *)((const uint8_t *)n + at);
}

/*
 * The extra set of a node with NODE_EXTRA.
 *
 * apex  its SOA with the TTL of negative answers (RFC 2308 section 3), RRSIGs likewise
 * cut   addresses of name servers at or below the cut, with count records; owners are relocations
 *       too, their targets offsets in the NS fragment
 */
static inline const struct zone_set *zone_node_extra(const struct zone_node *n)
{
	return zone_node_sets(n) + n->set_count;
}

/* Set of a type, RRSIG excluded; NULL when the node has no such data. */
static inline const struct zone_set *zone_node_find(const struct zone_node *n, uint16_t type)
{
	const struct zone_set *s = zone_node_sets(n);
	for (unsigned i = 0; i < n->set_count; i++) {
		if (s[i].type == type)
			return s[i].count > 0 ? s + i : NULL;
	}
	return NULL;
}

/* Stored NSEC3 hash of the name; only with NODE_HASHED. */
static inline const uint8_t *zone_node_hash(const struct zone_node *n)
{
	return (const uint8_t *)n + n->size - ZONE_HASH_LEN;
}

static inline bool zone_set_is_long(const struct zone_set *s)
{
	return s->reloc_count == ZONE_SET_LONG;
}

static inline const struct zone_long *zone_set_long(const struct zone_node *n,
                                                    const struct zone_set *s)
{
	return (const struct zone_long *)(const void *)((const uint8_t *)n + s->at);
}

static inline const struct zone_reloc *zone_set_relocs(const struct zone_node *n,
                                                       const struct zone_set *s)
{
	return (const struct zone_reloc *)(const void *)((const uint8_t *)n + s->at);
}

/* Places of data records behind the first. */
static inline const uint16_t *zone_set_places(const struct zone_node *n, const struct zone_set *s)
{
	return (const uint16_t *)(const void *)(zone_set_relocs(n, s) + s->reloc_count);
}

/* Places of RRSIGs. */
static inline const uint16_t *zone_set_sig_places(const struct zone_node *n,
                                                  const struct zone_set *s)
{
	return zone_set_places(n, s) + (s->count > 0 ? s->count - 1 : 0);
}

/* First data record; RRSIGs follow the last. */
static inline const uint8_t *zone_set_data(const struct zone_node *n, const struct zone_set *s)
{
	return (const uint8_t *)(zone_set_sig_places(n, s) + s->sig_count);
}

/* TTL of the data records; of the RRSIGs if there are no others. */
static inline uint32_t zone_set_ttl(const struct zone_node *n, const struct zone_set *s)
{
	if (zone_set_is_long(s)) {
		const struct zone_long *l = zone_set_long(n, s);
		return s->count > 0 ? l->ttl : l->sig_ttl;
	}
	return wire_get_u32(zone_set_data(n, s) + 6);
}
