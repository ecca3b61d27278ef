/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules in force.  Invariants: a list that somebody has a reference to never changes; the
 * audience of the front tells apart all that any filter of any list tells apart.
 *
 * Tallies: an answer that is kept is sent many times without any rule being looked at.  It carries
 * a number that stands for the set of rules that had a part in it; the front counts by number, and
 * what it counted is shared out when somebody wants to know.
 */

#include "resolver/rules/rules.h"

#include "base/mem.h"
#include "base/vec.h"

/* Rules that matched together. */
struct tally {
	size_t count;
	struct rule **rules;
};

struct rules {
	struct front *front;
	struct rules_list *lists[RULES_CHAINS];
	uint32_t next_policy_id, next_view_id;
	struct audience *audience; /* made when first asked for; NULL until then */
	bool crowded;              /* it would need too many numbers */
	VEC(struct tally) tallies; /* [0] is not used */
};

static struct rules_list *list_new(size_t count)
{
	struct rules_list *l = mem_zalloc(sizeof(*l) + count * sizeof(l->items[0]));
	l->refs = 1;
	l->count = l->cap = count;
	return l;
}

/* The same with room for one more: itself if nobody shares it, since lists grow rule by rule. */
static struct rules_list *list_grow(struct rules_list *l)
{
	size_t cap = l->count < l->cap ? l->cap : MAX_OF(l->cap * 2, (size_t)8);
	if (l->refs == 1) {
		if (cap > l->cap)
			l = mem_realloc(l, sizeof(*l) + cap * sizeof(l->items[0]));
	} else {
		struct rules_list *copy = list_new(cap);
		for (size_t i = 0; i < l->count; i++)
			copy->items[i] = rule_ref(l->items[i]);
		copy->count = l->count;
		rules_list_unref(l);
		l = copy;
	}
	l->cap = cap;
	return l;
}

struct rules *rules_new(struct front *front)
{
	struct rules *r = mem_zalloc(sizeof(*r));
	struct tally none = {0};
	r->front = front;
	for (unsigned i = 0; i < RULES_CHAINS; i++)
		r->lists[i] = list_new(0);
	VEC_PUSH(&r->tallies, none);
	return r;
}

void rules_free(struct rules *r)
{
	if (r == NULL)
		return;
	rules_clear(r, (1 << RULES_CHAINS) - 1);
	for (unsigned i = 0; i < RULES_CHAINS; i++)
		rules_list_unref(r->lists[i]);
	VEC_FREE(&r->tallies);
	mem_free(r->front->tallies);
	r->front->tallies = NULL;
	mem_free(r);
}

struct rule *rule_ref(struct rule *rule)
{
	rule->refs++;
	return rule;
}

void rule_unref(struct rule *rule)
{
	if (rule == NULL || --rule->refs > 0)
		return;
	filter_unref(rule->filter);
	action_unref(rule->action);
	mem_free(rule);
}

struct rules_list *rules_list_ref(struct rules *r, enum rules_chain chain)
{
	r->lists[chain]->refs++;
	return r->lists[chain];
}

void rules_list_unref(struct rules_list *l)
{
	if (l == NULL || --l->refs > 0)
		return;
	for (size_t i = 0; i < l->count; i++)
		rule_unref(l->items[i]);
	mem_free(l);
}

/* ---- audience ---- */

struct facts {
	VEC(struct addr_range) from, at;
	VEC(struct name) keys;
};

static void take_fact(void *ctx, const struct addr_range *range, bool at, const struct name *key)
{
	struct facts *f = ctx;
	if (key != NULL)
		VEC_PUSH(&f->keys, *key);
	else if (at)
		VEC_PUSH(&f->at, *range);
	else
		VEC_PUSH(&f->from, *range);
}

/* Tell clients apart by all that any filter of the lists does. */
static void make_audience(struct rules *r)
{
	struct facts f = {0};
	for (unsigned chain = 0; chain < RULES_CHAINS; chain++) {
		const struct rules_list *l = r->lists[chain];
		for (size_t i = 0; i < l->count; i++)
			filter_facts(l->items[i]->filter, take_fact, &f);
	}
	const struct audience_facts facts = {.from = f.from.items,
	                                     .from_count = f.from.count,
	                                     .at = f.at.items,
	                                     .at_count = f.at.count,
	                                     .keys = f.keys.items,
	                                     .key_count = f.keys.count};
	r->crowded = audience_new(&r->audience, &facts, FRONT_AUDIENCES_MAX) != OK;
	VEC_FREE(&f.from);
	VEC_FREE(&f.at);
	VEC_FREE(&f.keys);
}

static unsigned audience_of(void *ctx, const struct front_client *c)
{
	struct rules *r = ctx;
	if (UNLIKELY(r->audience == NULL) && !r->crowded)
		make_audience(r);
	return r->crowded ? 0 : audience_find(r->audience, c->from, c->at, c->key);
}

static void note_fact(void *ctx, const struct addr_range *range, bool at, const struct name *key)
{
	(void)range;
	(void)at;
	(void)key;
	*(bool *)ctx = true;
}

static bool tells_clients_apart(const struct rules *r)
{
	bool does = false;
	for (unsigned chain = 0; chain < RULES_CHAINS; chain++) {
		const struct rules_list *l = r->lists[chain];
		for (size_t i = 0; i < l->count && !does; i++)
			filter_facts(l->items[i]->filter, note_fact, &does);
	}
	return does;
}

