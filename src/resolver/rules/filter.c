/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filters.  Whatever both and either are made of becomes one list of steps: a condition, and which
 * step is next when it holds and when it does not.  So nothing here is as deep as users write.
 */

#include "resolver/rules/filter.h"

#include "base/mem.h"
#include "resolver/rules/special.h"

#include <stdlib.h>

enum condition_kind {
	CONDITION_ALL,
	CONDITION_NAMES,
	CONDITION_TYPE,
	CONDITION_SPECIAL,
	CONDITION_PATTERN,
	CONDITION_ZONE,
	CONDITION_NETWORK,
	CONDITION_KEY,
};

/* Shared by all filters that were made of it. */
struct condition {
	enum condition_kind kind;
	unsigned refs;
	union {
		struct image image; /* NAMES */
		uint16_t type;
		unsigned kinds; /* SPECIAL */
		struct pattern *pattern;
		struct rules_zone *zone;
		struct name key;
		struct {
			struct addr_range range;
			bool at;
		} network;
	};
};

/* What is next instead of a step: the filter matches, or does not. */
enum { YES = UINT32_MAX, NO = UINT32_MAX - 1 };

struct step {
	struct condition *condition;
	uint32_t held, failed; /* what is next: a step behind this one, YES or NO */
};

struct filter {
	unsigned refs;
	const struct condition *names; /* holds whenever the filter matches; NULL: none is known */
	uint32_t count;
	struct step steps[];
};

static struct filter *filter_new(uint32_t count)
{
	struct filter *f = mem_zalloc(sizeof(*f) + count * sizeof(f->steps[0]));
	f->refs = 1;
	f->count = count;
	return f;
}

/* A filter of one condition, which is to be filled in. */
static struct filter *filter_of(enum condition_kind kind, struct condition **condition)
{
	struct filter *f = filter_new(1);
	struct condition *c = mem_zalloc(sizeof(*c));
	c->kind = kind;
	c->refs = 1;
	f->names = kind == CONDITION_NAMES ? c : NULL;
	f->steps[0] = (struct step){c, YES, NO};
	*condition = c;
	return f;
}

struct filter *filter_all(void)
{
	struct condition *c;
	return filter_of(CONDITION_ALL, &c);
}

struct filter *filter_names(uint8_t *octets, size_t len)
{
	struct condition *c;
	struct filter *f = filter_of(CONDITION_NAMES, &c);
	/* Made by us a moment ago. */
	if (image_open(&c->image, span_of(octets, len), false) != OK)
		abort();
	mem_account(MEM_RULES, (int64_t)len);
	return f;
}

struct filter *filter_type(uint16_t type)
{
	struct condition *c;
	struct filter *f = filter_of(CONDITION_TYPE, &c);
	c->type = type;
	return f;
}

struct filter *filter_special(unsigned kinds)
{
	struct condition *c;
	struct filter *f = filter_of(CONDITION_SPECIAL, &c);
	c->kinds = kinds;
	return f;
}

struct filter *filter_pattern(struct pattern *pattern)
{
	struct condition *c;
	struct filter *f = filter_of(CONDITION_PATTERN, &c);
	c->pattern = pattern;
	return f;
}

struct filter *filter_zone(struct rules_zone *zone)
{
	struct condition *c;
	struct filter *f = filter_of(CONDITION_ZONE, &c);
	c->zone = zone;
	zone->refs++;
	return f;
}

struct filter *filter_network(const struct addr_range *range, bool at)
{
	struct condition *c;
	struct filter *f = filter_of(CONDITION_NETWORK, &c);
	c->network.range = *range;
	c->network.at = at;
	return f;
}

struct filter *filter_key(const struct name *key)
{
	struct condition *c;
	struct filter *f = filter_of(CONDITION_KEY, &c);
	c->key = *key;
	return f;
}

/* ---- two in one ---- */

static uint32_t moved(uint32_t next, uint32_t by)
{
	return next >= NO ? next : next + by;
}

