/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Validating what a query found (RFC 4035 section 5): each set with the keys of the zone that
 * signed it, unsigned ones by a proof that they are out of reach, absence by NSEC and NSEC3.  Work
 * stops whenever keys must be asked for or the slice is used up, and goes on where it was.
 *
 * Invariant: a set's trust is set once, and only by a signature that was checked here or by a
 * proven unsigned delegation.
 */

#include "resolver/engine/work.h"

#include "resolver/validate/deny.h"
#include "resolver/validate/verify.h"

struct check {
	struct iter_finding f;
	struct req_set set; /* what f.set points to */
	enum query_result result;
	bool cached;
	bool broken; /* it is not the data but the way to its keys that is bad */
	bool blamed; /* `fault` holds: only an unsigned delegation can excuse it */
	struct val_verdict fault;
	struct verify_progress progress; /* of the set in work */
	struct val_verdict dropped;      /* why proofs were left out */
};

struct check *check_new(const struct work *w, const struct iter_finding *f,
                        enum query_result result, bool cached)
{
	void *memory;
	if (arena_try(&w->r->arena, sizeof(struct check), &memory) != OK)
		return NULL;
	struct check *c = memory;
	/* Without clearing the lists: they are most of it, and mostly empty. */
	iter_finding_copy(&c->f, f);
	c->set = f->set != NULL ? *f->set : (struct req_set){0};
	if (f->set != NULL)
		c->f.set = &c->set;
	c->result = result;
	c->cached = cached;
	c->broken = c->blamed = false;
	c->fault = c->dropped = (struct val_verdict){0};
	c->progress = (struct verify_progress){0};
	return c;
}

static struct val_verdict good(void)
{
	return val_say(VAL_SECURE, EDE_NONE, NULL);
}

/* ---- what may be spent ---- */

static struct val_spend spend_begin(const struct work *w, const struct query *q)
{
	const struct req_limits *l = &w->r->options.limits;
	return (struct val_spend){
		.checks = MIN_OF((unsigned)(l->checks - q->checks), w->r->budget.checks_left),
		.failures = (unsigned)(l->check_failures - q->check_failures),
		.slice = w->slice,
	};
}

static void spend_end(struct work *w, struct query *q, const struct val_spend *before,
                      const struct val_spend *after)
{
	unsigned used = before->checks - after->checks;
	q->checks = (uint8_t)(q->checks + used);
	q->check_failures = (uint8_t)(q->check_failures + before->failures - after->failures);
	w->r->budget.checks_left = (uint16_t)(w->r->budget.checks_left - used);
	w->slice = after->slice;
}

/* ---- one set ---- */

/* Name whose delegation decides: DS belong to the zone above. */
static const uint8_t *decided_by(const uint8_t *owner, uint16_t type)
{
	return type == RR_DS && !name_is_root(owner) ? name_parent(owner) : owner;
}

bool check_covers(const struct work *w, const uint8_t *owner, uint16_t type)
{
	return w->env->anchors != NULL &&
	       anchors_cover(w->env->anchors, decided_by(owner, type)) != NULL;
}

static struct val_verdict with_keys(struct work *w, struct query *q, struct check *c,
                                    struct req_set *set, const struct zone_trust *zone)
{
	struct val_spend before = spend_begin(w, q), spend = before;
	struct val_verdict v = verify_set(w->env->validator, &c->progress, zone->name,
	                                  &zone->keys.data, set, w->r->wall, &spend, &w->r->arena);
	spend_end(w, q, &before, &spend);
	if (v.state == VAL_AGAIN)
		w->pause = true;
	return v;
}

