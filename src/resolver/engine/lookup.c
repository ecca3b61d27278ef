/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning of a query: what the cache knows of it, else the closest zone whose servers are
 * known (RFC 1034 section 5.3.3, steps 1 and 2).  Asks nobody.
 */

#include "resolver/engine/work.h"

#include "resolver/iterate/chain.h"
#include "resolver/iterate/delegate.h"

static enum req_trust trust_by(uint8_t rank)
{
	if (rank & CACHE_RANK_SECURE)
		return REQ_SECURE;
	return rank & CACHE_RANK_INSECURE ? REQ_INSECURE : REQ_UNCHECKED;
}

size_t lookup_sets(const struct cache_entry *e, struct req_set *out, size_t max)
{
	size_t count = 0;
	for (size_t i = 0; i < e->count; i++) {
		if (e->sets[i].type == RR_RRSIG && i > 0 && e->sets[i - 1].type != RR_RRSIG)
			out[count - 1].sigs = e->sets[i];
		else if (count == max)
			break;
		else
			out[count++] = (struct req_set){
				.data = e->sets[i], .trust = trust_by(e->rank), .ede = e->ede};
	}
	return count;
}

/* Is an entry for this client?  What is bogus is for those who check for themselves. */
static bool is_for(const struct work *w, const struct query *q, const struct cache_entry *e)
{
	bool checks = q->purpose == QUERY_CLIENT && work_skips_checks(w);
	return e->rank != CACHE_RANK_BOGUS || checks;
}

static bool find(const struct work *w, enum cache_kind kind, const uint8_t *name, uint16_t type,
                 struct cache_entry *e)
{
	return known_find(w, kind, name, type, &w->r->arena, e);
}

static bool find_for(const struct work *w, const struct query *q, enum cache_kind kind,
                     const uint8_t *name, uint16_t type, struct cache_entry *e)
{
	return find(w, kind, name, type, e) && is_for(w, q, e);
}

/* Anchors may have come or gone since it was kept: what none speaks of now is insecure. */
static void settle(const struct work *w, const struct query *q, struct req_set *sets, size_t count)
{
	if (!work_wants_check(w, q))
		return;
	for (size_t i = 0; i < count; i++) {
		if (!check_covers(w, sets[i].data.owner, sets[i].data.type))
			sets[i].trust = REQ_INSECURE;
	}
}

/* A set and the proofs behind it: of an expanded wildcard (RFC 4035 section 3.1.3.3). */
static struct req_set *take_set(const struct work *w, const struct query *q,
                                const struct cache_entry *e, struct iter_finding *f)
{
	struct req_set all[1 + QUERY_PROOF_MAX];
	size_t count = lookup_sets(e, all, ARRAY_LEN(all));
	void *first;
	if (count == 0 || arena_try(&w->r->arena, sizeof(all[0]), &first) != OK)
		return NULL;
	settle(w, q, all, count);
	for (size_t i = 1; i < count; i++)
		f->proof[f->proof_count++] = all[i];
	memcpy(first, &all[0], sizeof(all[0]));
	return first;
}

static bool take_positive(const struct work *w, struct query *q, struct iter_finding *f)
{
	struct cache_entry e;
	if (!find_for(w, q, CACHE_SET, q->name, q->type, &e) ||
	    (f->set = take_set(w, q, &e, f)) == NULL)
		return false;
	f->verdict = ITER_ANSWER;
	conclude(w, q, f, QUERY_ANSWER, true);
	return true;
}

/* For those who are content with it: what the parent says (RFC 2181 section 5.4.1). */
static bool take_parents(const struct work *w, struct query *q, struct iter_finding *f)
{
	struct cache_entry e;
	enum cache_kind kind = q->type == RR_NS ? CACHE_CUT : CACHE_GLUE;
	if (!w->r->options.nonauth || q->purpose != QUERY_CLIENT ||
	    !find(w, kind, q->name, q->type, &e) || (f->set = take_set(w, q, &e, f)) == NULL)
		return false;
	f->authoritative = false;
	f->verdict = ITER_ANSWER;
	q->apart = true;
	conclude(w, q, f, QUERY_ANSWER, true);
	return true;
}

static bool take_negative(const struct work *w, struct query *q, enum cache_kind kind,
                          struct iter_finding *f)
{
	struct cache_entry e;
	if (!find_for(w, q, kind, q->name, kind == CACHE_NXDOMAIN ? 0 : q->type, &e))
		return false;
	/* What came with a referral has no SOA for a client. */
	if (q->purpose == QUERY_CLIENT && (e.count == 0 || e.sets[0].type != RR_SOA))
		return false;
	f->proof_count = (uint8_t)lookup_sets(&e, f->proof, QUERY_PROOF_MAX);
	settle(w, q, f->proof, f->proof_count);
	f->verdict = kind == CACHE_NXDOMAIN ? ITER_NXDOMAIN : ITER_NODATA;
	conclude(w, q, f, kind == CACHE_NXDOMAIN ? QUERY_NXDOMAIN : QUERY_NODATA, true);
	return true;
}