/* a, and b behind it when a ends so; both are given up. */
static struct filter *followed(struct filter *a, uint32_t end, struct filter *b)
{
	struct filter *f = filter_new(a->count + b->count);
	for (uint32_t i = 0; i < a->count; i++) {
		const struct step *s = &a->steps[i];
		f->steps[i] = (struct step){
			.condition = s->condition,
			.held = s->held == end ? a->count : s->held,
			.failed = s->failed == end ? a->count : s->failed,
		};
	}
	for (uint32_t i = 0; i < b->count; i++) {
		const struct step *s = &b->steps[i];
		f->steps[a->count + i] = (struct step){
			.condition = s->condition,
			.held = moved(s->held, a->count),
			.failed = moved(s->failed, a->count),
		};
	}
	for (uint32_t i = 0; i < f->count; i++)
		f->steps[i].condition->refs++;
	if (end == YES) /* What the second one rules out is out, too. */
		f->names = b->names != NULL ? b->names : a->names;
	filter_unref(a);
	filter_unref(b);
	return f;
}

struct filter *filter_both(struct filter *a, struct filter *b)
{
	return followed(a, YES, b);
}

struct filter *filter_either(struct filter *a, struct filter *b)
{
	return followed(a, NO, b);
}

/* ---- counting ---- */

struct filter *filter_ref(struct filter *f)
{
	f->refs++;
	return f;
}

static void condition_unref(struct condition *c)
{
	if (--c->refs > 0)
		return;
	switch (c->kind) {
	case CONDITION_NAMES:
		mem_account(MEM_RULES, -(int64_t)c->image.size);
		mem_free((void *)(uintptr_t)c->image.at);
		break;
	case CONDITION_PATTERN:
		pattern_free(c->pattern);
		break;
	case CONDITION_ZONE:
		if (--c->zone->refs == 0)
			c->zone->release(c->zone);
		break;
	case CONDITION_ALL:
	case CONDITION_TYPE:
	case CONDITION_SPECIAL:
	case CONDITION_NETWORK:
	case CONDITION_KEY:
		break;
	}
	mem_free(c);
}

void filter_unref(struct filter *f)
{
	if (f == NULL || --f->refs > 0)
		return;
	for (uint32_t i = 0; i < f->count; i++)
		condition_unref(f->steps[i].condition);
	mem_free(f);
}

/* ---- questions ---- */

static bool zone_holds(const struct rules_zone *z, const struct filter_question *q,
                       struct filter_finding *out)
{
	if (!z->loaded || !image_find(&z->image, q->name, &out->rule))
		return false;
	out->has_rule = true;
	out->image = &z->image;
	return true;
}

static bool network_holds(const struct condition *c, const struct filter_question *q)
{
	const struct addr *a = c->network.at ? q->at : q->from;
	return a != NULL && addr_range_has(&c->network.range, a);
}

static bool holds(const struct condition *c, const struct filter_question *q,
                  struct filter_finding *out)
{
	struct image_rule ignored;
	size_t labels;
	switch (c->kind) {
	case CONDITION_ALL:
		return true;
	case CONDITION_NAMES:
		return image_find(&c->image, q->name, &ignored);
	case CONDITION_TYPE:
		return c->type == q->type;
	case CONDITION_SPECIAL:
		return c->kinds >> special_find(q->name->wire, &labels) & 1;
	case CONDITION_PATTERN:
		return pattern_find(c->pattern, span_of(q->name->wire, q->name->len));
	case CONDITION_ZONE:
		return zone_holds(c->zone, q, out);
	case CONDITION_NETWORK:
		return network_holds(c, q);
	case CONDITION_KEY:
		return q->key != NULL && name_equal(q->key, c->key.wire);
	}
	return false;
}

bool filter_matches(const struct filter *f, const struct filter_question *q,
                    struct filter_finding *out)
{
	uint32_t next = 0;
	while (next < NO) {
		const struct step *s = &f->steps[next];
		next = holds(s->condition, q, out) ? s->held : s->failed;
	}
	return next == YES;
}

uint64_t filter_bloom(const struct filter *f)
{
	const struct condition *c = f->names;
	return c != NULL && c->image.seed == hash_seed() ? c->image.bloom : 0;
}

void filter_facts(const struct filter *f, filter_fact_fn *fact, void *ctx)
{
	for (uint32_t i = 0; i < f->count; i++) {
		const struct condition *c = f->steps[i].condition;
		if (c->kind == CONDITION_NETWORK)
			fact(ctx, &c->network.range, c->network.at, NULL);
		else if (c->kind == CONDITION_KEY)
			fact(ctx, NULL, false, &c->key);
	}
}
