/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First the records that may speak of a name are gathered, then sec/denial.h judges what they
 * prove, as it does for replies.  A record that is no good, or of a file that was damaged, proves
 * nothing.
 *
 * Invariant: only PROOF_SECURE counts, so no opt-out and no unsigned zone gets an answer made here.
 */

#include "resolver/cache/aggressive.h"

#include "base/attr.h"
#include "sec/denial.h"

enum {
	SOA_MINIMUM_FROM_END = 4,
	DEPTH_MAX = 16, /* labels below the zone; deeper names are asked for */
};

/* What is being worked on. */
struct attempt {
	struct rrcache *cache;
	const uint8_t *zone;
	const uint8_t *name;
	uint16_t type;
	struct wall now;
	struct arena *arena;
	struct denial denial;
	struct synthesis *out;
};

static const uint8_t *ancestor(const uint8_t *name, size_t labels)
{
	return name_skip(name, name_labels(name) - labels);
}

static bool wildcard_at(struct name *out, const uint8_t *encloser)
{
	return name_prepend(out, span_str("*"), encloser) == OK;
}

/* Add a record to the proof, unless it is in it. */
static bool add(struct attempt *a, const struct cache_proof *p)
{
	struct synthesis *s = a->out;
	for (unsigned i = 0; i < s->count; i++) {
		if (name_equal(s->proof[i].set.owner, p->set.owner))
			return true;
	}
	struct rrset_iter it = rrset_iter_of(&p->sigs);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		struct rrsig sig;
		if (s->count == SYNTHESIS_PROOF_MAX || rrsig_read(&sig, rdata) != OK ||
		    sig.type != p->set.type || !denial_add(&a->denial, &p->set, &sig))
			continue;
		s->proof[s->count++] = *p;
		return true;
	}
	return false;
}

static void begin(struct attempt *a)
{
	a->out->kind = SYNTHESIS_NONE;
	a->out->count = 0;
	denial_init(&a->denial, a->zone, DENIAL_ROUNDS);
}

/* ---- what it leads to ---- */

/* An entry that is data found secure, with signatures. */
static bool find_set(const struct attempt *a, const uint8_t *name, uint16_t type,
                     struct cache_proof *out)
{
	struct cache_entry e;
	if (!cache_get(a->cache, CACHE_KEY(CACHE_SET, name, type), a->now, a->arena, &e) ||
	    !(e.rank & CACHE_RANK_SECURE) || e.count != 2 || e.sets[1].type != RR_RRSIG)
		return false;
	*out = (struct cache_proof){.set = e.sets[0], .sigs = e.sets[1]};
	return true;
}

/* RFC 8198 section 5.4: nothing lives longer than its parts; RFC 2308 section 5 for the SOA. */
static void level_ttls(struct synthesis *s)
{
	uint32_t ttl = s->kind == SYNTHESIS_ANSWER ? s->answer.set.ttl : UINT32_MAX;
	for (unsigned i = 0; i < s->count; i++)
		ttl = MIN_OF(ttl, s->proof[i].set.ttl);
	for (unsigned i = 0; i < s->count; i++)
		s->proof[i].set.ttl = s->proof[i].sigs.ttl = ttl;
	s->answer.set.ttl = s->answer.sigs.ttl = ttl;
}

/* Put the SOA in front of the proof. */
static void conclude(struct attempt *a, enum synthesis_kind kind)
{
	struct synthesis *s = a->out;
	struct cache_proof soa;
	if (s->count == SYNTHESIS_PROOF_MAX || !find_set(a, a->zone, RR_SOA, &soa))
		return;
	struct span rdata = rrset_first(&soa.set);
	uint32_t minimum = wire_get_u32(rdata.data + rdata.len - SOA_MINIMUM_FROM_END);
	soa.set.ttl = MIN_OF(soa.set.ttl, minimum);
	memmove(s->proof + 1, s->proof, s->count * sizeof(s->proof[0]));
	s->proof[0] = soa;
	s->count++;
	s->kind = kind;
	level_ttls(s);
}

/* The set of the wildcard, under the name that was asked for (RFC 8198 section 5.3). */
static void conclude_wildcard(struct attempt *a, const struct name *wildcard)
{
	struct synthesis *s = a->out;
	if (!find_set(a, wildcard->wire, a->type, &s->answer) &&
	    (a->type == RR_CNAME || !find_set(a, wildcard->wire, RR_CNAME, &s->answer)))
		return;
	/* A signature over the wildcard has fewer labels than the name. */
	struct rrset_iter it = rrset_iter_of(&s->answer.sigs);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		struct rrsig sig;
		if (rrsig_read(&sig, rdata) != OK || !name_equal(sig.signer, a->zone) ||
		    !rrsig_is_expanded(&sig, a->name))
			return;
	}
	s->answer.set.owner = s->answer.sigs.owner = a->name;
	s->kind = SYNTHESIS_ANSWER;
	level_ttls(s);
}