/* The keys of a zone themselves, by what speaks of them from above. */
static struct val_verdict key_set(struct work *w, struct query *q, struct check *c,
                                  struct req_set *set)
{
	struct zone_trust *zone;
	struct val_verdict v = trust_cut(w, q, set->data.owner, &zone);
	c->broken = v.state == VAL_BOGUS;
	if (v.state != VAL_SECURE)
		return v;
	struct anchor *anchor = zone->ds.data.count == 0
	                                ? anchors_get(w->env->anchors, set->data.owner)
	                                : NULL;
	const struct verify_base base = {.anchor = anchor, .ds = &zone->ds.data};
	struct val_spend before = spend_begin(w, q), spend = before;
	v = verify_keys(w->env->validator, &c->progress, &base, set, w->r->wall, &spend,
	                &w->r->arena);
	spend_end(w, q, &before, &spend);
	if (v.state == VAL_AGAIN)
		w->pause = true;
	if (v.state == VAL_SECURE && anchor != NULL)
		anchor->is_proven = true;
	return v;
}

/*
 * Said by servers of a zone that no anchor speaks of, about names below an anchor whose zone nobody
 * has led us to yet: its keys cannot be had, so it cannot be told whether this should be signed
 * (RFC 4035 section 4.3, "Indeterminate").  Once they were seen there is no doubt any more.
 */
static bool is_indeterminate(const struct work *w, const struct query *q, const struct check *c,
                             const uint8_t *name)
{
	const struct anchor *a = anchors_cover(w->env->anchors, name);
	struct cache_entry e;
	return a != NULL && !c->cached && !a->is_proven && q->purpose != QUERY_TRUST &&
	       w->r->options.forward == NULL && !name_is_under(q->cut.name, a->owner.wire) &&
	       anchors_cover(w->env->anchors, q->cut.name) == NULL &&
	       !known_find(w, CACHE_SET, a->owner.wire, RR_DNSKEY, NULL, &e);
}

/* Nobody signed it: is it out of reach? */
static struct val_verdict unsigned_set(const struct work *w, struct query *q, struct check *c,
                                       const uint8_t *owner, uint16_t type)
{
	if (is_indeterminate(w, q, c, decided_by(owner, type))) {
		q->apart = true;
		return val_say(VAL_INSECURE, EDE_INDETERMINATE, "above its trust anchor");
	}
	struct val_verdict v = trust_walk(w, q, decided_by(owner, type));
	c->broken = v.state == VAL_BOGUS;
	if (v.state == VAL_SECURE)
		return val_say(VAL_BOGUS, EDE_RRSIGS_MISSING, "no signature");
	return v;
}

/*
 * Is there a zone between the signer and what it signed (RFC 4035 section 5.3.1: the signer is the
 * zone that has the set)?
 */
static bool skips_zone(const struct work *w, const struct query *q, const struct check *c,
                       const uint8_t *owner, uint16_t type, const uint8_t *signer)
{
	const uint8_t *name = decided_by(owner, type);
	size_t labels = name_labels(signer);
	if (!c->cached)
		return name_labels(q->cut.name) > labels && name_is_under(name, q->cut.name);
	return trust_known_cut(w, q, name) > labels;
}

static struct val_verdict judge_set(struct work *w, struct query *q, struct check *c,
                                    struct req_set *set)
{
	const uint8_t *signer = verify_signer(set);
	struct zone_trust *zone;
	if (!check_covers(w, set->data.owner, set->data.type))
		return val_say(VAL_INSECURE, EDE_NONE, NULL);
	if (signer == NULL)
		return unsigned_set(w, q, c, set->data.owner, set->data.type);
	if (skips_zone(w, q, c, set->data.owner, set->data.type, signer))
		return val_say(VAL_BOGUS, EDE_BOGUS, "signed by another zone");
	if (set->data.type == RR_DNSKEY && name_equal(signer, set->data.owner))
		return key_set(w, q, c, set);
	struct val_verdict v = trust_keys(w, q, signer, &zone);
	c->broken = v.state == VAL_BOGUS;
	return v.state == VAL_SECURE ? with_keys(w, q, c, set, zone) : v;
}

static void note_insecure(struct query *q, struct req_set *set, const struct val_verdict *v)
{
	if (set != NULL && v->ede > 0)
		set->ede = v->ede;
	if (v->ede != EDE_NONE && q->note_ede == EDE_NONE) {
		q->note_ede = v->ede;
		q->note_text = v->why;
	}
}