/* chain[0] is there: on to its target. */
static void take_chain(const struct work *w, struct query *q, struct iter_finding *f)
{
	const struct req_set *alias = &f->chain[0];
	struct req_set *made = &f->chain[1];
	enum err err = OK;
	f->verdict = ITER_ALIAS;
	f->chain_count = 1;
	if (alias->data.type == RR_DNAME) {
		err = chain_synthesise(made, q->name, &alias->data, &w->r->arena);
		made->trust = alias->trust;
		f->chain_count = 2;
		alias = made;
	}
	if (err == OK && q->type == RR_CNAME) { /* what the DNAME makes is the answer */
		f->verdict = ITER_ANSWER;
		f->chain_count = 1;
		f->set = alias;
		conclude(w, q, f, QUERY_ANSWER, true);
		return;
	}
	if (err == OK)
		err = chain_target(&f->target, &alias->data, &w->r->arena);
	if (err == E_NAME_LONG) { /* RFC 6672 section 2.2 */
		f->verdict = ITER_YXDOMAIN;
		f->chain_count = 1;
		conclude(w, q, f, QUERY_YXDOMAIN, true);
	} else if (err != OK) {
		query_fail(q, EDE_OTHER, "memory of the request used up");
		q->own_fault = true;
	} else {
		conclude(w, q, f, QUERY_NODATA, true);
	}
}

void lookup_alias(const struct work *w, struct query *q, const struct req_set *alias,
                  struct iter_finding *f)
{
	f->chain[0] = *alias;
	take_chain(w, q, f);
}

static bool take_alias_set(const struct work *w, struct query *q, const uint8_t *owner,
                           uint16_t type, struct iter_finding *f)
{
	struct cache_entry e;
	const struct req_set *alias;
	if (!find_for(w, q, CACHE_SET, owner, type, &e) || (alias = take_set(w, q, &e, f)) == NULL)
		return false;
	lookup_alias(w, q, alias, f);
	return true;
}

static bool take_alias(const struct work *w, struct query *q, bool has_own, struct iter_finding *f)
{
	if (has_own && q->type != RR_CNAME && take_alias_set(w, q, q->name, RR_CNAME, f))
		return true;
	if (name_is_root(q->name))
		return false;
	for (const uint8_t *n = name_parent(q->name); !name_is_root(n); n = name_parent(n)) {
		if (take_alias_set(w, q, n, RR_DNAME, f))
			return true;
	}
	return false;
}

/* has_own: there may be entries under the name itself */
static bool take_cached(const struct work *w, struct query *q, bool has_own)
{
	struct cache_entry e;
	struct iter_finding f;
	if (q->skip_cache || (w->r->options.no_cache && q->purpose == QUERY_CLIENT))
		return false;
	iter_finding_init(&f, q->name);
	if (has_own && (take_positive(w, q, &f) || take_negative(w, q, CACHE_NODATA, &f) ||
	                take_negative(w, q, CACHE_NXDOMAIN, &f) || take_parents(w, q, &f)))
		return true;
	if (take_alias(w, q, has_own, &f))
		return true;
	if (!has_own || !find(w, CACHE_FAILURE, q->name, q->type, &e) ||
	    (e.rank == CACHE_RANK_BOGUS &&
	     (is_for(w, q, &e) || !check_covers(w, q->name, q->type))))
		return false;
	/* Servers are left alone for those who are content with what has expired. */
	if (e.rank == CACHE_RANK_OMIT &&
	    (q->purpose != QUERY_CLIENT || w->r->options.stale_after_ms == 0))
		return false;
	/* RFC 9520 section 3.2: it failed a moment ago. */
	q->bogus = e.rank == CACHE_RANK_BOGUS;
	query_fail(q, q->bogus ? e.ede : EDE_CACHED, NULL);
	q->own_fault = true; /* not to be prolonged */
	return true;
}

/* Addresses of one family; true when they need not be looked up. */
static bool known_addrs(const struct work *w, struct cut *cut, int ns, uint16_t type)
{
	struct cache_entry e;
	const uint8_t *name = cut->ns[ns].name;
	const struct req_options *o = &w->r->options;
	bool found = false;
	if (find(w, CACHE_SET, name, type, &e)) {
		delegate_add_addrs(cut, ns, &e.sets[0], o);
		found = true;
	}
	if (find(w, CACHE_GLUE, name, type, &e))
		delegate_add_addrs(cut, ns, &e.sets[0], o);
	return found || cut_ns_has_addr(cut, ns) ||
	       known_find(w, CACHE_NODATA, name, type, NULL, &e);
}

