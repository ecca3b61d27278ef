/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning of a query: what the cache knows of it, else the closest zone whose servers are
 * known (RFC 1034 section 5.3.3, steps 1 and 2).  Asks nobody.
 */

#include "resolver/engine/work.h"

#include "resolver/iterate/chain.h"
#include "resolver/iterate/delegate.h"

/* Sets of an entry as data with signatures. */
static size_t as_sets(const struct cache_entry *e, struct req_set *out, size_t max)
{
	size_t count = 0;
	for (size_t i = 0; i < e->count; i++) {
		if (e->sets[i].type == RR_RRSIG && count > 0)
			out[count - 1].sigs = e->sets[i];
		else if (count < max)
			out[count++] = (struct req_set){.data = e->sets[i]};
	}
	return count;
}

static bool find(const struct work *w, enum cache_kind kind, const uint8_t *name, uint16_t type,
                 struct cache_entry *e)
{
	return cache_get(w->env->cache, CACHE_KEY(kind, name, type), w->r->wall, &w->r->arena, e);
}

static bool take_negative(const struct work *w, struct query *q, enum cache_kind kind)
{
	struct cache_entry e;
	if (!find(w, kind, q->name, kind == CACHE_NXDOMAIN ? 0 : q->type, &e))
		return false;
	q->proof_count = (uint8_t)as_sets(&e, q->proof, QUERY_PROOF_MAX);
	q->result = kind == CACHE_NXDOMAIN ? QUERY_NXDOMAIN : QUERY_NODATA;
	q->state = QUERY_DONE;
	return true;
}

/* Go on at the target of the last set of the chain. */
static void restart(const struct work *w, struct query *q)
{
	const uint8_t *target;
	enum err err = chain_target(&target, &q->chain[q->chain_count - 1].data, &w->r->arena);
	if (err == OK)
		err = query_restart(q, target, w->r->options.limits.cname_steps);
	if (err != OK)
		query_fail(q, EDE_INVALID_DATA,
		           err == E_EXISTS ? "CNAME loop" : "CNAME chain too long");
}

static bool take_alias(const struct work *w, struct query *q)
{
	struct cache_entry e;
	if (q->chain_count + 2 > QUERY_CHAIN_MAX)
		return false;
	if (q->type != RR_CNAME && find(w, CACHE_SET, q->name, RR_CNAME, &e) &&
	    as_sets(&e, &q->chain[q->chain_count], 1) == 1) {
		q->chain_count++;
		restart(w, q);
		return true;
	}
	if (name_is_root(q->name))
		return false;
	for (const uint8_t *n = name_parent(q->name); !name_is_root(n); n = name_parent(n)) {
		if (!find(w, CACHE_SET, n, RR_DNAME, &e) ||
		    as_sets(&e, &q->chain[q->chain_count], 1) == 0)
			continue;
		struct req_set *dname = &q->chain[q->chain_count++];
		enum err err = chain_synthesise(dname + 1, q->name, &dname->data, &w->r->arena);
		if (err == OK) {
			q->chain_count++;
			restart(w, q);
		} else {
			q->result = QUERY_YXDOMAIN; /* RFC 6672 section 2.2 */
			q->state = QUERY_DONE;
		}
		return true;
	}
	return false;
}

static bool take_cached(const struct work *w, struct query *q)
{
	struct cache_entry e;
	if (w->r->options.no_cache && q->below == NULL)
		return false;
	if (find(w, CACHE_SET, q->name, q->type, &e) && as_sets(&e, &q->set, 1) == 1) {
		q->result = QUERY_ANSWER;
		q->state = QUERY_DONE;
		return true;
	}
	if (take_negative(w, q, CACHE_NODATA) || take_negative(w, q, CACHE_NXDOMAIN) ||
	    take_alias(w, q))
		return true;
	if (!find(w, CACHE_FAILURE, q->name, q->type, &e))
		return false;
	/* RFC 9520 section 3.2: it failed a moment ago. */
	query_fail(q, EDE_CACHED, NULL);
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
	return found ||
	       cache_get(w->env->cache, CACHE_KEY(CACHE_NODATA, name, type), w->r->wall, NULL, &e);
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

static void find_cut(const struct work *w, struct query *q)
{
	struct cache_entry e;
	const uint8_t *n = q->name;
	if (q->type == RR_DS && !name_is_root(n))
		n = name_parent(n); /* RFC 4035 section 3.1.4.1: DS is in the parent */
	for (;; n = name_parent(n)) {
		if (!is_excluded(q, n) && find(w, CACHE_CUT, n, RR_NS, &e)) {
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

void lookup_start(const struct work *w, struct query *q)
{
	if (take_cached(w, q)) {
		NOTE(w, TRACE_CACHE_HIT, .name = q->name, .type = q->type);
		return;
	}
	find_cut(w, q);
	q->state = QUERY_CHOOSE;
}