/*
 * Bad data of a signed zone.  The zone that was asked may lie below the one that signed, and be
 * delegated without DS: then no signature matters (RFC 4035 section 5.2).
 */
static struct val_verdict excuse(const struct work *w, struct query *q, struct check *c,
                                 const uint8_t *signer, struct val_verdict fault)
{
	if (!c->blamed) {
		c->blamed = true;
		c->fault = fault;
	}
	if (c->cached || c->broken || signer == NULL || !name_is_under(q->cut.name, signer) ||
	    name_equal(q->cut.name, signer))
		return c->fault;
	struct val_verdict v = trust_walk(w, q, q->cut.name);
	return v.state == VAL_SECURE || v.state == VAL_BOGUS ? c->fault : v;
}

/* Validate a set unless that was done; its trust is set when it is good. */
static struct val_verdict check_set(struct work *w, struct query *q, struct check *c,
                                    struct req_set *set)
{
	struct val_verdict v = good();
	if (set->trust != REQ_UNCHECKED)
		return v;
	v = c->blamed ? c->fault : judge_set(w, q, c, set);
	if (v.state == VAL_BOGUS)
		v = excuse(w, q, c, verify_signer(set), v);
	if (v.state == VAL_AGAIN || v.state == VAL_BOGUS)
		return v;
	c->progress = (struct verify_progress){0};
	c->blamed = false;
	set->trust = v.state == VAL_SECURE ? REQ_SECURE : REQ_INSECURE;
	NOTE(w, v.state == VAL_SECURE ? TRACE_SECURE : TRACE_INSECURE, .name = set->data.owner,
	     .type = set->data.type, .text = v.why);
	if (v.state == VAL_INSECURE)
		note_insecure(q, set, &v);
	return v;
}

/* ---- proofs ---- */

static void drop_proof(struct iter_finding *f, size_t i)
{
	f->proof_count--;
	memmove(&f->proof[i], &f->proof[i + 1], (f->proof_count - i) * sizeof(f->proof[0]));
}

/*
 * Validate proofs with the keys of their zone.  One that is unsigned or not good is left out: it
 * then proves nothing, which the claim will show.
 */
static struct val_verdict check_proofs(struct work *w, struct query *q, struct check *c,
                                       const struct zone_trust *zone)
{
	for (size_t i = 0; i < c->f.proof_count;) {
		struct req_set *set = &c->f.proof[i];
		const uint8_t *signer = verify_signer(set);
		struct val_verdict v = val_say(VAL_BOGUS, EDE_RRSIGS_MISSING, "no signature");
		if (set->trust == REQ_SECURE) {
			i++;
			continue;
		}
		if (signer != NULL && name_equal(signer, zone->name))
			v = with_keys(w, q, c, set, zone);
		if (v.state == VAL_AGAIN)
			return v;
		c->progress = (struct verify_progress){0};
		if (v.state == VAL_BOGUS && signer != NULL && set->data.type == RR_SOA)
			return v;
		if (v.state == VAL_SECURE) {
			set->trust = REQ_SECURE;
			i++;
			continue;
		}
		if (c->dropped.why == NULL)
			c->dropped = v;
		drop_proof(&c->f, i);
	}
	return good();
}

static void let_others(struct work *w, unsigned before)
{
	if (before - w->r->budget.rounds_left > VAL_SLICE_ROUNDS)
		w->pause = true;
}

static void trust_proofs(struct iter_finding *f, enum req_trust trust)
{
	for (size_t i = 0; i < f->proof_count; i++)
		f->proof[i].trust = trust;
}

