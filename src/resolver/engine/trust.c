/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way from a trust anchor down to a zone (RFC 4035 section 5).  What is known of a zone comes
 * from this request's list, else from validated sets in the cache, else from a query for its DS or
 * DNSKEY on top of the plan.
 *
 * Invariants: a query for DS of a name needs only zones above it, and one for DNSKEY of it only its
 * DS, so that no query waits for itself; the way begins at the closest anchor and goes down, so
 * that few queries wait for each other.
 */

#include "resolver/engine/work.h"

#include "resolver/validate/deny.h"
#include "resolver/validate/verify.h"

/* ---- what is known ---- */

static bool find(const struct work *w, enum cache_kind kind, const uint8_t *name, uint16_t type,
                 bool copy, struct cache_entry *e)
{
	return known_find(w, kind, name, type, copy ? &w->r->arena : NULL, e);
}

static bool is_validated(const struct cache_entry *e)
{
	return (e->rank & (CACHE_RANK_SECURE | CACHE_RANK_INSECURE)) != 0;
}

static void be(struct zone_trust *t, enum trust_cut cut, int ede, const char *why)
{
	t->cut = cut;
	t->ede = (int16_t)ede;
	t->why = why;
}

/* A validated DS set: can we follow it? */
static void take_ds(struct zone_trust *t, const struct req_set *ds)
{
	struct val_verdict v = verify_ds(&ds->data);
	t->ds = *ds;
	be(t, v.state == VAL_SECURE ? TRUST_SIGNED : TRUST_UNSIGNED, v.ede, v.why);
}

/* Validated proof that there is no DS: of a delegation, or of no cut at all? */
static void take_absence(const struct work *w, struct zone_trust *t, const struct cache_entry *e,
                         bool is_nx)
{
	struct req_set sets[CACHE_SETS_MAX];
	unsigned rounds = w->r->budget.rounds_left;
	struct deny_claim claim = {.name = t->name, .type = RR_DS};
	size_t count = lookup_sets(e, sets, ARRAY_LEN(sets));
	for (size_t i = 0; i < count && claim.zone == NULL; i++)
		claim.zone = verify_signer(&sets[i]);
	if (claim.zone == NULL)
		return;
	struct deny_verdict v = deny_ds(&claim, sets, count, &rounds);
	w->r->budget.rounds_left = rounds;
	if (v.val.state == VAL_INSECURE || (v.val.state == VAL_SECURE && v.is_cut))
		be(t, TRUST_UNSIGNED, v.val.ede, v.val.why);
	else if (v.val.state == VAL_SECURE)
		be(t, is_nx ? TRUST_NOTHING : TRUST_NO_CUT, EDE_NONE, NULL);
}

/* Look into the cache for how a name is delegated. */
static void learn(const struct work *w, struct zone_trust *t)
{
	struct cache_entry e;
	struct req_set ds;
	const struct anchor *a = anchors_cover(w->env->anchors, t->name);
	if (a == NULL) {
		be(t, TRUST_UNSIGNED, EDE_NONE, NULL);
	} else if (name_equal(a->owner.wire, t->name)) {
		be(t, TRUST_SIGNED, EDE_NONE, NULL);
	} else if (find(w, CACHE_SET, t->name, RR_DS, true, &e) && is_validated(&e)) {
		if (!(e.rank & CACHE_RANK_SECURE))
			be(t, TRUST_UNSIGNED, e.ede > 0 ? e.ede : EDE_NONE, NULL);
		else if (lookup_sets(&e, &ds, 1) == 1)
			take_ds(t, &ds);
	} else if (find(w, CACHE_NODATA, t->name, RR_DS, true, &e) && is_validated(&e)) {
		if (!(e.rank & CACHE_RANK_SECURE))
			be(t, TRUST_UNSIGNED, e.ede > 0 ? e.ede : EDE_NONE, NULL);
		else
			take_absence(w, t, &e, false);
	} else if (find(w, CACHE_NXDOMAIN, t->name, 0, true, &e) && (e.rank & CACHE_RANK_SECURE)) {
		take_absence(w, t, &e, true);
	}
}

/* Is there anything about DS or a delegation that only wants to be validated? */
static bool has_hint(const struct work *w, const uint8_t *name)
{
	struct cache_entry e;
	return find(w, CACHE_CUT, name, RR_NS, false, &e) ||
	       find(w, CACHE_SET, name, RR_DS, false, &e) ||
	       find(w, CACHE_NODATA, name, RR_DS, false, &e);
}

