/* SPDX-License-Identifier: BSD-2-Clause */
/* Filters.  Trees are as deep as users write them in their configuration. */

#include "resolver/rules/filter.h"

#include "base/mem.h"

#include <stdlib.h>

enum filter_kind {
	FILTER_ALL,
	FILTER_NAMES,
	FILTER_TYPE,
	FILTER_PATTERN,
	FILTER_ZONE,
	FILTER_NETWORK,
	FILTER_KEY,
	FILTER_BOTH,
	FILTER_EITHER,
};

struct filter {
	enum filter_kind kind;
	unsigned refs;
	union {
		struct image image; /* NAMES */
		uint16_t type;
		struct pattern *pattern;
		struct rules_zone *zone;
		struct name key;
		struct {
			struct addr_range range;
			bool at;
		} network;
		struct {
			struct filter *a, *b;
		} two;
	};
};

static struct filter *new (enum filter_kind kind)
{
	struct filter *f = mem_zalloc(sizeof(*f));
	f->kind = kind;
	f->refs = 1;
	return f;
}

struct filter *filter_all(void)
{
	return new (FILTER_ALL);
}

struct filter *filter_names(uint8_t *octets, size_t len)
{
	struct filter *f = new (FILTER_NAMES);
	/* Made by us a moment ago. */
	if (image_open(&f->image, span_of(octets, len), false) != OK)
		abort();
	mem_account(MEM_RULES, (int64_t)len);
	return f;
}

struct filter *filter_type(uint16_t type)
{
	struct filter *f = new (FILTER_TYPE);
	f->type = type;
	return f;
}

struct filter *filter_pattern(struct pattern *pattern)
{
	struct filter *f = new (FILTER_PATTERN);
	f->pattern = pattern;
	return f;
}

struct filter *filter_zone(struct rules_zone *zone)
{
	struct filter *f = new (FILTER_ZONE);
	f->zone = zone;
	zone->refs++;
	return f;
}

struct filter *filter_network(const struct addr_range *range, bool at)
{
	struct filter *f = new (FILTER_NETWORK);
	f->network.range = *range;
	f->network.at = at;
	return f;
}

struct filter *filter_key(const struct name *key)
{
	struct filter *f = new (FILTER_KEY);
	f->key = *key;
	return f;
}

static struct filter *two(enum filter_kind kind, struct filter *a, struct filter *b)
{
	struct filter *f = new (kind);
	f->two.a = a;
	f->two.b = b;
	return f;
}

struct filter *filter_both(struct filter *a, struct filter *b)
{
	return two(FILTER_BOTH, a, b);
}

struct filter *filter_either(struct filter *a, struct filter *b)
{
	return two(FILTER_EITHER, a, b);
}

struct filter *filter_ref(struct filter *f)
{
	f->refs++;
	return f;
}

/* The second of two is gone on with, so that chains of them take no stack. */
void filter_unref(struct filter *f)
{
	while (f != NULL && --f->refs == 0) {
		struct filter *next = NULL;
		switch (f->kind) {
		case FILTER_NAMES:
			mem_account(MEM_RULES, -(int64_t)f->image.size);
			mem_free((void *)(uintptr_t)f->image.at);
			break;
		case FILTER_PATTERN:
			pattern_free(f->pattern);
			break;
		case FILTER_ZONE:
			if (--f->zone->refs == 0)
				f->zone->release(f->zone);
			break;
		case FILTER_BOTH:
		case FILTER_EITHER:
			filter_unref(f->two.b);
			next = f->two.a;
			break;
		case FILTER_ALL:
		case FILTER_TYPE:
		case FILTER_NETWORK:
		case FILTER_KEY:
			break;
		}
		mem_free(f);
		f = next;
	}
}

static bool zone_matches(const struct rules_zone *z, const struct filter_question *q,
                         struct filter_finding *out)
{
	if (!z->loaded || !image_find(&z->image, q->name, &out->rule))
		return false;
	out->has_rule = true;
	out->image = &z->image;
	return true;
}

static bool network_matches(const struct filter *f, const struct filter_question *q)
{
	const struct addr *a = f->network.at ? q->at : q->from;
	return a != NULL && addr_range_has(&f->network.range, a);
}

/* All but names. */
static bool matches(const struct filter *f, const struct filter_question *q,
                    struct filter_finding *out)
{
	struct image_rule ignored;
	switch (f->kind) {
	case FILTER_ALL:
		return true;
	case FILTER_NAMES:
		return image_find(&f->image, q->name, &ignored);
	case FILTER_TYPE:
		return f->type == q->type;
	case FILTER_PATTERN:
		return pattern_find(f->pattern, span_of(q->name->wire, q->name->len));
	case FILTER_ZONE:
		return zone_matches(f->zone, q, out);
	case FILTER_NETWORK:
		return network_matches(f, q);
	case FILTER_KEY:
		return q->key != NULL && name_equal(q->key, f->key.wire);
	case FILTER_BOTH:
		return filter_matches(f->two.a, q, out) && filter_matches(f->two.b, q, out);
	case FILTER_EITHER:
		return filter_matches(f->two.a, q, out) || filter_matches(f->two.b, q, out);
	}
	return false;
}

bool filter_matches(const struct filter *f, const struct filter_question *q,
                    struct filter_finding *out)
{
	if (f->kind == FILTER_NAMES) {
		struct image_rule ignored;
		return image_find(&f->image, q->name, &ignored);
	}
	return matches(f, q, out);
}

uint64_t filter_bloom(const struct filter *f)
{
	/* Both must match: what the second one rules out is out, too. */
	while (f->kind == FILTER_BOTH && f->two.b->kind != FILTER_NAMES)
		f = f->two.a;
	if (f->kind == FILTER_BOTH)
		f = f->two.b;
	return f->kind == FILTER_NAMES && f->image.seed == hash_seed() ? f->image.bloom : 0;
}

void filter_facts(const struct filter *f, filter_fact_fn *fact, void *ctx)
{
	for (; f->kind == FILTER_BOTH || f->kind == FILTER_EITHER; f = f->two.a)
		filter_facts(f->two.b, fact, ctx);
	if (f->kind == FILTER_NETWORK)
		fact(ctx, &f->network.range, f->network.at, NULL);
	else if (f->kind == FILTER_KEY)
		fact(ctx, NULL, false, &f->key);
}