/* A set made from a wildcard: is there nothing closer (RFC 4035 section 5.3.4)? */
static struct val_verdict check_expansion(struct work *w, struct query *q, struct check *c,
                                          struct req_set *set)
{
	struct zone_trust *zone;
	struct rrsig sig;
	if (set->trust != REQ_SECURE || !verify_is_expanded(set) || !verify_good(set, &sig))
		return good();
	struct val_verdict v = trust_keys(w, q, sig.signer, &zone);
	if (v.state == VAL_SECURE)
		v = check_proofs(w, q, c, zone);
	if (v.state != VAL_SECURE)
		return v;
	const struct deny_claim claim = {.zone = zone->name, .name = set->data.owner};
	unsigned before = w->r->budget.rounds_left, rounds = before;
	struct deny_verdict d = deny_closer(&claim, sig.labels, c->f.proof, c->f.proof_count,
	                                    &rounds);
	w->r->budget.rounds_left = rounds;
	let_others(w, before);
	if (d.val.state == VAL_INSECURE || d.opt_out) {
		set->trust = REQ_INSECURE;
		note_insecure(q, set, &d.val);
	}
	return d.val;
}

static struct val_verdict check_expansions(struct work *w, struct query *q, struct check *c)
{
	for (size_t i = 0; i < c->f.chain_count; i++) {
		struct val_verdict v = check_expansion(w, q, c, &c->f.chain[i]);
		if (v.state == VAL_AGAIN || v.state == VAL_BOGUS)
			return v;
	}
	return c->f.set != NULL ? check_expansion(w, q, c, &c->set) : good();
}

/* ---- absence ---- */

/* The zone that signed the proof: that of the first signed set, above the name. */
static const uint8_t *proof_signer(const struct query *q, const struct check *c)
{
	const uint8_t *name = c->f.target != NULL ? c->f.target : q->name;
	const uint8_t *best = NULL;
	for (size_t i = 0; i < c->f.proof_count; i++) {
		const uint8_t *signer = verify_signer(&c->f.proof[i]);
		if (signer == NULL || !name_is_under(name, signer))
			continue;
		if (best == NULL || name_labels(signer) > name_labels(best))
			best = signer;
	}
	return best;
}

static struct deny_verdict deny(struct work *w, const struct query *q, const struct check *c,
                                const struct zone_trust *zone)
{
	const struct iter_finding *f = &c->f;
	const struct deny_claim claim = {
		.zone = zone->name,
		.name = f->target != NULL ? f->target : q->name,
		.type = q->type,
	};
	unsigned before = w->r->budget.rounds_left, rounds = before;
	struct deny_verdict d;
	if (c->result == QUERY_NXDOMAIN)
		d = deny_name(&claim, f->proof, f->proof_count, &rounds);
	else if (q->type == RR_DS)
		d = deny_ds(&claim, f->proof, f->proof_count, &rounds);
	else
		d = deny_type(&claim, f->proof, f->proof_count, &rounds);
	w->r->budget.rounds_left = rounds;
	let_others(w, before);
	return d;
}

static struct val_verdict judge_absence(struct work *w, struct query *q, struct check *c,
                                        const uint8_t *signer)
{
	struct zone_trust *zone;
	const uint8_t *name = c->f.target != NULL ? c->f.target : q->name;
	if (!check_covers(w, name, q->type))
		return val_say(VAL_INSECURE, EDE_NONE, NULL);
	if (signer == NULL)
		return unsigned_set(w, q, c, name, q->type);
	if (q->type == RR_DS && !name_is_root(name) && name_equal(signer, name))
		return val_say(VAL_BOGUS, EDE_BOGUS, "DS denied by the child");
	if (skips_zone(w, q, c, name, q->type, signer))
		return val_say(VAL_BOGUS, EDE_BOGUS, "signed by another zone");
	struct val_verdict v = trust_keys(w, q, signer, &zone);
	c->broken = v.state == VAL_BOGUS;
	if (v.state == VAL_SECURE)
		v = check_proofs(w, q, c, zone);
	if (v.state != VAL_SECURE)
		return v;
	struct deny_verdict d = deny(w, q, c, zone);
	q->is_cut = d.is_cut;
	if (d.val.state == VAL_BOGUS && c->dropped.why != NULL)
		return c->dropped;
	if (d.val.state == VAL_SECURE && d.opt_out)
		d.val.state = VAL_INSECURE; /* no AD (RFC 5155 section 9.2) */
	return d.val;
}

