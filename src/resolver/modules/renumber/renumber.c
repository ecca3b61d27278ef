/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module renumber: addresses in answers are moved from one network into another.  The network's
 * bits become those of the target, the host's stay; the first rule that fits is taken.
 */

#include "resolver/modules/renumber/renumber.h"

#include "resolver/modules/builtin.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/vec.h"
#include "dns/rrtype.h"

enum { RULES_MAX = 65536 };

struct rule {
	uint8_t len; /* of the addresses: 4 or 16 */
	uint8_t network[16];
	uint8_t mask[16];   /* bits of the network */
	uint8_t target[16]; /* nothing but bits of the mask */
	bool whole;         /* "target!": the host's bits go too */
	uint8_t *owner;     /* only of this name, all of its addresses; NULL: of any */
};

struct renumber {
	VEC(struct rule) list;
};

/* ---- rewriting ---- */

static bool fits(const struct rule *rule, const uint8_t *owner, struct span address)
{
	bool same = address.len == rule->len &&
	            (rule->owner == NULL || name_equal(rule->owner, owner));
	for (size_t i = 0; same && i < rule->len; i++)
		same = (address.data[i] & rule->mask[i]) == rule->network[i];
	return same;
}

static const struct rule *find(const struct renumber *rules, const uint8_t *owner,
                               struct span address)
{
	for (size_t i = 0; i < rules->list.count; i++) {
		if (fits(&rules->list.items[i], owner, address))
			return &rules->list.items[i];
	}
	return NULL;
}

static bool any_fits(const struct renumber *rules, const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	while (rrset_next(&it, &rdata)) {
		if (find(rules, set->owner, rdata) != NULL)
			return true;
	}
	return false;
}

static void move(const struct rule *rule, uint8_t *address)
{
	for (size_t i = 0; i < rule->len; i++) {
		uint8_t host = rule->whole ? 0 : (uint8_t)(address[i] & ~rule->mask[i]);
		address[i] = rule->target[i] | host;
	}
}

/* Rewrite a set in a copy; false: nothing fits. */
static bool rewrite(const struct renumber *rules, struct request *r, struct rrset *set)
{
	void *room;
	if ((set->type != RR_A && set->type != RR_AAAA) || !any_fits(rules, set) ||
	    arena_try(&r->arena, set->size, &room) != OK)
		return false;
	memcpy(room, set->records, set->size);
	set->records = room;
	for (uint8_t *at = room; at < (uint8_t *)room + set->size; at += 2 + wire_get_u16(at)) {
		const struct rule *rule = find(rules, set->owner,
		                               span_of(at + 2, wire_get_u16(at)));
		if (rule != NULL)
			move(rule, at + 2);
	}
	return true;
}

void renumber_apply(const struct renumber *rules, struct request *r)
{
	bool rewritten = false;
	for (size_t i = 0; i < r->answer.answer_count; i++)
		rewritten = rewrite(rules, r, &r->answer.answer[i].data) || rewritten;
	/* Signatures over something else are of no use. */
	for (size_t i = 0; rewritten && i < r->answer.answer_count; i++)
		r->answer.answer[i].sigs.count = 0;
}

/* ---- rules ---- */

struct renumber *renumber_new(void)
{
	return mem_zalloc(sizeof(struct renumber));
}

static void clear(struct renumber *rules)
{
	for (size_t i = 0; i < rules->list.count; i++)
		mem_free(rules->list.items[i].owner);
	VEC_FREE(&rules->list);
}

void renumber_free(void *renumber)
{
	struct renumber *rules = renumber;
	clear(rules);
	mem_free(rules);
}

static bool make_rule(struct rule *out, const char *subnet, const char *target)
{
	struct addr_range range;
	struct addr to;
	size_t len = strlen(target);
	*out = (struct rule){.whole = len > 0 && target[len - 1] == '!'};
	if (strchr(subnet, '-') != NULL || addr_range_parse(&range, span_str(subnet)) != OK ||
	    addr_parse(&to, span_of(target, len - out->whole), 0) != OK || addr_port(&to) != 0 ||
	    addr_family(&to) != range.family || range.family == AF_UNIX)
		return false;
	struct span octets = addr_octets(&to);
	out->len = (uint8_t)octets.len;
	for (size_t i = 0; i < octets.len; i++) {
		out->mask[i] = (uint8_t) ~(range.first[i] ^ range.last[i]);
		out->network[i] = range.first[i] & out->mask[i];
		out->target[i] = octets.data[i] & (out->whole ? 0xff : out->mask[i]);
	}
	return true;
}

bool renumber_add_subnet(struct renumber *rules, const char *subnet, const char *target)
{
	struct rule rule;
	if (rules->list.count == RULES_MAX || !make_rule(&rule, subnet, target))
		return false;
	VEC_PUSH(&rules->list, rule);
	return true;
}

bool renumber_add_name(struct renumber *rules, const char *owner, const char *target)
{
	struct name name;
	struct addr to;
	struct rule rule = {.whole = true};
	if (rules->list.count == RULES_MAX || name_parse_str(&name, owner) != OK ||
	    addr_parse(&to, span_str(target), 0) != OK || addr_port(&to) != 0 ||
	    addr_family(&to) == AF_UNIX)
		return false;
	struct span octets = addr_octets(&to);
	rule.len = (uint8_t)octets.len;
	memcpy(rule.target, octets.data, octets.len);
	rule.owner = mem_dup(name.wire, name.len);
	VEC_PUSH(&rules->list, rule);
	return true;
}

/* ---- configuration ---- */

/* One { subnet, target } behind its bracket. */
static bool read_pair(struct json_reader *r, struct renumber *rules)
{
	bool good = json_next(r) == JSON_STRING;
	AUTO_FREE char *subnet = mem_strdup(good ? r->string.buf : "");
	return good && json_next(r) == JSON_COMMA && json_next(r) == JSON_STRING &&
	       renumber_add_subnet(rules, subnet, r->string.buf) && json_next(r) == JSON_LIST_END;
}

static bool read_rules(struct json_reader *r, struct renumber *rules)
{
	enum json_token token = json_next(r);
	if (token == JSON_OBJECT_BEGIN) /* an empty table */
		return json_next(r) == JSON_OBJECT_END && json_next(r) == JSON_END;
	while (token == JSON_LIST_BEGIN || token == JSON_COMMA) {
		if (json_next(r) != JSON_LIST_BEGIN || !read_pair(r, rules))
			return false;
		token = json_next(r);
	}
	return token == JSON_LIST_END && json_next(r) == JSON_END;
}

static enum err config(struct module *m, const char *args, struct text *out)
{
	struct renumber *rules = m->state, fresh = {0};
	struct json_reader r;
	json_reader_init(&r, span_str(args != NULL ? args : "{}"));
	bool good = read_rules(&r, &fresh);
	json_reader_deinit(&r);
	if (!good) {
		clear(&fresh);
		text_put(out, "[renumber] expected { {prefix, target}, ... }");
		return E_INVALID;
	}
	clear(rules);
	*rules = fresh;
	m->env->changed(m->env->ctx);
	return OK;
}

static void init(struct module *m)
{
	m->state = renumber_new();
}

static void deinit(struct module *m)
{
	renumber_free(m->state);
}

static enum hook_result finish(void *ctx, struct request *r)
{
	if (!r->options.for_itself)
		renumber_apply(((struct module *)ctx)->state, r);
	return HOOK_NEXT;
}

const struct module_api module_renumber = {
	.abi = MODULE_ABI,
	.name = "renumber",
	.init = init,
	.deinit = deinit,
	.config = config,
	.layer = {.finish = finish},
};