size_t trust_known_cut(const struct work *w, const struct query *q, const uint8_t *name)
{
	size_t best = name_is_under(name, q->cut.name) ? name_labels(q->cut.name) : 0;
	struct cache_entry e;
	for (size_t n = name_labels(name); n > best; n--, name = name_parent(name)) {
		if (find(w, CACHE_CUT, name, RR_NS, false, &e))
			return n;
	}
	return best;
}

/* ---- what must be asked ---- */

static struct val_verdict cannot(struct query *q, const char *why)
{
	q->own_fault = true;
	return val_say(VAL_BOGUS, EDE_OTHER, why);
}

static bool is_pending(const struct plan *p, const uint8_t *name, uint16_t type)
{
	for (const struct query *q = p->top; q != NULL; q = q->below) {
		if (q->purpose == QUERY_TRUST && q->type == type && name_equal(q->seen[0], name))
			return true;
	}
	return false;
}

static struct val_verdict need(const struct work *w, struct query *q, const uint8_t *name,
                               uint16_t type)
{
	struct request *r = w->r;
	void *sub_at, *name_at;
	size_t len = name_len(name);
	if (is_pending(&r->plan, name, type) || r->plan.depth >= r->options.limits.trust_depth)
		return cannot(q, "chain of trust too deep");
	if (r->trust_queries >= r->options.limits.trust_queries) {
		NOTE(w, TRACE_LIMIT, .name = name, .text = "queries for validation");
		return cannot(q, "too many queries for validation");
	}
	r->trust_queries++;
	if (arena_try(&r->arena, sizeof(struct query), &sub_at) != OK ||
	    arena_try(&r->arena, len, &name_at) != OK)
		return cannot(q, "memory of the request used up");
	memcpy(name_at, name, len);
	name_lower(name_at, len);
	struct query *sub = sub_at;
	query_init(sub, name_at, type);
	sub->purpose = QUERY_TRUST;
	q->state = QUERY_WAIT;
	NOTE(w, TRACE_NEED_TRUST, .name = name, .type = type);
	plan_push(&r->plan, sub);
	return val_say(VAL_AGAIN, EDE_NONE, NULL);
}

/* ---- the way down ---- */

/*
 * Go down from the closest anchor to a name.
 *
 * from  labels from which on every name is asked for its DS; above, only names that are known to
 *       be delegated
 * VAL_SECURE: no unsigned delegation on the way; VAL_INSECURE, VAL_BOGUS, VAL_AGAIN
 */
static struct val_verdict keys_of(const struct work *w, struct query *q, struct zone_trust *t);

static struct val_verdict descend(const struct work *w, struct query *q, const uint8_t *name,
                                  size_t from)
{
	const struct anchor *a = anchors_cover(w->env->anchors, name);
	size_t labels = name_labels(name);
	struct zone_trust *above = NULL;
	struct val_verdict v;
	if (a == NULL)
		return val_say(VAL_INSECURE, EDE_NONE, NULL);
	for (size_t n = name_labels(a->owner.wire); n <= labels; n++) {
		const uint8_t *at = name_skip(name, labels - n);
		struct zone_trust *t = trust_of(&w->r->trust, at, &w->r->arena);
		if (t == NULL)
			return cannot(q, "memory of the request used up");
		if (t->cut == TRUST_UNKNOWN)
			learn(w, t);
		switch (t->cut) {
		case TRUST_SIGNED:
			above = t;
			break;
		case TRUST_NO_CUT:
			break;
		case TRUST_NOTHING:
			return val_say(VAL_SECURE, EDE_NONE, NULL);
		case TRUST_UNSIGNED:
			return val_say(VAL_INSECURE, t->ede, t->why);
		case TRUST_BROKEN:
			return val_say(VAL_BOGUS, t->ede, t->why);
		case TRUST_UNKNOWN:
			if (n < from && !has_hint(w, at))
				break;
			/* The zone above signs the DS; without its keys they are of no use. */
			v = above != NULL ? keys_of(w, q, above)
			                  : val_say(VAL_SECURE, EDE_NONE, NULL);
			return v.state == VAL_SECURE ? need(w, q, at, RR_DS) : v;
		}
	}
	return val_say(VAL_SECURE, EDE_NONE, NULL);
}

struct val_verdict trust_walk(const struct work *w, struct query *q, const uint8_t *name)
{
	size_t from = MAX_OF(trust_known_cut(w, q, name), (size_t)1);
	return descend(w, q, name, from);
}

