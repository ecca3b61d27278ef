/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Audiences.  All ends of ranges cut the space of addresses into pieces; within one piece all
 * addresses are in the same ranges.  Pieces that are in the same ranges have the same class.
 */

#include "resolver/rules/audience.h"

#include "base/mem.h"
#include "base/rand.h"
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

/*
 * A set of ranges as a sum of random numbers, one for each: sets are compared at once, however many
 * ranges there are.  Two sets are taken for one with a chance of 2^-128.
 */
struct sum {
	uint64_t a, b;
};

/* Where a range begins, or the address behind its last. */
struct edge {
	uint8_t at[OCTETS];
	struct sum change;
};

struct making {
	VEC(struct edge) edges; /* of the family in work */
	VEC(struct sum) sums;   /* of all pieces, IPv4 first */
};

static int compare_edges(const void *a, const void *b)
{
	return memcmp(((const struct edge *)a)->at, ((const struct edge *)b)->at, OCTETS);
}

static int compare_sums(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
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

static void put_edges(struct making *m, const struct addr_range *range)
{
	size_t len = range->family == AF_INET ? 4 : 16;
	struct edge begin = {.change = {rand_u64(), rand_u64()}};
	struct edge end = {.change = {-begin.change.a, -begin.change.b}};
	memcpy(begin.at, range->first, len);
	VEC_PUSH(&m->edges, begin);
	if (next_address(end.at, range->last, len))
		VEC_PUSH(&m->edges, end);
}

/* The pieces of a family, and the sum of each. */
static void cut_family(struct making *m, struct pieces *p, const struct addr_range *ranges,
                       size_t count, int family)
{
	struct piece piece = {0};
	struct sum sum = {0};
	m->edges.count = 0;
	for (size_t i = 0; i < count; i++) {
		if (ranges[i].family == family)
			put_edges(m, &ranges[i]);
	}
	if (m->edges.count > 0)
		qsort(m->edges.items, m->edges.count, sizeof(m->edges.items[0]), compare_edges);
	for (size_t i = 0;; i++) {
		bool is_last = i == m->edges.count;
		if (is_last || memcmp(m->edges.items[i].at, piece.first, OCTETS) != 0) {
			VEC_PUSH(&p->list, piece);
			VEC_PUSH(&m->sums, sum);
		}
		if (is_last)
			break;
		memcpy(piece.first, m->edges.items[i].at, OCTETS);
		sum.a += m->edges.items[i].change.a;
		sum.b += m->edges.items[i].change.b;
	}
}

static void set_classes(struct pieces *p, const struct sum *of, const struct sum *all, size_t count)
{
	for (size_t i = 0; i < p->list.count; i++) {
		const struct sum *found = bsearch(&of[i], all, count, sizeof(all[0]), compare_sums);
		p->list.items[i].class_ = (uint32_t)(found - all);
	}
}

static void make_side(struct side *s, const struct addr_range *ranges, size_t count)
{
	struct making m = {0};
	VEC(struct sum) all = {0};
	const struct sum none = {0};
	cut_family(&m, &s->ip4, ranges, count, AF_INET);
	cut_family(&m, &s->ip6, ranges, count, AF_INET6);
	VEC_PUSH(&all, none); /* sorts first: class 0 is in no range */
	for (size_t i = 0; i < m.sums.count; i++)
		VEC_PUSH(&all, m.sums.items[i]);
	qsort(all.items, all.count, sizeof(all.items[0]), compare_sums);
	s->classes = 1;
	for (size_t i = 1; i < all.count; i++) {
		if (compare_sums(&all.items[i], &all.items[s->classes - 1]) != 0)
			all.items[s->classes++] = all.items[i];
	}
	set_classes(&s->ip4, m.sums.items, all.items, s->classes);
	set_classes(&s->ip6, m.sums.items + s->ip4.list.count, all.items, s->classes);
	VEC_FREE(&all);
	VEC_FREE(&m.edges);
	VEC_FREE(&m.sums);
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
