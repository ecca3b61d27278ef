/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Audiences.  All ends of ranges cut the space of addresses into pieces; within one piece all
 * addresses are in the same ranges.  Pieces that are in the same ranges have the same class.
 */

#include "resolver/rules/audience.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>

enum { OCTETS = 16 };

/* Addresses from `first` up to the next piece. IPv4 in the first four octets. */
struct piece {
	uint8_t first[OCTETS];
	uint32_t class_;
};

struct pieces {
	VEC(struct piece) list; /* ascending; the first begins with all zeros */
};

/* One side: clients, or where they ask. */
struct side {
	struct pieces ip4, ip6;
	uint32_t classes;
};

struct audience {
	struct side from, at;
	VEC(struct name) keys;
};

/* ---- making ---- */

static int compare_pieces(const void *a, const void *b)
{
	return memcmp(((const struct piece *)a)->first, ((const struct piece *)b)->first, OCTETS);
}

static void cut(struct pieces *p, const uint8_t *first)
{
	struct piece piece = {0};
	memcpy(piece.first, first, OCTETS);
	VEC_PUSH(&p->list, piece);
}

/* The address behind the last of a range; false: there is none. */
static bool next_address(uint8_t out[OCTETS], const uint8_t *last, size_t len)
{
	memset(out, 0, OCTETS);
	memcpy(out, last, len);
	for (size_t i = len; i-- > 0;) {
		if (++out[i] != 0)
			return true;
	}
	return false;
}

static void cut_all(struct pieces *p, const struct addr_range *ranges, size_t count, int family)
{
	static const uint8_t zero[OCTETS];
	size_t len = family == AF_INET ? 4 : 16, kept = 0;
	uint8_t edge[OCTETS];
	cut(p, zero);
	for (size_t i = 0; i < count; i++) {
		if (ranges[i].family != family)
			continue;
		memset(edge, 0, sizeof(edge));
		memcpy(edge, ranges[i].first, len);
		cut(p, edge);
		if (next_address(edge, ranges[i].last, len))
			cut(p, edge);
	}
	qsort(p->list.items, p->list.count, sizeof(p->list.items[0]), compare_pieces);
	for (size_t i = 1; i < p->list.count; i++) {
		if (compare_pieces(&p->list.items[kept], &p->list.items[i]) != 0)
			p->list.items[++kept] = p->list.items[i];
	}
	p->list.count = kept + 1;
}

/* Which ranges a piece is in, a bit each. */
static void members_of(uint8_t *bits, const struct piece *p, const struct addr_range *ranges,
                       size_t count, int family)
{
	size_t len = family == AF_INET ? 4 : 16;
	memset(bits, 0, count / 8 + 1);
	for (size_t i = 0; i < count; i++) {
		if (ranges[i].family == family && memcmp(p->first, ranges[i].first, len) >= 0 &&
		    memcmp(p->first, ranges[i].last, len) <= 0)
			bits[i / 8] |= (uint8_t)(1 << i % 8);
	}
}

struct classes {
	size_t width;      /* octets of a set */
	VEC(uint8_t) sets; /* those found so far, one behind the other */
};

static uint32_t class_of(struct classes *c, const uint8_t *bits)
{
	size_t count = c->sets.count / c->width;
	for (size_t i = 0; i < count; i++) {
		if (memcmp(c->sets.items + i * c->width, bits, c->width) == 0)
			return (uint32_t)i;
	}
	VEC_RESERVE(&c->sets, c->sets.count + c->width);
	memcpy(c->sets.items + c->sets.count, bits, c->width);
	c->sets.count += c->width;
	return (uint32_t)count;
}

static void make_side(struct side *s, const struct addr_range *ranges, size_t count)
{
	struct classes classes = {.width = count / 8 + 1};
	uint8_t *bits = mem_zalloc(classes.width);
	class_of(&classes, bits); /* 0: in no range */
	cut_all(&s->ip4, ranges, count, AF_INET);
	cut_all(&s->ip6, ranges, count, AF_INET6);
	for (size_t i = 0; i < s->ip4.list.count; i++) {
		members_of(bits, &s->ip4.list.items[i], ranges, count, AF_INET);
		s->ip4.list.items[i].class_ = class_of(&classes, bits);
	}
	for (size_t i = 0; i < s->ip6.list.count; i++) {
		members_of(bits, &s->ip6.list.items[i], ranges, count, AF_INET6);
		s->ip6.list.items[i].class_ = class_of(&classes, bits);
	}
	s->classes = (uint32_t)(classes.sets.count / classes.width);
	VEC_FREE(&classes.sets);
	mem_free(bits);
}

enum err audience_new(struct audience **out, const struct audience_facts *facts, size_t most)
{
	struct audience *a = mem_zalloc(sizeof(*a));
	make_side(&a->from, facts->from, facts->from_count);
	make_side(&a->at, facts->at, facts->at_count);
	for (size_t i = 0; i < facts->key_count; i++)
		VEC_PUSH(&a->keys, facts->keys[i]);
	if (audience_count(a) > most) {
		audience_free(a);
		return E_LIMIT;
	}
	*out = a;
	return OK;
}

static void side_free(struct side *s)
{
	VEC_FREE(&s->ip4.list);
	VEC_FREE(&s->ip6.list);
}

void audience_free(struct audience *a)
{
	if (a == NULL)
		return;
	side_free(&a->from);
	side_free(&a->at);
	VEC_FREE(&a->keys);
	mem_free(a);
}

size_t audience_count(const struct audience *a)
{
	return (size_t)a->from.classes * a->at.classes * (a->keys.count + 1);
}

/* ---- finding ---- */

static uint32_t find_class(const struct side *s, const struct addr *at)
{
	struct span octets = addr_octets(at);
	const struct pieces *p = octets.len == 4 ? &s->ip4 : &s->ip6;
	size_t low = 0, high = p->list.count;
	if (octets.len == 0 || s->classes == 1)
		return 0;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (memcmp(p->list.items[mid].first, octets.data, octets.len) <= 0)
			low = mid;
		else
			high = mid;
	}
	return p->list.items[low].class_;
}

unsigned audience_find(const struct audience *a, const struct addr *from, const struct addr *at,
                       const uint8_t *key)
{
	size_t named = 0;
	if (key != NULL) {
		while (named < a->keys.count && !name_equal(a->keys.items[named].wire, key))
			named++;
		named = named == a->keys.count ? 0 : named + 1;
	}
	size_t number = (size_t)find_class(&a->from, from) * a->at.classes + find_class(&a->at, at);
	return (unsigned)(number * (a->keys.count + 1) + named);
}

const uint8_t *audience_key(const struct audience *a, unsigned number)
{
	size_t named = number % (a->keys.count + 1);
	return named > 0 ? a->keys.items[named - 1].wire : NULL;
}