/* The records that are gathered speak of the name and of the wildcard at its closest encloser. */
static void judge(struct attempt *a, const uint8_t *encloser, const struct name *wildcard)
{
	if (denial_name(&a->denial, a->name) == PROOF_SECURE)
		conclude(a, SYNTHESIS_NXDOMAIN);
	else if (denial_wildcard_type(&a->denial, a->name, a->type) == PROOF_SECURE)
		conclude(a, SYNTHESIS_NODATA);
	else if (denial_expansion(&a->denial, a->name, name_labels(encloser)) == PROOF_SECURE)
		conclude_wildcard(a, wildcard);
}

/* ---- NSEC ---- */

static void try_nsec(struct attempt *a)
{
	struct cache_proof at, at_wildcard;
	struct nsec n;
	struct name wildcard;
	begin(a);
	if (!cache_find_nsec(a->cache, a->zone, a->name, a->now, a->arena, &at) || !add(a, &at) ||
	    nsec_read(&n, at.set.owner, rrset_first(&at.set)) != OK)
		return;
	if (denial_type(&a->denial, a->name, a->type) == PROOF_SECURE) {
		conclude(a, SYNTHESIS_NODATA);
		return;
	}
	if (name_equal(n.owner, a->name) || !nsec_covers(&n, a->name))
		return;
	size_t labels = MAX_OF(name_common(n.owner, a->name), name_common(n.next, a->name));
	const uint8_t *encloser = ancestor(a->name, labels);
	if (!wildcard_at(&wildcard, encloser))
		return;
	if (cache_find_nsec(a->cache, a->zone, wildcard.wire, a->now, a->arena, &at_wildcard))
		(void)add(a, &at_wildcard); /* without it the expansion may still be shown */
	judge(a, encloser, &wildcard);
}

/* ---- NSEC3 ---- */

static bool find_at(const struct attempt *a, const struct cache_chain *chain, const uint8_t *name,
                    struct cache_proof *out)
{
	uint8_t hash[NSEC3_HASH_LEN];
	nsec3_name_hash(hash, &chain->params, name);
	return cache_find_nsec3(a->cache, a->zone, chain, hash, a->now, a->arena, out);
}

/* The record that matches a name, or may cover it. */
static bool add_around(struct attempt *a, const struct cache_chain *chain, const uint8_t *name)
{
	struct cache_proof p;
	uint8_t hash[NSEC3_HASH_LEN];
	nsec3_name_hash(hash, &chain->params, name);
	return cache_find_nsec3_before(a->cache, a->zone, chain, hash, a->now, a->arena, &p) &&
	       add(a, &p);
}

static void try_nsec3(struct attempt *a, const struct cache_chain *chain)
{
	struct cache_proof at;
	struct name wildcard;
	const uint8_t *encloser = a->name, *next_closer = NULL;
	begin(a);
	while (!find_at(a, chain, encloser, &at)) {
		if (name_equal(encloser, a->zone))
			return;
		next_closer = encloser;
		encloser = name_parent(encloser);
	}
	if (!add(a, &at))
		return;
	if (next_closer == NULL) {
		if (denial_type(&a->denial, a->name, a->type) == PROOF_SECURE)
			conclude(a, SYNTHESIS_NODATA);
		return;
	}
	if (!add_around(a, chain, next_closer) || !wildcard_at(&wildcard, encloser))
		return;
	(void)add_around(a, chain, wildcard.wire); /* without it the expansion may still be shown */
	judge(a, encloser, &wildcard);
}

void cache_synthesise(struct rrcache *c, const uint8_t *zone, const uint8_t *name, uint16_t type,
                      struct wall now, struct arena *arena, struct synthesis *out)
{
	struct cache_chain chains[CACHE_CHAINS_MAX];
	struct attempt a = {
		.cache = c,
		.zone = zone,
		.name = name,
		.type = type,
		.now = now,
		.arena = arena,
		.out = out,
	};
	out->kind = SYNTHESIS_NONE;
	out->count = 0;
	/* DS at the apex is the parent's (RFC 4035 section 3.1.4.1). */
	if (!name_is_under(name, zone) || name_labels(name) - name_labels(zone) > DEPTH_MAX ||
	    type == RR_ANY || type == RR_RRSIG || (type == RR_DS && name_equal(name, zone)))
		return;
	try_nsec(&a);
	if (out->kind != SYNTHESIS_NONE)
		return;
	unsigned count = cache_find_chains(c, zone, now, arena, chains);
	for (unsigned i = 0; i < count && out->kind == SYNTHESIS_NONE; i++)
		try_nsec3(&a, &chains[i]);
}
