/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walking over rules and carrying out their actions.  Invariant: what is kept of a request is in
 * the list `live` until the request's finish hooks have run, or the end of the program.
 */

#include "resolver/modules/policy/policy.h"

#include "base/mem.h"
#include "dns/edns.h"
#include "dns/rrtype.h"
#include "resolver/modules/policy/policy_answer.h"
#include "resolver/modules/policy/policy_mirror.h"
#include "resolver/modules/renumber/renumber.h"
#include "resolver/modules/policy/rpz_feed.h"

#include <string.h>

enum { MATCHED_MAX = 16 };

/* What is kept of a request. */
struct kept {
	struct list link;         /* in policy->live */
	struct rules_list *after; /* for its answer, as they were when it came; NULL: none */
	struct action *reroute;   /* of a rule for questions; NULL */
	struct req_set alias; /* CNAME that a rule gave; count 0: none. In the request's arena */
	bool alias_used;
	size_t matched_count;
	struct rule *matched[MATCHED_MAX];
};

static void nothing(void *ctx UNUSED)
{
}

struct policy *policy_new(struct front *front, uv_loop_t *loop, void (*changed)(void *ctx),
                          void *ctx)
{
	struct policy *p = mem_zalloc(sizeof(*p));
	p->rules = rules_new(front);
	p->loop = loop;
	p->changed = changed != NULL ? changed : nothing;
	p->changed_ctx = ctx;
	list_init(&p->live);
	list_init(&p->feeds);
	return p;
}

static void kept_free(struct kept *k)
{
	list_remove(&k->link);
	for (size_t i = 0; i < k->matched_count; i++)
		rule_unref(k->matched[i]);
	action_unref(k->reroute);
	rules_list_unref(k->after);
	mem_free(k);
}

void policy_close(struct policy *p)
{
	rules_clear(p->rules, (1 << RULES_CHAINS) - 1);
	rpz_feeds_close(p);
}

void policy_free(struct policy *p)
{
	if (p == NULL)
		return;
	LIST_EACH_SAFE (it, &p->live)
		kept_free(LIST_ITEM(it, struct kept, link));
	rules_free(p->rules);
	mem_free(p);
}

static struct kept *keep(struct policy *p, struct request *r)
{
	if (r->rules == NULL) {
		struct kept *k = mem_zalloc(sizeof(*k));
		list_append(&p->live, &k->link);
		r->rules = k;
	}
	return r->rules;
}

static void note_match(struct policy *p, struct request *r, struct rule *rule)
{
	if (r->options.for_itself)
		return; /* the rule may be passed over */
	struct kept *k = keep(p, r);
	if (k->matched_count < MATCHED_MAX)
		k->matched[k->matched_count++] = rule_ref(rule);
	else
		rule->count++; /* of this request alone */
}

/* ---- actions ---- */

static enum policy_end send_to_tcp(struct request *r)
{
	if (r->client.stream) { /* who comes over UDP is not to get this answer */
		r->own = true;
		return POLICY_END_RESOLVE;
	}
	policy_answer_rcode(r, RCODE_NOERROR, EDE_NONE, NULL);
	r->answer.truncate = true;
	return POLICY_END_ANSWERED;
}

static enum policy_end drop(struct request *r)
{
	policy_answer_rcode(r, RCODE_SERVFAIL, EDE_PROHIBITED, "dropped by a rule");
	return POLICY_END_ANSWERED;
}

static enum policy_end nodata(struct request *r)
{
	policy_answer_nodata(r, r->client.qname.wire, r->client.qname.wire, POLICY_NODATA_TTL);
	r->answer.ede = EDE_FORGED;
	return POLICY_END_ANSWERED;
}

/* The target of an alias of a rule: "*.zone" has the name asked in front. */
static bool make_target(struct name *out, const struct request *r, struct span rdata)
{
	if (!name_is_wildcard(rdata.data)) {
		name_copy(out, rdata.data);
		return true;
	}
	return name_resuffix(out, r->client.qname.wire, name_root, name_parent(rdata.data)) == OK;
}

