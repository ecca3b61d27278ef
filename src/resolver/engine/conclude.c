/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From what was found to the result of a query.  Invariant: what a client without CD gets, and what
 * trust is built on, has been through check.c; address look-ups and clients with CD take it as it
 * came (RFC 4035 section 3.2.2).
 */

#include "resolver/engine/work.h"

#include "resolver/validate/verify.h"

bool work_wants_check(const struct work *w, const struct query *q)
{
	if (w->env->anchors == NULL || q->type == RR_RRSIG) /* RFC 4035 section 2.2: never signed */
		return false;
	if (w->r->options.forward != NULL && w->r->options.forward->stub)
		return false;
	switch (q->purpose) {
	case QUERY_TRUST:
		return true;
	case QUERY_CLIENT:
	case QUERY_MODULE:
		return !work_skips_checks(w);
	case QUERY_ADDRESS:
	case QUERY_SIGS:
		break;
	}
	return false;
}

static bool all_known(const struct iter_finding *f)
{
	for (size_t i = 0; i < f->chain_count; i++) {
		if (f->chain[i].trust == REQ_UNCHECKED)
			return false;
	}
	for (size_t i = 0; i < f->proof_count; i++) {
		if (f->proof[i].trust == REQ_UNCHECKED)
			return false;
	}
	if (f->verdict == ITER_ANSWER)
		return f->set->trust != REQ_UNCHECKED;
	/* Absence without any proof is what an attacker would say. */
	return f->verdict == ITER_ALIAS || f->verdict == ITER_YXDOMAIN || f->proof_count > 0;
}

/* Without a wildcard that was expanded, proofs with a positive answer prove nothing. */
static void drop_idle_proof(struct iter_finding *f)
{
	bool expanded = f->verdict == ITER_ANSWER && verify_is_expanded(f->set);
	for (size_t i = 0; i < f->chain_count; i++)
		expanded = expanded || verify_is_expanded(&f->chain[i]);
	if (!expanded && (f->verdict == ITER_ANSWER || f->verdict == ITER_ALIAS))
		f->proof_count = 0;
}

/* For DS and DNSKEY an alias is as good as their absence: it is not followed. */
static void stop_at_alias(struct iter_finding *f, enum query_result *result)
{
	if (f->chain_count == 0)
		return;
	f->chain_count = 1;
	f->proof_count = 0;
	f->set = NULL;
	f->verdict = ITER_ALIAS;
	*result = QUERY_NODATA;
}

void conclude(const struct work *w, struct query *q, const struct iter_finding *f,
              enum query_result result, bool cached)
{
	struct iter_finding found;
	iter_finding_copy(&found, f);
	if (q->purpose == QUERY_TRUST)
		stop_at_alias(&found, &result);
	drop_idle_proof(&found);
	if (work_wants_check(w, q) && (!all_known(&found) || q->purpose == QUERY_TRUST)) {
		q->check = check_new(w, &found, result, cached);
		q->state = QUERY_CHECK;
		if (q->check == NULL) {
			q->own_fault = true;
			query_fail(q, EDE_OTHER, "memory of the request used up");
		}
		return;
	}
	if (!cached && !q->apart)
		remember_result(w, q, &found);
	else if (cached)
		NOTE(w, TRACE_CACHE_HIT, .name = q->name, .type = q->type);
	conclude_good(w, q, &found, result);
}

/* The reason that was kept with a set that is not secure. */
static void take_reason(struct query *q, const struct req_set *set)
{
	if (set->ede > 0 && q->note_ede == EDE_NONE)
		q->note_ede = set->ede;
}

/* One record may prove something of several links of a chain. */
static bool has_proof(const struct query *q, const struct req_set *set)
{
	const struct rrset *a = &set->data;
	for (size_t i = 0; i < q->proof_count; i++) {
		const struct rrset *b = &q->proof[i].data;
		if (a->type == b->type && a->size == b->size && name_equal(a->owner, b->owner) &&
		    memcmp(a->records, b->records, a->size) == 0)
			return true;
	}
	return false;
}

static bool append(struct query *q, const struct iter_finding *f)
{
	if (q->chain_count + f->chain_count > QUERY_CHAIN_MAX)
		return false;
	for (size_t i = 0; i < f->chain_count; i++) {
		q->chain[q->chain_count++] = f->chain[i];
		take_reason(q, &f->chain[i]);
	}
	for (size_t i = 0; i < f->proof_count; i++) {
		take_reason(q, &f->proof[i]);
		if (has_proof(q, &f->proof[i]))
			continue;
		if (q->proof_count == QUERY_PROOF_MAX)
			return false;
		q->proof[q->proof_count++] = f->proof[i];
	}
	return true;
}

/* Walk along the chain of a reply: every step counts, and none may lead back. */
static enum err walk_chain(const struct work *w, struct query *q, const struct iter_finding *f)
{
	uint8_t max = w->r->options.limits.cname_steps;
	for (size_t i = 0; i < f->chain_count; i++) {
		if (f->chain[i].data.type != RR_CNAME)
			continue;
		/* chain[i + 1] is owned by the target of chain[i], the last leads to f->target */
		const uint8_t *next = f->target;
		for (size_t k = i + 1; k < f->chain_count; k++) {
			if (f->chain[k].data.type == RR_CNAME) {
				next = f->chain[k].data.owner;
				break;
			}
		}
		TRY(query_restart(q, next, max));
	}
	return OK;
}

void conclude_good(const struct work *w, struct query *q, struct iter_finding *f,
                   enum query_result result)
{
	enum err err = append(q, f) ? OK : E_LIMIT;
	if (err == OK && q->purpose != QUERY_TRUST)
		err = walk_chain(w, q, f);
	if (err != OK) {
		query_fail(q, EDE_INVALID_DATA,
		           err == E_EXISTS ? "CNAME loop" : "CNAME chain too long");
		return;
	}
	if (f->verdict == ITER_ALIAS && q->purpose != QUERY_TRUST) {
		NOTE(w, TRACE_CNAME, .name = q->name);
		return; /* query_restart has set the state */
	}
	if (result == QUERY_ANSWER) {
		q->set = *f->set;
		take_reason(q, f->set);
	}
	q->result = result;
	q->state = QUERY_DONE;
}
