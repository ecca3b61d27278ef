/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What goes into the cache.  Invariant: a set gets there only if the reply was about it - the
 * chain, the answer, the proof of absence, the delegation followed and its glue - and never what
 * merely came along (resolution contract 2.2).
 */

#include "resolver/engine/work.h"

#include "resolver/iterate/delegate.h"
#include "resolver/validate/verify.h"

enum { SOA_MINIMUM_FROM_END = 4, BOGUS_TTL_MAX = 60 };

/*
 * What no anchor speaks of counts as unchecked: it may be another matter once there is one (RFC
 * 7646 section 2: negative anchors come and go).
 */
static uint8_t rank_of(const struct work *w, const uint8_t *owner, uint16_t type,
                       bool authoritative, enum req_trust trust)
{
	static const uint8_t ranks[] = {
		[REQ_UNCHECKED] = CACHE_RANK_INDET,
		[REQ_INSECURE] = CACHE_RANK_INSECURE,
		[REQ_SECURE] = CACHE_RANK_SECURE,
	};
	if (trust == REQ_INSECURE && !check_covers(w, owner, type))
		trust = REQ_UNCHECKED;
	return ranks[trust] | (authoritative ? CACHE_RANK_AUTH : 0);
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
	struct cache_entry e = {
		.rank = rank, .ede = sets[0].ede, .ttl = sets[0].data.ttl, .sets = flat};
	count = MIN_OF(count, (size_t)CACHE_SETS_MAX / 2);
	e.count = (uint8_t)flatten(sets, count, flat);
	for (size_t i = 1; i < count; i++) /* no longer than its proof (RFC 9077) */
		e.ttl = MIN_OF(e.ttl, sets[i].data.ttl);
	known_put(w, key, &e);
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

/* A set, and behind it the proofs that go with an expanded wildcard. */
static void remember_set(const struct work *w, struct iter_finding *f, struct req_set *s)
{
	struct req_set all[1 + QUERY_PROOF_MAX];
	size_t count = 1;
	clamp(w, CACHE_SET, s);
	all[0] = *s;
	for (size_t i = 0; verify_is_expanded(s) && i < f->proof_count; i++)
		all[count++] = f->proof[i];
	put(w, CACHE_KEY(CACHE_SET, s->data.owner, s->data.type), all, count,
	    rank_of(w, s->data.owner, s->data.type, f->authoritative, s->trust));
}

static void remember_chain(const struct work *w, struct iter_finding *f)
{
	for (size_t i = 0; i < f->chain_count; i++) {
		if (!iter_is_made(f, i))
			remember_set(w, f, &f->chain[i]);
		else
			clamp(w, CACHE_SET, &f->chain[i]);
	}
}

/* That there is no DS, as a referral says it: without SOA, for as long as the proof lasts. */
static bool is_ds_proof(const struct query *q, const struct iter_finding *f)
{
	return q->type == RR_DS && f->verdict == ITER_NODATA && f->proof_count > 0;
}

void remember_result(const struct work *w, const struct query *q, struct iter_finding *f)
{
	remember_chain(w, f);
	if (f->verdict == ITER_ANSWER) {
		void *memory;
		if (arena_try(&w->r->arena, sizeof(*f->set), &memory) != OK)
			return; /* the answer will do without */
		struct req_set *kept = memory;
		*kept = *f->set;
		if (!iter_set_is_made(f))
			remember_set(w, f, kept);
		f->set = kept;
		synthesise_learn(w, f);
		return;
	}
	if ((f->verdict != ITER_NODATA && f->verdict != ITER_NXDOMAIN) ||
	    (!negative_ttl(f) && !is_ds_proof(q, f)))
		return;
	enum cache_kind kind = f->verdict == ITER_NODATA ? CACHE_NODATA : CACHE_NXDOMAIN;
	for (size_t i = 0; i < f->proof_count; i++)
		clamp(w, kind, &f->proof[i]);
	put(w, CACHE_KEY(kind, f->target, kind == CACHE_NODATA ? q->type : 0), f->proof,
	    f->proof_count, rank_of(w, f->target, q->type, f->authoritative, f->proof[0].trust));
	synthesise_learn(w, f);
}

/* Keep what is bogus unless something better is there; what was not checked yet is not better. */
static void put_bogus(const struct work *w, const struct cache_key *key, const struct req_set *sets,
                      size_t count)
{
	struct cache_entry e;
	if (count == 0)
		return;
	struct cache_key own = *key;
	own.realm = known_realm(w);
	if (known_find(w, key->kind, key->name, key->type, NULL, &e)) {
		if (e.rank & (CACHE_RANK_SECURE | CACHE_RANK_INSECURE))
			return;
		cache_drop(w->env->cache, &own);
	}
	struct req_set short_lived[QUERY_PROOF_MAX];
	count = MIN_OF(count, ARRAY_LEN(short_lived));
	memcpy(short_lived, sets, count * sizeof(sets[0]));
	short_lived[0].data.ttl = MIN_OF(short_lived[0].data.ttl, (uint32_t)BOGUS_TTL_MAX);
	put(w, key, short_lived, count, CACHE_RANK_BOGUS);
}

void remember_bogus(const struct work *w, const struct query *q, struct iter_finding *f)
{
	if (f->verdict == ITER_ANSWER && f->chain_count == 0)
		put_bogus(w, CACHE_KEY(CACHE_SET, f->set->data.owner, f->set->data.type), f->set,
		          1);
	else if (f->chain_count > 0)
		put_bogus(w, CACHE_KEY(CACHE_SET, f->chain[0].data.owner, f->chain[0].data.type),
		          &f->chain[0], 1);
	else if (f->verdict == ITER_NODATA && negative_ttl(f))
		put_bogus(w, CACHE_KEY(CACHE_NODATA, f->target, q->type), f->proof, f->proof_count);
	else if (f->verdict == ITER_NXDOMAIN && negative_ttl(f))
		put_bogus(w, CACHE_KEY(CACHE_NXDOMAIN, f->target, 0), f->proof, f->proof_count);
}

/* DS of a delegation, or the proof that there are none, to be validated when they are needed. */
static void remember_ds(const struct work *w, const struct reply *reply, const uint8_t *child)
{
	struct req_set proof[QUERY_PROOF_MAX];
	struct cache_entry e;
	size_t count = 0;
	if (w->env->anchors == NULL || anchors_cover(w->env->anchors, child) == NULL)
		return;
	/* What is validated stays; the other kind would drop it. */
	for (int i = 0; i < 2; i++) {
		enum cache_kind kind = i == 0 ? CACHE_SET : CACHE_NODATA;
		if (cache_get(w->env->cache, CACHE_KEY(kind, child, RR_DS), w->r->wall, NULL, &e) &&
		    (e.rank & (CACHE_RANK_SECURE | CACHE_RANK_INSECURE)))
			return;
	}
	const struct req_set *ds = reply_find(&reply->authority, child, RR_DS);
	if (ds != NULL) {
		put(w, CACHE_KEY(CACHE_SET, child, RR_DS), ds, 1,
		    CACHE_RANK_INDET | CACHE_RANK_AUTH);
		return;
	}
	for (size_t i = 0; i < reply->authority.count && count < QUERY_PROOF_MAX; i++) {
		const struct req_set *s = &reply->authority.set[i];
		if ((s->data.type == RR_NSEC || s->data.type == RR_NSEC3) && s->sigs.count > 0)
			proof[count++] = *s;
	}
	if (count > 0)
		put(w, CACHE_KEY(CACHE_NODATA, child, RR_DS), proof, count,
		    CACHE_RANK_INDET | CACHE_RANK_AUTH);
}

void remember_cut(const struct work *w, const struct reply *reply, const struct rrset *ns,
                  const uint8_t *parent)
{
	struct req_set set = {.data = *ns};
	put(w, CACHE_KEY(CACHE_CUT, ns->owner, RR_NS), &set, 1, CACHE_RANK_INDET);
	remember_ds(w, reply, ns->owner);
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
	/* Limits and loops of one request say nothing about a name that was met on the way; what a
	 * module refuses, it refuses again. */
	if (q->result != QUERY_FAILED || q->refused || q->passed_rcode != RCODE_NOERROR ||
	    (q->own_fault && (q->below != NULL || q->bogus)) || q->ede == EDE_CACHED)
		return;
	struct cache_entry e = {.rank = q->bogus ? CACHE_RANK_BOGUS : CACHE_RANK_TRY,
	                        .ede = q->ede,
	                        .ttl = cache_failure_ttl(w->env->cache)};
	known_put(w, CACHE_KEY(CACHE_FAILURE, q->seen[0], q->type), &e);
}