static enum policy_end alias(struct policy *p, struct request *r, const struct rrset *set)
{
	struct name target;
	void *room;
	if (!make_target(&target, r, rrset_first(set)) ||
	    arena_try(&r->arena, 2u + target.len, &room) != OK) {
		policy_answer_rcode(r, RCODE_YXDOMAIN, EDE_FORGED, "the name became too long");
		return POLICY_END_ANSWERED;
	}
	wire_set_u16(room, target.len);
	memcpy((uint8_t *)room + 2, target.wire, target.len);
	struct rrset made = *set;
	made.count = 1;
	made.size = 2u + target.len;
	made.records = room;
	if (r->client.qtype == RR_CNAME) {
		policy_answer_begin(r);
		r->answer.ede = EDE_FORGED;
		policy_answer_put(r, &made);
		return POLICY_END_ANSWERED;
	}
	made.owner = arena_dup(&r->arena, r->client.qname.wire, r->client.qname.len);
	made.class_ = CLASS_IN;
	keep(p, r)->alias = (struct req_set){.data = made, .trust = REQ_INSECURE};
	return POLICY_END_RESOLVE;
}

/* Answer with one of several sets, or say that there is none of this type. */
static enum policy_end answer_set(struct request *r, const struct rrset *set)
{
	policy_answer_begin(r);
	r->answer.ede = EDE_FORGED;
	if (!policy_answer_put(r, set))
		policy_answer_rcode(r, RCODE_SERVFAIL, EDE_OTHER, "memory of the request used up");
	return POLICY_END_ANSWERED;
}

/* Any one set is an answer for ANY (RFC 8482 section 4.1). */
static bool is_wanted(const struct request *r, uint16_t type)
{
	return type == r->client.qtype || r->client.qtype == RR_ANY;
}

static enum policy_end answer_image(struct policy *p, struct request *r,
                                    const struct filter_finding *f)
{
	struct image_data d;
	struct rrset cname = {.count = 0};
	for (bool more = image_data_first(f->image, &f->rule, &d); more;
	     more = image_data_next(&d)) {
		if (is_wanted(r, d.set.type) && d.set.type != RR_CNAME)
			return answer_set(r, &d.set);
		if (d.set.type == RR_CNAME)
			cname = d.set;
	}
	size_t len;
	if (cname.count > 0 && name_check(rrset_first(&cname), &len) == OK)
		return alias(p, r, &cname);
	return nodata(r);
}

static enum policy_end answer_own(struct policy *p, struct request *r, const struct action *a)
{
	for (unsigned i = 0; i < a->count; i++) {
		const struct action_set *s = &a->sets[i];
		const struct rrset set = {.type = s->type,
		                          .ttl = s->ttl,
		                          .count = s->count,
		                          .size = s->size,
		                          .records = s->records};
		if (s->type == RR_CNAME)
			return alias(p, r, &set);
		if (is_wanted(r, s->type))
			return answer_set(r, &set);
	}
	return a->nodata ? nodata(r) : POLICY_END_CHAIN;
}

static enum policy_end forward(struct request *r, const struct action *a)
{
	void *room;
	if (arena_try(&r->arena, sizeof(a->forward), &room) != OK)
		return drop(r);
	r->options.forward = memcpy(room, &a->forward, sizeof(a->forward));
	return POLICY_END_RESOLVE;
}

static enum policy_end reroute(struct policy *p, struct request *r, const struct action *a)
{
	if (r->stage == REQ_FINISH) {
		renumber_apply(a->own, r);
		return POLICY_END_RESOLVE;
	}
	struct kept *k = keep(p, r);
	if (k->reroute == NULL && !r->options.for_itself)
		k->reroute = action_ref((struct action *)(uintptr_t)a);
	return POLICY_END_RESOLVE;
}

static enum policy_end of_said(struct request *r, enum policy_said said)
{
	switch (said) {
	case POLICY_STOP:
		return POLICY_END_RESOLVE;
	case POLICY_DONE:
		return POLICY_END_ANSWERED;
	case POLICY_FAILED:
		return drop(r);
	case POLICY_NOTHING:
	case POLICY_ACTION:
	case POLICY_CHAIN:
		break;
	}
	return POLICY_END_CHAIN;
}

static enum policy_end call_action(struct policy *p, struct request *r, const struct action *a)
{
	r->own = true; /* a script had a say */
	return of_said(r, p->calls.act(p->calls.ctx, a->number, r));
}