void lookup_addrs(const struct work *w, struct cut *cut)
{
	const struct req_options *o = &w->r->options;
	for (int i = 0; i < cut->ns_count; i++) {
		if (!cut_ns_has_addr(cut, i)) {
			if (!o->ip4 || known_addrs(w, cut, i, RR_A))
				cut->ns[i].flags |= CUT_NS_A_DONE;
			if (!o->ip6 || known_addrs(w, cut, i, RR_AAAA))
				cut->ns[i].flags |= CUT_NS_AAAA_DONE;
		}
		if (cut_ns_has_addr(cut, i)) /* enough to begin with */
			cut->ns[i].flags |= CUT_NS_A_DONE | CUT_NS_AAAA_DONE;
	}
	delegate_mark_hopeless(cut);
}

/* Has the cut a server that can be asked without waiting for one of the queries below? */
static bool is_reachable(const struct work *w, const struct cut *cut)
{
	const uint8_t done = CUT_NS_A_DONE | CUT_NS_AAAA_DONE;
	for (int i = 0; i < cut->ns_count; i++) {
		if (cut->ns[i].flags & CUT_NS_HOPELESS)
			continue;
		if (cut_ns_has_addr(cut, i) || ((cut->ns[i].flags & done) != done &&
		                                !plan_has_address(&w->r->plan, cut->ns[i].name)))
			return true;
	}
	return false;
}

/* Is a cut of this name out of the question, because the query is for one of its servers? */
static bool is_excluded(const struct query *q, const uint8_t *name)
{
	return q->start_above != NULL && name_is_under(name, q->start_above);
}

static void find_cut(const struct work *w, struct query *q, bool has_own)
{
	struct cache_entry e;
	const uint8_t *n = q->name;
	if (w->r->options.forward != NULL) {
		forward_cut(w, q);
		return;
	}
	if (q->type == RR_DS && !name_is_root(n))
		n = name_parent(n); /* RFC 4035 section 3.1.4.1: DS is in the parent */
	for (;; n = name_parent(n)) {
		if ((has_own || n != q->name) && !is_excluded(q, n) &&
		    find(w, CACHE_CUT, n, RR_NS, &e)) {
			cut_init(&q->cut, e.sets[0].owner);
			if (delegate_names(&q->cut, &e.sets[0], &w->r->arena) == OK) {
				lookup_addrs(w, &q->cut);
				if (is_reachable(w, &q->cut))
					break;
			}
		}
		if (name_is_root(n)) {
			hints_cut(w->env->hints, &q->cut);
			break;
		}
	}
	NOTE(w, TRACE_CUT, .name = q->cut.name);
}

/* Is hook `i` on this side of the cache? */
static bool is_side(const struct engine_hooks *hooks, size_t i, bool before)
{
	return hooks != NULL && i < hooks->count &&
	       (hooks->list[i].order < ENGINE_HOOK_CACHE) == before;
}

/* Has a module the result, or a question of its own? One side of the cache at a time, from where
 * the query is in the table. */
static bool take_hooks(const struct work *w, struct query *q, bool before)
{
	const struct engine_hooks *hooks = w->env->hooks;
	for (; is_side(hooks, q->hook_next, before); q->hook_next++) {
		const struct engine_hook *h = &hooks->list[q->hook_next];
		enum hook_result result = HOOK_NEXT;
		if (h->find != NULL)
			result = h->find(h->ctx, w->r, q);
		if (result == HOOK_FOUND) {
			NOTE(w, TRACE_HOOK, .name = q->name, .text = h->name);
			q->state = QUERY_DONE;
			q->local = true;
			return true;
		}
		if (work_yields(w, q, result, h->name))
			return true;
	}
	return false;
}

void lookup_start(const struct work *w, struct query *q)
{
	if (q->began.ns == 0)
		q->began = w->r->now;
	bool again = is_side(w->env->hooks, q->hook_next, false) && q->hook_next > 0;
	if (take_hooks(w, q, true))
		return;
	bool has_own = w->r->options.forward != NULL || cache_has_name(w->env->cache, q->name);
	if (w->r->options.always_cut)
		find_cut(w, q, has_own);
	if (!again && take_cached(w, q, has_own)) {
		NOTE(w, TRACE_CACHE_HIT, .name = q->name, .type = q->type);
		return;
	}
	if (take_hooks(w, q, false))
		return;
	q->hook_next = 0;
	find_cut(w, q, has_own);
	q->state = QUERY_CHOOSE;
	(void)synthesise_take(w, q); /* else it is asked */
}
