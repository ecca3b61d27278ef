/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers from what has expired (RFC 8767), when servers cannot be reached or take too long.  The
 * chain is walked through the cache alone; each link may be fresh or stale.  Invariant: only what
 * was validated, or needs no validation, is used; nothing stale is called secure.
 */

#include "resolver/engine/work.h"

#include "resolver/iterate/assemble.h"
#include "resolver/iterate/chain.h"

enum {
	STALE_TTL = 30,     /* RFC 8767 section 4 */
	STALE_RECHECK = 30, /* section 5: so long servers are not tried again */
};

struct walk {
	const struct work *w;
	struct query *q;
	bool stale;
};

static bool is_good_enough(const struct work *w, const struct query *q, const uint8_t *name,
                           uint16_t type, uint8_t rank)
{
	if (rank & (CACHE_RANK_SECURE | CACHE_RANK_INSECURE))
		return true;
	if (rank == CACHE_RANK_BOGUS)
		return work_skips_checks(w);
	return rank >= CACHE_RANK_INDET &&
	       (!work_wants_check(w, q) || !check_covers(w, name, type));
}

/* TTL of what expired so long ago; negative: it is not used. */
static int64_t ttl_of(struct request *r, uint32_t expired_for, const uint8_t *name, uint16_t type)
{
	const struct req_stale_judge *j = r->options.stale_judge;
	int64_t ttl = j != NULL ? j->judge(j->ctx, r, -(int64_t)expired_for, name, type)
	                        : STALE_TTL;
	return MIN_OF(ttl, (int64_t)INT32_MAX);
}

/* Sets of an entry, expired or not; 0: there are none that may be used. */
static size_t find(struct walk *walk, enum cache_kind kind, const uint8_t *name, uint16_t type,
                   struct req_set *out, size_t max)
{
	const struct work *w = walk->w;
	struct cache_entry e;
	uint32_t expired_for;
	if (!known_find_stale(w, CACHE_KEY(kind, name, type), w->r->options.stale_max_s, &e,
	                      &expired_for) ||
	    !is_good_enough(w, walk->q, name, type, e.rank))
		return 0;
	int64_t ttl = expired_for > 0 ? ttl_of(w->r, expired_for, name, type) : 0;
	size_t count = ttl >= 0 ? lookup_sets(&e, out, max) : 0;
	for (size_t i = 0; i < count && expired_for > 0; i++) {
		out[i].data.ttl = out[i].sigs.ttl = (uint32_t)ttl;
		out[i].trust = REQ_INSECURE; /* its signatures may be out of date, too */
	}
	walk->stale = walk->stale || (count > 0 && expired_for > 0);
	return count;
}

static bool take_negative(struct walk *walk, enum cache_kind kind)
{
	struct query *q = walk->q;
	size_t room = QUERY_PROOF_MAX - q->proof_count;
	struct req_set *out = &q->proof[q->proof_count];
	size_t count = find(walk, kind, q->name, kind == CACHE_NXDOMAIN ? 0 : q->type, out, room);
	if (count == 0 || out[0].data.type != RR_SOA)
		return false;
	q->proof_count = (uint8_t)(q->proof_count + count);
	q->result = kind == CACHE_NXDOMAIN ? QUERY_NXDOMAIN : QUERY_NODATA;
	return true;
}

/* One step along an alias of the name, or of a DNAME above it. */
static bool take_alias(struct walk *walk)
{
	const struct work *w = walk->w;
	struct query *q = walk->q;
	struct req_set *alias = &q->chain[q->chain_count];
	const uint8_t *target;
	if (q->chain_count + 2 > QUERY_CHAIN_MAX)
		return false;
	if (find(walk, CACHE_SET, q->name, RR_CNAME, alias, 1) == 1) {
		q->chain_count++;
	} else {
		const uint8_t *n = name_is_root(q->name) ? q->name : name_parent(q->name);
		while (!name_is_root(n) && find(walk, CACHE_SET, n, RR_DNAME, alias, 1) == 0)
			n = name_parent(n);
		if (name_is_root(n) ||
		    chain_synthesise(alias + 1, q->name, &alias->data, &w->r->arena) != OK)
			return false;
		alias[1].trust = alias->trust;
		alias[1].data.ttl = alias->data.ttl;
		alias++;
		q->chain_count = (uint8_t)(q->chain_count + 2);
	}
	return chain_target(&target, &alias->data, &w->r->arena) == OK &&
	       query_restart(q, target, w->r->options.limits.cname_steps) == OK;
}

static bool take(struct walk *walk)
{
	struct query *q = walk->q;
	do {
		if (find(walk, CACHE_SET, q->name, q->type, &q->set, 1) == 1) {
			q->result = QUERY_ANSWER;
			return true;
		}
		if (take_negative(walk, CACHE_NODATA) || take_negative(walk, CACHE_NXDOMAIN))
			return true;
	} while (q->type != RR_CNAME && take_alias(walk));
	return false;
}

/* So long nobody has to wait for what did not come. */
static void remember_recheck(const struct work *w, const uint8_t *name, uint16_t type)
{
	const struct cache_entry e = {
		.rank = CACHE_RANK_OMIT, .ede = EDE_UNREACHABLE, .ttl = STALE_RECHECK};
	known_put(w, CACHE_KEY(CACHE_FAILURE, name, type), &e);
}

bool stale_take(const struct work *w, bool rechecked)
{
	struct request *r = w->r;
	void *memory;
	if (r->options.stale_after_ms == 0 || r->options.no_cache ||
	    arena_try(&r->arena, sizeof(struct query) + NAME_MAX_LEN, &memory) != OK)
		return false;
	struct walk walk = {.w = w, .q = memory};
	uint8_t *name = (uint8_t *)memory + sizeof(struct query);
	memcpy(name, r->client.qname.wire, r->client.qname.len);
	name_lower(name, r->client.qname.len);
	query_init(walk.q, name, r->client.qtype);
	if (!take(&walk) || !walk.stale)
		return false;
	iter_assemble(r, walk.q);
	if (r->answer.rcode == RCODE_SERVFAIL)
		return false;
	r->answer.stale = true;
	r->answer.ede = walk.q->result == QUERY_NXDOMAIN ? EDE_STALE_NX : EDE_STALE;
	r->answer.ede_text = NULL;
	if (!rechecked) {
		remember_recheck(w, name, r->client.qtype);
		remember_recheck(w, walk.q->name, r->client.qtype);
	}
	NOTE(w, TRACE_STALE, .name = r->client.qname.wire, .type = r->client.qtype);
	return true;
}

bool stale_is_due(const struct work *w)
{
	const struct request *r = w->r;
	return r->options.stale_after_ms > 0 && !r->options.no_cache && !r->stale_tried &&
	       mono_reached(r->now, stale_due(r));
}

struct mono stale_due(const struct request *r)
{
	return mono_add_ms(r->began, r->options.stale_after_ms);
}