static struct val_verdict check_absence(struct work *w, struct query *q, struct check *c)
{
	const uint8_t *signer = proof_signer(q, c);
	struct val_verdict v = c->blamed ? c->fault : judge_absence(w, q, c, signer);
	if (v.state == VAL_BOGUS)
		v = excuse(w, q, c, signer, v);
	if (v.state == VAL_AGAIN || v.state == VAL_BOGUS)
		return v;
	q->found = v.state == VAL_SECURE ? REQ_SECURE : REQ_INSECURE;
	trust_proofs(&c->f, q->found);
	NOTE(w, v.state == VAL_SECURE ? TRACE_SECURE : TRACE_INSECURE, .name = q->name,
	     .type = q->type, .text = v.why);
	if (v.state == VAL_INSECURE)
		note_insecure(q, c->f.proof_count > 0 ? &c->f.proof[0] : NULL, &v);
	return v;
}

/* ---- all of it ---- */

static struct val_verdict check_all(struct work *w, struct query *q, struct check *c)
{
	struct iter_finding *f = &c->f;
	struct val_verdict v;
	q->found = REQ_SECURE;
	for (size_t i = 0; i < f->chain_count; i++) {
		/* What a DNAME makes is as good as the DNAME (RFC 6672 section 5.3.1). */
		if (iter_is_made(f, i))
			f->chain[i].trust = f->chain[i - 1].trust;
		v = check_set(w, q, c, &f->chain[i]);
		if (v.state == VAL_AGAIN || v.state == VAL_BOGUS)
			return v;
		if (f->chain[i].trust != REQ_SECURE)
			q->found = REQ_INSECURE;
	}
	if (iter_set_is_made(f))
		c->set.trust = f->chain[f->chain_count - 1].trust;
	if (f->set != NULL) {
		v = check_set(w, q, c, &c->set);
		if (v.state == VAL_AGAIN || v.state == VAL_BOGUS)
			return v;
		q->found = c->set.trust;
	}
	v = check_expansions(w, q, c);
	if (v.state == VAL_AGAIN || v.state == VAL_BOGUS)
		return v;
	if (f->verdict == ITER_NODATA || f->verdict == ITER_NXDOMAIN)
		return check_absence(w, q, c);
	trust_proofs(f, q->found);
	return good();
}

/* ---- what follows ---- */

/*
 * Where a chain is good and what the server says of its end is not: somebody else may know better
 * about the end.
 */
static bool keep_chain(const struct work *w, struct query *q, struct check *c)
{
	struct iter_finding *f = &c->f;
	if (f->chain_count == 0 || f->verdict == ITER_ALIAS || f->verdict == ITER_YXDOMAIN ||
	    f->target == NULL || c->broken || iter_set_is_made(f))
		return false;
	for (size_t i = 0; i < f->chain_count; i++) {
		if (f->chain[i].trust == REQ_UNCHECKED || verify_is_expanded(&f->chain[i]))
			return false;
	}
	f->verdict = ITER_ALIAS;
	f->set = NULL;
	f->proof_count = 0;
	q->bogus_replies++;
	remember_result(w, q, f);
	conclude_good(w, q, f, QUERY_NODATA);
	return true;
}

/* ---- signatures that were left out ---- */

/* The first set that lacks them; NULL: none does. */
static struct req_set *find_unsigned(struct check *c)
{
	for (size_t i = 0; i < c->f.chain_count; i++) {
		if (!iter_is_made(&c->f, i) && c->f.chain[i].trust == REQ_UNCHECKED &&
		    c->f.chain[i].sigs.count == 0)
			return &c->f.chain[i];
	}
	bool lacks = c->f.set != NULL && !iter_set_is_made(&c->f) &&
	             c->set.trust == REQ_UNCHECKED && c->set.sigs.count == 0;
	return lacks ? &c->set : NULL;
}