struct val_verdict trust_cut(const struct work *w, struct query *q, const uint8_t *zone,
                             struct zone_trust **out)
{
	struct val_verdict v = descend(w, q, zone, name_labels(zone));
	*out = trust_of(&w->r->trust, zone, &w->r->arena);
	if (*out == NULL)
		return cannot(q, "memory of the request used up");
	if (v.state == VAL_SECURE && (*out)->cut != TRUST_SIGNED)
		return val_say(VAL_BOGUS, EDE_BOGUS, "signed by what is no zone");
	return v;
}

/* The keys of a zone that is signed from above: known, or asked for. */
static struct val_verdict keys_of(const struct work *w, struct query *q, struct zone_trust *t)
{
	struct cache_entry e;
	if (t->keys.data.count == 0 && !t->keys_broken &&
	    find(w, CACHE_SET, t->name, RR_DNSKEY, true, &e) && (e.rank & CACHE_RANK_SECURE))
		lookup_sets(&e, &t->keys, 1);
	if (t->keys.data.count > 0)
		return val_say(VAL_SECURE, EDE_NONE, NULL);
	if (t->keys_broken)
		return val_say(VAL_BOGUS, t->ede, t->why);
	return need(w, q, t->name, RR_DNSKEY);
}

/* Are the keys of a zone at hand, without a look at what is above it? */
static bool has_keys(const struct work *w, const struct zone_trust *t)
{
	struct cache_entry e;
	return t->keys.data.count > 0 ||
	       (find(w, CACHE_SET, t->name, RR_DNSKEY, false, &e) && (e.rank & CACHE_RANK_SECURE));
}

struct val_verdict trust_keys(const struct work *w, struct query *q, const uint8_t *zone,
                              struct zone_trust **out)
{
	*out = trust_of(&w->r->trust, zone, &w->r->arena);
	if (anchors_cover(w->env->anchors, zone) == NULL)
		return val_say(VAL_INSECURE, EDE_NONE, NULL);
	if (*out == NULL)
		return cannot(q, "memory of the request used up");
	if (!has_keys(w, *out)) {
		struct val_verdict v = trust_cut(w, q, zone, out);
		if (v.state != VAL_SECURE)
			return v;
	}
	return keys_of(w, q, *out);
}

bool trust_prepare(const struct work *w, struct query *q)
{
	struct zone_trust *zone;
	if (w->env->anchors == NULL || q->purpose != QUERY_CLIENT || name_is_root(q->cut.name) ||
	    w->r->options.forward != NULL || anchors_get(w->env->anchors, q->cut.name) == NULL ||
	    !work_wants_check(w, q))
		return false;
	struct val_verdict v = trust_keys(w, q, q->cut.name, &zone);
	if (v.state == VAL_BOGUS) {
		q->bogus = true;
		query_fail(q, v.ede, v.why);
	}
	return v.state == VAL_BOGUS || v.state == VAL_AGAIN;
}

/* ---- what was found out ---- */

static void take_ds_query(struct zone_trust *t, const struct query *done)
{
	bool secure = done->found == REQ_SECURE;
	if (done->result == QUERY_FAILED)
		be(t, TRUST_BROKEN, done->ede, done->ede_text);
	else if (!secure || done->is_cut)
		be(t, TRUST_UNSIGNED, done->note_ede, done->note_text);
	else if (done->result == QUERY_ANSWER)
		take_ds(t, &done->set);
	else
		be(t, done->result == QUERY_NXDOMAIN ? TRUST_NOTHING : TRUST_NO_CUT, EDE_NONE,
		   NULL);
}

static void take_keys_query(struct zone_trust *t, const struct query *done)
{
	if (done->result == QUERY_ANSWER && done->found == REQ_SECURE) {
		t->keys = done->set;
	} else if (done->result != QUERY_FAILED && done->found == REQ_INSECURE) {
		be(t, TRUST_UNSIGNED, done->note_ede, done->note_text);
	} else {
		t->keys_broken = true;
		t->ede = done->bogus ? done->ede : EDE_DNSKEY_MISSING;
		t->why = done->bogus ? done->ede_text : "no DNSKEY to be had";
	}
}

void trust_take(const struct work *w, struct query *below, const struct query *done)
{
	struct zone_trust *t = trust_of(&w->r->trust, done->seen[0], &w->r->arena);
	below->state = below->check != NULL ? QUERY_CHECK : QUERY_CHOOSE;
	if (done->result == QUERY_FAILED && done->own_fault && !done->bogus)
		below->own_fault = true;
	if (t == NULL)
		return; /* the next look finds no room either, and says so */
	if (done->type == RR_DS)
		take_ds_query(t, done);
	else
		take_keys_query(t, done);
}
