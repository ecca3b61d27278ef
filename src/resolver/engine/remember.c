/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What goes into the cache.  Invariant: a set gets there only if the reply was about it - the
 * chain, the answer, the proof of absence, the delegation followed and its glue - and never what
 * merely came along (resolution contract 2.2).
 */

#include "resolver/engine/work.h"

#include "resolver/iterate/delegate.h"

enum { SOA_MINIMUM_FROM_END = 4 };

static uint8_t rank_of(bool authoritative)
{
	return authoritative ? CACHE_RANK_INDET | CACHE_RANK_AUTH : CACHE_RANK_INDET;
}

static void clamp(const struct work *w, enum cache_kind kind, struct req_set *s)
{
	s->data.ttl = cache_clamp_ttl(w->env->cache, kind, s->data.ttl);
	if (s->sigs.count > 0)
		s->sigs.ttl = MIN_OF(cache_clamp_ttl(w->env->cache, kind, s->sigs.ttl),
		                     s->data.ttl);
}

static size_t flatten(const struct req_set *sets, size_t count, struct rrset *out)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		out[n++] = sets[i].data;
		if (sets[i].sigs.count > 0)
			out[n++] = sets[i].sigs;
	}
	return n;
}

static void put(const struct work *w, const struct cache_key *key, const struct req_set *sets,
                size_t count, uint8_t rank)
{
	struct rrset flat[CACHE_SETS_MAX];
	struct cache_entry e = {.rank = rank, .ttl = sets[0].data.ttl, .sets = flat};
	e.count = (uint8_t)flatten(sets, MIN_OF(count, (size_t)CACHE_SETS_MAX / 2), flat);
	cache_put(w->env->cache, key, w->r->wall, &e);
}

/* RFC 2308 section 5: the TTL of a negative answer is the lower of the SOA's own and MINIMUM. */
static bool negative_ttl(struct iter_finding *f)
{
	if (f->proof_count == 0 || f->proof[0].data.type != RR_SOA)
		return false; /* without SOA: not cached */
	struct req_set *soa = &f->proof[0];
	struct span rdata = rrset_first(&soa->data);
	uint32_t minimum = wire_get_u32(rdata.data + rdata.len - SOA_MINIMUM_FROM_END);
	soa->data.ttl = MIN_OF(soa->data.ttl, minimum > INT32_MAX ? 0 : minimum);
	return true;
}

static void remember_chain(const struct work *w, struct iter_finding *f)
{
	uint8_t rank = rank_of(f->authoritative);
	for (size_t i = 0; i < f->chain_count; i++) {
		struct req_set *s = &f->chain[i];
		clamp(w, CACHE_SET, s);
		/* the CNAME behind a DNAME was made here */
		if (i == 0 || f->chain[i - 1].data.type != RR_DNAME)
			put(w, CACHE_KEY(CACHE_SET, s->data.owner, s->data.type), s, 1, rank);
	}
}

void remember_result(const struct work *w, const struct query *q, struct iter_finding *f)
{
	uint8_t rank = rank_of(f->authoritative);
	remember_chain(w, f);
	if (f->verdict == ITER_ANSWER) {
		struct req_set set = *f->set;
		clamp(w, CACHE_SET, &set);
		struct req_set *kept = arena_alloc(&w->r->arena, sizeof(set));
		*kept = set;
		f->set = kept;
		put(w, CACHE_KEY(CACHE_SET, set.data.owner, set.data.type), &set, 1, rank);
		return;
	}
	if ((f->verdict != ITER_NODATA && f->verdict != ITER_NXDOMAIN) || !negative_ttl(f))
		return;
	enum cache_kind kind = f->verdict == ITER_NODATA ? CACHE_NODATA : CACHE_NXDOMAIN;
	for (size_t i = 0; i < f->proof_count; i++)
		clamp(w, kind, &f->proof[i]);
	put(w, CACHE_KEY(kind, f->target, kind == CACHE_NODATA ? q->type : 0), f->proof,
	    f->proof_count, rank);
}

void remember_cut(const struct work *w, const struct reply *reply, const struct rrset *ns,
                  const uint8_t *parent)
{
	struct req_set set = {.data = *ns};
	put(w, CACHE_KEY(CACHE_CUT, ns->owner, RR_NS), &set, 1, CACHE_RANK_INDET);
	for (size_t i = 0; i < reply->additional.count; i++) {
		struct req_set glue = {.data = reply->additional.set[i].data};
		struct rrset_iter it = rrset_iter_of(ns);
		struct span name;
		/* What lies outside the parent is used once at most, in permissive mode, and not
		 * kept. */
		if (!name_is_under(glue.data.owner, parent) ||
		    !delegate_glue_ok(w->r->options.mode, parent, ns->owner, glue.data.owner))
			continue;
		while (rrset_next(&it, &name)) {
			if (!name_equal(name.data, glue.data.owner))
				continue;
			put(w, CACHE_KEY(CACHE_GLUE, glue.data.owner, glue.data.type), &glue, 1,
			    CACHE_RANK_INDET);
			break;
		}
	}
}

void remember_failure(const struct work *w, const struct query *q)
{
	/* Limits and loops of one request say nothing about a name that was met on the way. */
	if (q->result != QUERY_FAILED || (q->own_fault && q->below != NULL) || q->ede == EDE_CACHED)
		return;
	struct cache_entry e = {.rank = CACHE_RANK_TRY, .ede = q->ede, .ttl = INT32_MAX};
	cache_put(w->env->cache, CACHE_KEY(CACHE_FAILURE, q->seen[0], q->type), w->r->wall, &e);
}