enum policy_end policy_do(struct policy *p, const struct action *a, struct request *r)
{
	switch (a->kind) {
	case ACTION_PASS:
		return POLICY_END_RESOLVE;
	case ACTION_DENY:
		policy_answer_deny(r, a->message, a->ede, NULL);
		return POLICY_END_ANSWERED;
	case ACTION_DROP:
		return drop(r);
	case ACTION_REFUSE:
		policy_answer_rcode(r, RCODE_REFUSED, EDE_PROHIBITED, "refused by a rule");
		return POLICY_END_ANSWERED;
	case ACTION_SILENCE:
		r->options.silent = true;
		return drop(r);
	case ACTION_TRUNCATE:
		return send_to_tcp(r);
	case ACTION_ANSWER:
		return answer_own(p, r, a);
	case ACTION_FORWARD:
		return forward(r, a);
	case ACTION_MIRROR:
		r->own = true; /* each message is copied */
		policy_mirror_send(a->own, r);
		return POLICY_END_CHAIN;
	case ACTION_FLAGS:
		for (unsigned i = 0; i < a->count; i++)
			req_flag_set(a->flags[i].flag, &r->options, a->flags[i].on);
		return POLICY_END_CHAIN;
	case ACTION_REROUTE:
		return reroute(p, r, a);
	case ACTION_SPECIAL:
		return policy_special_answer(r);
	case ACTION_CALL:
		return call_action(p, r, a);
	case ACTION_RULE_CALL:
		break; /* in run_one */
	}
	return POLICY_END_CHAIN;
}

/* What a zone of rules says of the name. */
static enum policy_end do_found(struct policy *p, const struct action *a, struct request *r,
                                const struct filter_finding *f)
{
	switch (f->rule.action) {
	case IMAGE_NODATA:
		return nodata(r);
	case IMAGE_PASS:
		return POLICY_END_RESOLVE;
	case IMAGE_DROP:
		return drop(r);
	case IMAGE_TC:
		return send_to_tcp(r);
	case IMAGE_DATA:
		return answer_image(p, r, f);
	case IMAGE_DEFAULT:
	case IMAGE_ACTIONS:
		break;
	}
	return policy_do(p, a, r);
}

/* ---- rules ---- */

/* A rule that is a function: it says what the action is. */
static enum policy_end run_call(struct policy *p, struct rule *rule, struct request *r)
{
	struct action *action = NULL;
	enum policy_end end;
	r->own = true;
	enum policy_said said = p->calls.rule(p->calls.ctx, rule->action->number, r, &action);
	if (said == POLICY_NOTHING)
		return POLICY_END_CHAIN;
	note_match(p, r, rule);
	end = said == POLICY_ACTION ? policy_do(p, action, r) : of_said(r, said);
	action_unref(action);
	return end;
}

static enum policy_end run_one(struct policy *p, struct rule *rule, struct request *r,
                               const struct filter_question *q)
{
	struct filter_finding found = {.has_rule = false};
	if (rule->suspended || !filter_matches(rule->filter, q, &found))
		return POLICY_END_CHAIN;
	if (rule->action->kind == ACTION_RULE_CALL)
		return run_call(p, rule, r);
	note_match(p, r, rule);
	return found.has_rule ? do_found(p, rule->action, r, &found)
	                      : policy_do(p, rule->action, r);
}

/* What the resolver asks for itself is asked where rules say, but no rule answers it. */
static enum policy_end take_back(struct request *r, enum policy_end end)
{
	struct kept *k = r->rules;
	bool has_alias = k != NULL && k->alias.data.count > 0;
	if (end != POLICY_END_ANSWERED && !has_alias)
		return end;
	if (has_alias)
		k->alias.data.count = 0;
	req_answer_init(&r->answer);
	r->options.silent = false;
	return POLICY_END_CHAIN;
}

/* A question's name, and room for what filters find out of it. */
struct asked_name {
	struct image_name name;
	uint8_t lower[NAME_MAX_LEN];
};

/* The question as filters see it. name: gets its */
static struct filter_question question_of(const struct policy *p, const struct request *r,
                                          struct asked_name *name)
{
	const struct req_client *c = &r->client;
	memcpy(name->lower, c->qname.wire, c->qname.len);
	name_lower(name->lower, c->qname.len);
	image_name_init(&name->name, name->lower);
	return (struct filter_question){
		.name = &name->name,
		.type = c->qtype,
		.from = addr_family(&c->from) != AF_UNSPEC ? &c->from : NULL,
		.at = addr_family(&c->at) != AF_UNSPEC ? &c->at : NULL,
		.key = c->internal ? NULL : rules_key(p->rules, c->audience),
	};
}

