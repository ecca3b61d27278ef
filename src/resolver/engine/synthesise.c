/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers from known gaps (RFC 8198): denials that were found secure go into the cache by zone, and
 * questions that they answer are not asked.  What is made is proven by the cache (resolver/cache/
 * aggressive.h); here it becomes a finding like those of replies.
 */

#include "resolver/engine/work.h"

#include "resolver/cache/aggressive.h"
#include "resolver/validate/verify.h"

/* ---- what is learnt ---- */

/* The set under the wildcard it was made from (resolution contract 5.7). */
static void remember_wildcard(const struct work *w, const struct req_set *s)
{
	struct rrsig sig;
	struct name wildcard;
	struct cache_entry e;
	struct rrset sets[2] = {s->data, s->sigs};
	if (!verify_good(s, &sig) || sig.labels >= name_labels(s->data.owner) ||
	    name_prepend(&wildcard, span_str("*"),
	                 name_skip(s->data.owner, name_labels(s->data.owner) - sig.labels)) != OK)
		return;
	sets[0].owner = sets[1].owner = wildcard.wire;
	e = (struct cache_entry){.rank = CACHE_RANK_SECURE | CACHE_RANK_AUTH,
	                         .count = 2,
	                         .ttl = s->data.ttl,
	                         .sets = sets};
	cache_put(w->env->cache, CACHE_KEY(CACHE_SET, wildcard.wire, s->data.type), w->r->wall, &e);
}

/* What every denial of the zone needs; one that is there was asked for, and stays. */
static void remember_soa(const struct work *w, const struct req_set *soa)
{
	const struct cache_key *key = CACHE_KEY(CACHE_SET, soa->data.owner, RR_SOA);
	const struct rrset sets[2] = {soa->data, soa->sigs};
	struct cache_entry e;
	if (cache_get(w->env->cache, key, w->r->wall, NULL, &e) && (e.rank & CACHE_RANK_SECURE))
		return;
	e = (struct cache_entry){.rank = CACHE_RANK_SECURE | CACHE_RANK_AUTH,
	                         .count = 2,
	                         .ttl = soa->data.ttl,
	                         .sets = sets};
	cache_put(w->env->cache, key, w->r->wall, &e);
}

void synthesise_learn(const struct work *w, const struct iter_finding *f)
{
	uint32_t ttl = UINT32_MAX;
	for (size_t i = 0; i < f->proof_count; i++) {
		const struct req_set *s = &f->proof[i];
		const uint8_t *zone = s->sigs.count > 0 ? verify_signer(s) : NULL;
		if (s->trust != REQ_SECURE || zone == NULL)
			continue;
		if (s->data.type == RR_SOA) {
			ttl = MIN_OF(ttl, s->data.ttl); /* lowered to MINIMUM (RFC 2308) */
			remember_soa(w, s);
		} else {
			(void)cache_put_denial(w->env->cache, zone, &s->data, &s->sigs,
			                       MIN_OF(ttl, s->data.ttl), w->r->wall);
		}
	}
	for (size_t i = 0; i < f->chain_count; i++) {
		if (f->chain[i].trust == REQ_SECURE && verify_is_expanded(&f->chain[i]))
			remember_wildcard(w, &f->chain[i]);
	}
	if (f->verdict == ITER_ANSWER && f->set->trust == REQ_SECURE && verify_is_expanded(f->set))
		remember_wildcard(w, f->set);
}

/* ---- what is made of it ---- */

/* May the question be answered without asking? */
static bool is_allowed(const struct work *w, const struct query *q)
{
	bool client = q->purpose == QUERY_CLIENT;
	if (w->r->options.forward != NULL && w->r->options.forward->stub)
		return false;
	if (w->env->anchors == NULL || q->skip_cache || (client && w->r->options.no_cache) ||
	    (client && work_skips_checks(w)))
		return false;
	return anchors_cover(w->env->anchors, q->name) != NULL;
}

static struct req_set secure(const struct cache_proof *p)
{
	return (struct req_set){.data = p->set, .sigs = p->sigs, .trust = REQ_SECURE};
}

/* The zone whose gaps are looked at.  Forwarders know no cuts: the closest one that denied. */
static const uint8_t *zone_of(const struct work *w, const struct query *q)
{
	struct cache_entry e;
	const uint8_t *n = q->name;
	if (w->r->options.forward == NULL)
		return q->cut.name;
	if (q->type == RR_DS && !name_is_root(n))
		n = name_parent(n); /* RFC 4035 section 3.1.4.1 */
	while (!name_is_root(n) &&
	       !(known_find(w, CACHE_SET, n, RR_SOA, NULL, &e) && (e.rank & CACHE_RANK_SECURE)))
		n = name_parent(n);
	return n;
}

bool synthesise_take(const struct work *w, struct query *q)
{
	struct synthesis s;
	struct req_set answer;
	struct iter_finding f;
	if (!is_allowed(w, q))
		return false;
	iter_finding_init(&f, q->name);
	cache_synthesise(w->env->cache, zone_of(w, q), q->name, q->type, w->r->wall, &w->r->arena,
	                 &s);
	for (unsigned i = 0; i < s.count; i++)
		f.proof[f.proof_count++] = secure(&s.proof[i]);
	answer = secure(&s.answer);
	switch (s.kind) {
	case SYNTHESIS_NONE:
		return false;
	case SYNTHESIS_NXDOMAIN:
		f.verdict = ITER_NXDOMAIN;
		conclude(w, q, &f, QUERY_NXDOMAIN, true);
		break;
	case SYNTHESIS_NODATA:
		f.verdict = ITER_NODATA;
		conclude(w, q, &f, QUERY_NODATA, true);
		break;
	case SYNTHESIS_ANSWER:
		if (answer.data.type != q->type) {
			lookup_alias(w, q, &answer, &f);
			break;
		}
		f.verdict = ITER_ANSWER;
		f.set = &answer; /* copied */
		conclude(w, q, &f, QUERY_ANSWER, true);
		break;
	}
	/* RFC 8914 section 4.30; whoever asks for the reason gets it. */
	if (q->purpose == QUERY_CLIENT && q->note_ede == EDE_NONE)
		q->note_ede = EDE_SYNTHESIZED;
	NOTE(w, TRACE_SYNTHESISED, .name = q->name, .type = q->type);
	return true;
}