/* The lists have changed. */
static void forget_audience(struct rules *r, bool needed)
{
	audience_free(r->audience);
	r->audience = NULL;
	r->crowded = false;
	r->front->audience = needed ? audience_of : NULL;
	r->front->audience_ctx = r;
}

const uint8_t *rules_key(const struct rules *r, unsigned audience)
{
	return r->audience != NULL ? audience_key(r->audience, audience) : NULL;
}

bool rules_are_crowded(const struct rules *r)
{
	return r->crowded;
}

/* ---- changes ---- */

static void forget_tallies(struct rules *r)
{
	rules_fold(r);
	for (size_t i = 1; i < r->tallies.count; i++) {
		struct tally *t = &r->tallies.items[i];
		for (size_t k = 0; k < t->count; k++) {
			t->rules[k]->tally = 0;
			rule_unref(t->rules[k]);
		}
		mem_free(t->rules);
	}
	r->tallies.count = 1;
}

static void replace(struct rules *r, enum rules_chain chain, struct rules_list *l)
{
	struct rules_list *old = r->lists[chain];
	forget_tallies(r);
	r->lists[chain] = l;
	forget_audience(r, tells_clients_apart(r));
	rules_list_unref(old);
}

struct rule *rule_new(enum rules_chain chain, struct filter *filter, struct action *action)
{
	struct rule *rule = mem_zalloc(sizeof(*rule));
	*rule = (struct rule){
		.chain = chain,
		.filter = filter,
		.bloom = filter_bloom(filter),
		.action = action,
		.refs = 1,
	};
	return rule;
}

void rules_set(struct rules *r, enum rules_chain chain, struct rule *const *list, size_t count)
{
	struct rules_list *l = list_new(count);
	for (size_t i = 0; i < count; i++)
		l->items[i] = rule_ref(list[i]);
	replace(r, chain, l);
}

static uint32_t next_id(struct rules *r, enum rules_chain chain)
{
	switch (chain) {
	case RULES_QUERY:
	case RULES_ANSWER:
		return r->next_policy_id++;
	case RULES_VIEW_KEY:
	case RULES_VIEW_FROM:
	case RULES_VIEW_AT:
		return r->next_view_id++;
	case RULES_SPECIAL:
	case RULES_CHAINS:
		break;
	}
	return 0;
}

struct rule *rules_add(struct rules *r, enum rules_chain chain, struct filter *filter,
                       struct action *action)
{
	bool needed = r->front->audience != NULL;
	struct rule *rule = rule_new(chain, filter, action);
	rule->id = next_id(r, chain);
	forget_tallies(r);
	struct rules_list *l = list_grow(r->lists[chain]);
	l->items[l->count++] = rule;
	r->lists[chain] = l;
	filter_facts(filter, note_fact, &needed);
	forget_audience(r, needed);
	return rule_ref(rule);
}

static bool delete_from(struct rules *r, enum rules_chain chain, uint32_t id)
{
	const struct rules_list *old = r->lists[chain];
	size_t at = 0;
	while (at < old->count && old->items[at]->id != id)
		at++;
	if (at == old->count)
		return false;
	struct rules_list *l = list_new(old->count - 1);
	for (size_t i = 0; i < l->count; i++)
		l->items[i] = rule_ref(old->items[i + (i >= at)]);
	replace(r, chain, l);
	return true;
}

bool rules_delete(struct rules *r, uint32_t id)
{
	return delete_from(r, RULES_QUERY, id) || delete_from(r, RULES_ANSWER, id);
}

void rules_clear(struct rules *r, unsigned chains)
{
	for (unsigned i = 0; i < RULES_CHAINS; i++) {
		if (chains & 1u << i)
			replace(r, (enum rules_chain)i, list_new(0));
	}
	if (chains & 1u << RULES_QUERY)
		r->next_policy_id = 0;
	if (chains & 1u << RULES_VIEW_FROM)
		r->next_view_id = 0;
}

/* ---- counting ---- */

void rules_fold(struct rules *r)
{
	for (size_t i = 1; i < r->tallies.count; i++) {
		const struct tally *t = &r->tallies.items[i];
		for (size_t k = 0; k < t->count; k++)
			t->rules[k]->count += r->front->tallies[i];
		r->front->tallies[i] = 0;
	}
}

/* The number of a set that has one already; 0. */
static size_t find_tally(const struct rules *r, struct rule *const *matched, size_t count)
{
	if (count == 1)
		return matched[0]->tally;
	for (size_t i = 1; i < r->tallies.count; i++) {
		const struct tally *t = &r->tallies.items[i];
		if (t->count == count && memcmp(t->rules, matched, count * sizeof(*matched)) == 0)
			return i;
	}
	return 0;
}

uint16_t rules_tally(struct rules *r, struct rule *const *matched, size_t count)
{
	size_t number = find_tally(r, matched, count);
	if (number != 0 || count == 0 || r->tallies.count > FRONT_TALLIES_MAX)
		return (uint16_t)number;
	struct tally t = {.count = count, .rules = mem_dup(matched, count * sizeof(*matched))};
	number = r->tallies.count;
	for (size_t k = 0; k < count; k++)
		rule_ref(t.rules[k]);
	if (count == 1)
		t.rules[0]->tally = (uint16_t)number;
	VEC_PUSH(&r->tallies, t);
	r->front->tallies = mem_realloc(r->front->tallies,
	                                r->tallies.cap * sizeof(r->front->tallies[0]));
	r->front->tallies[number] = 0;
	return (uint16_t)number;
}