bool policy_matches(const struct policy *p, const struct filter *f, const struct request *r)
{
	struct asked_name name;
	struct filter_finding found;
	const struct filter_question q = question_of(p, r, &name);
	return filter_matches(f, &q, &found);
}

enum policy_end policy_do_rule(struct policy *p, const struct filter *f, const struct action *a,
                               struct request *r)
{
	struct asked_name name;
	struct filter_finding found = {.has_rule = false};
	const struct filter_question q = question_of(p, r, &name);
	if (!filter_matches(f, &q, &found))
		return POLICY_END_CHAIN;
	return found.has_rule ? do_found(p, a, r, &found) : policy_do(p, a, r);
}

static enum policy_end run_list(struct policy *p, const struct rules_list *l, struct request *r)
{
	struct asked_name name;
	if (l->count == 0)
		return POLICY_END_CHAIN;
	const struct filter_question q = question_of(p, r, &name);
	enum policy_end end = POLICY_END_CHAIN;
	uint64_t bloom = image_hash(&name.name, hash_seed())->bloom;
	for (size_t i = 0; i < l->count && end == POLICY_END_CHAIN; i++) {
		struct rule *rule = l->items[i];
		if (rule->bloom == 0 || (rule->bloom & bloom) != 0)
			end = run_one(p, rule, r, &q);
		if (r->options.for_itself)
			end = take_back(r, end);
	}
	return end;
}

enum policy_end policy_run(struct policy *p, enum rules_chain chain, struct request *r)
{
	/* Rules may be changed by those that are functions. */
	struct rules_list *l = rules_list_ref(p->rules, chain);
	struct rules_list *after = rules_list_ref(p->rules, RULES_ANSWER);
	if (chain == RULES_QUERY && after->count > 0 && !r->options.for_itself) {
		struct kept *k = keep(p, r);
		rules_list_unref(k->after);
		k->after = after;
	} else {
		rules_list_unref(after);
	}
	if (rules_are_crowded(p->rules))
		r->own = true;
	enum policy_end end = run_list(p, l, r);
	rules_list_unref(l);
	return end;
}

enum hook_result policy_find(struct request *r, struct query *q)
{
	struct kept *k = r->rules;
	struct name target;
	if (k == NULL || k->alias_used || k->alias.data.count == 0 || q->purpose != QUERY_CLIENT ||
	    q->chain_count > 0)
		return HOOK_NEXT;
	k->alias_used = true;
	name_copy(&target, rrset_first(&k->alias.data).data);
	name_lower(target.wire, target.len);
	void *room;
	if (arena_try(&r->arena, target.len, &room) != OK)
		return HOOK_NEXT;
	q->chain[q->chain_count++] = k->alias;
	/* A name that is its own alias ends the query; nothing else can happen here. */
	if (query_restart(q, memcpy(room, target.wire, target.len),
	                  r->options.limits.cname_steps) != OK) {
		query_fail(q, EDE_INVALID_DATA, "CNAME loop");
		q->own_fault = true;
		q->result = QUERY_FAILED;
		return HOOK_FOUND;
	}
	return HOOK_NEXT;
}

/* Count the rules that matched, now or whenever this answer goes out. */
static void count_matches(struct policy *p, struct request *r, const struct kept *k)
{
	if (!r->own)
		r->tally = rules_tally(p->rules, k->matched, k->matched_count);
	for (size_t i = 0; r->tally == 0 && i < k->matched_count; i++)
		k->matched[i]->count++;
}

void policy_finish(struct policy *p, struct request *r)
{
	struct kept *k = r->rules;
	if (k == NULL)
		return;
	bool failed = r->answer.rcode == RCODE_SERVFAIL;
	if (k->reroute != NULL && !failed)
		renumber_apply(k->reroute->own, r);
	if (k->after != NULL && !failed)
		run_list(p, k->after, r);
	count_matches(p, r, k);
	r->rules = NULL;
	kept_free(k);
}