bool check_ask_sigs(const struct work *w, struct query *q)
{
	struct request *r = w->r;
	void *memory;
	struct req_set *set = q->unsigned_check != NULL ? find_unsigned(q->unsigned_check) : NULL;
	if (set == NULL || q->sigs_asked || r->plan.depth >= r->options.limits.trust_depth ||
	    r->trust_queries >= r->options.limits.trust_queries ||
	    arena_try(&r->arena, sizeof(struct query) + NAME_MAX_LEN, &memory) != OK)
		return false;
	struct query *sub = memory;
	uint8_t *name = (uint8_t *)memory + sizeof(struct query);
	size_t len = name_len(set->data.owner);
	memcpy(name, set->data.owner, len);
	name_lower(name, len);
	query_init(sub, name, RR_RRSIG);
	sub->purpose = QUERY_SIGS;
	r->trust_queries++;
	q->sigs_asked = true;
	q->state = QUERY_WAIT;
	NOTE(w, TRACE_NEED_TRUST, .name = name, .type = RR_RRSIG);
	plan_push(&r->plan, sub);
	return true;
}

/* Those of an RRSIG set that cover a type. */
static enum err pick_sigs(struct rrset *out, const struct rrset *all, const struct rrset *data,
                          struct arena *arena)
{
	struct rrset_iter it = rrset_iter_of(all);
	struct span rdata;
	*out = (struct rrset){
		.owner = data->owner, .type = RR_RRSIG, .class_ = CLASS_IN, .ttl = all->ttl};
	while (rrset_next(&it, &rdata)) {
		if (rdata.len > 2 && wire_get_u16(rdata.data) == data->type)
			TRY(rrset_add(out, arena, rdata));
	}
	return OK;
}

void check_take_sigs(const struct work *w, struct query *below, const struct query *done)
{
	struct check *c = below->unsigned_check;
	struct req_set *set = find_unsigned(c);
	if (done->result != QUERY_ANSWER || done->set.data.type != RR_RRSIG ||
	    pick_sigs(&set->sigs, &done->set.data, &set->data, &w->r->arena) != OK ||
	    set->sigs.count == 0) {
		query_fail(below, below->ede, below->ede_text);
		return;
	}
	c->progress = (struct verify_progress){0};
	c->broken = c->blamed = false;
	below->check = c;
	below->state = QUERY_CHECK;
}

/* Another server, perhaps: what one says that is wrong, another may say right. */
static void fail(const struct work *w, struct query *q, struct check *c, struct val_verdict v)
{
	NOTE(w, TRACE_BOGUS, .name = q->name, .type = q->type, .text = v.why);
	if (keep_chain(w, q, c))
		return;
	if (!q->bogus) { /* before what trying others comes to */
		q->bogus = true;
		q->ede = v.ede;
		q->ede_text = v.why;
	}
	if (!q->apart)
		remember_bogus(w, q, &c->f);
	q->apart = false;
	if (v.ede == EDE_RRSIGS_MISSING && !c->cached && !c->broken && find_unsigned(c) != NULL)
		q->unsigned_check = c;
	if (c->broken || ++q->bogus_replies >= w->r->options.limits.bogus_replies) {
		if (c->broken || !check_ask_sigs(w, q))
			query_fail(q, v.ede, v.why);
	} else if (c->cached) {
		q->skip_cache = true;
		q->state = QUERY_START;
	} else {
		take_bogus(w, q, v.why);
	}
}

void check_move(struct work *w, struct query *q)
{
	struct check *c = q->check;
	struct val_verdict v = check_all(w, q, c);
	if (v.state == VAL_AGAIN)
		return;
	q->check = NULL;
	if (v.state == VAL_BOGUS) {
		fail(w, q, c, v);
		return;
	}
	if (q->bogus) { /* of another reply */
		q->bogus = false;
		q->ede = EDE_NONE;
		q->ede_text = NULL;
	}
	if (!q->apart)
		remember_result(w, q, &c->f);
	conclude_good(w, q, &c->f, c->result);
}
