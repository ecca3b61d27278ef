/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Judging replies.  Everything outside the zone asked has been scrubbed before (reply.h), so what
 * is found here may be believed as far as the zone's server may be.  Order of judgement: header,
 * chain and answer, referral, negative answer; what is left is lame.
 */

#include "resolver/iterate/classify.h"

#include "resolver/iterate/chain.h"

static bool verdict(struct iter_finding *out, enum iter_verdict v, const char *why)
{
	out->verdict = v;
	out->why = why;
	return true;
}

bool iter_judge_header(struct iter_finding *out, const struct msg *msg,
                       const struct query_attempt *attempt)
{
	unsigned rcode = msg_rcode(msg);
	out->chain_count = out->proof_count = 0;
	out->target = NULL;
	out->set = out->ns = NULL;
	out->authoritative = (msg->flags & MSG_AA) != 0;
	/* RFC 6891 section 7: what does not know OPT answers FORMERR, or NOTIMP, without one. */
	if ((rcode == RCODE_FORMERR || rcode == RCODE_NOTIMP) && attempt->edns &&
	    !msg->edns.present)
		return verdict(out, ITER_NO_EDNS, NULL);
	if (msg->qname.len > 0 && (!name_equal(msg->qname.wire, attempt->asked) ||
	                           msg->qtype != attempt->asked_type || msg->qclass != CLASS_IN))
		return verdict(out, ITER_BAD, "another question");
	if (rcode == RCODE_FORMERR && attempt->minimised)
		return verdict(out, ITER_FULL, "FORMERR");
	if (rcode == RCODE_SERVFAIL || rcode == RCODE_REFUSED)
		return verdict(out, attempt->minimised ? ITER_FULL : ITER_REFUSED,
		               msg_rcode_name(rcode));
	if (rcode != RCODE_NOERROR && rcode != RCODE_NXDOMAIN && rcode != RCODE_YXDOMAIN)
		return verdict(out, ITER_BAD, msg_rcode_name(rcode));
	if (msg->count[SECTION_QUESTION] != 1)
		return verdict(out, ITER_BAD, "no question");
	if (msg->flags & MSG_TC) {
		if (attempt->tcp)
			return verdict(out, ITER_BAD, "truncated over TCP");
		return verdict(out, ITER_TRUNCATED, NULL);
	}
	return false;
}

/* The DNAME closest above a name. */
static const struct req_set *find_dname(const struct reply_section *s, const uint8_t *name)
{
	const struct req_set *best = NULL;
	for (size_t i = 0; i < s->count; i++) {
		const struct rrset *d = &s->set[i].data;
		if (d->type != RR_DNAME || !name_is_under(name, d->owner) ||
		    name_equal(name, d->owner))
			continue;
		if (best == NULL || name_labels(d->owner) > name_labels(best->data.owner))
			best = &s->set[i];
	}
	return best;
}

/* One step along the chain: E_NOTFOUND when there is none, E_NAME_LONG for YXDOMAIN. */
static enum err follow_one(struct iter_finding *out, const struct reply *reply, struct arena *arena)
{
	const struct req_set *alias = find_dname(&reply->answer, out->target);
	if (out->chain_count + 2 > QUERY_CHAIN_MAX)
		return E_NOTFOUND;
	if (alias != NULL) { /* its own CNAME, unsigned, is made here rather than believed */
		out->chain[out->chain_count++] = *alias;
		TRY(chain_synthesise(&out->chain[out->chain_count], out->target, &alias->data,
		                     arena));
	} else {
		alias = reply_find(&reply->answer, out->target, RR_CNAME);
		if (alias == NULL)
			return E_NOTFOUND;
		out->chain[out->chain_count] = *alias;
	}
	return chain_target(&out->target, &out->chain[out->chain_count++].data, arena);
}

/* A CNAME that was asked for: made from a DNAME above rather than believed. */
static enum err make_cname(struct iter_finding *out, const struct reply *reply, struct arena *arena)
{
	const struct req_set *dname = find_dname(&reply->answer, out->target);
	void *made;
	if (dname == NULL || (out->set != NULL && out->set->sigs.count > 0))
		return OK;
	TRY(arena_try(arena, sizeof(struct req_set), &made));
	out->chain[out->chain_count++] = *dname;
	TRY(chain_synthesise(made, out->target, &dname->data, arena));
	out->set = made;
	return OK;
}

/*
 * Follow aliases inside the answer as long as they stay in the zone that was asked; in strict mode
 * one step, since every target is asked for itself.
 */
static enum err follow(struct iter_finding *out, const struct reply *reply, const struct query *q,
                       enum req_mode mode, struct arena *arena)
{
	uint16_t type = q->attempt.asked_type;
	for (;;) {
		out->set = reply_find(&reply->answer, out->target, type);
		if (type == RR_CNAME)
			return make_cname(out, reply, arena);
		if (out->set != NULL)
			return OK;
		if (out->chain_count > 0 && mode == REQ_MODE_STRICT)
			return OK;
		enum err err = follow_one(out, reply, arena);
		if (err == E_NOTFOUND)
			return OK;
		TRY(err);
		if (!name_is_under(out->target, q->cut.name))
			return OK;
	}
}

/* soa  NULL: of a positive answer from a wildcard, or for DS of a parent's referral */
static void take_proof(struct iter_finding *out, const struct reply *reply,
                       const struct req_set *soa)
{
	if (soa != NULL)
		out->proof[out->proof_count++] = *soa;
	for (size_t i = 0; i < reply->authority.count; i++) {
		const struct rrset *d = &reply->authority.set[i].data;
		/* NS of the same zone may come with the SOA (RFC 2308 section 2.1, type 1). */
		bool ns = soa != NULL && d->type == RR_NS && name_equal(d->owner, soa->data.owner);
		if ((ns || d->type == RR_NSEC || d->type == RR_NSEC3) &&
		    out->proof_count < QUERY_PROOF_MAX)
			out->proof[out->proof_count++] = reply->authority.set[i];
	}
}

/* The SOA that speaks for a name: at or above it; all are below the cut already. */
static const struct req_set *find_soa(const struct reply *reply, const uint8_t *name)
{
	const struct req_set *soa = reply_find_type(&reply->authority, RR_SOA);
	return soa != NULL && name_is_under(name, soa->data.owner) ? soa : NULL;
}

/*
 * NS that lead closer to the name than the zone that was asked; NULL when there are none.  For DS
 * the parent answers itself (RFC 4035 section 3.1.4.1), so its referral to the very name says that
 * there is no DS.
 */
static const struct req_set *find_referral(const struct reply *reply, const struct query *q)
{
	const struct req_set *best = NULL;
	for (size_t i = 0; i < reply->authority.count; i++) {
		const struct rrset *ns = &reply->authority.set[i].data;
		if (ns->type != RR_NS || name_equal(ns->owner, q->cut.name) ||
		    !name_is_under(q->attempt.asked, ns->owner))
			continue;
		if (best == NULL || name_labels(ns->owner) > name_labels(best->data.owner))
			best = &reply->authority.set[i];
	}
	return best;
}

/* Has the answer data of other types at the name? Then the server knows the name. */
static bool has_other_data(const struct reply *reply, const uint8_t *name)
{
	for (size_t i = 0; i < reply->answer.count; i++) {
		if (name_equal(reply->answer.set[i].data.owner, name))
			return true;
	}
	return false;
}

static bool judge_negative(struct iter_finding *out, const struct reply *reply,
                           const struct query *q, enum req_mode mode)
{
	const struct req_set *soa = find_soa(reply, out->target);
	bool is_nx = msg_rcode(reply->msg) == RCODE_NXDOMAIN;
	/* Behind a chain only the server of the target's zone may say that there is nothing. */
	if (out->chain_count > 0 && (!name_is_under(out->target, q->cut.name) || soa == NULL)) {
		take_proof(out, reply, NULL);
		return verdict(out, ITER_ALIAS, NULL);
	}
	bool believed = out->authoritative || soa != NULL || mode == REQ_MODE_PERMISSIVE ||
	                name_equal(q->cut.name, q->attempt.asked) ||
	                (!is_nx && has_other_data(reply, out->target));
	if (!believed && q->attempt.minimised)
		return verdict(out, ITER_FULL, "not authoritative");
	if (!believed)
		return verdict(out, ITER_LAME, "not authoritative");
	if (q->attempt.minimised) /* RFC 9156 section 2.3; an unsigned NXDOMAIN ends nothing */
		return verdict(out, is_nx ? ITER_FULL : ITER_MORE, NULL);
	take_proof(out, reply, soa);
	return verdict(out, is_nx ? ITER_NXDOMAIN : ITER_NODATA, NULL);
}

enum err iter_judge(struct iter_finding *out, const struct reply *reply, const struct query *q,
                    enum req_mode mode, struct arena *arena)
{
	const struct query_attempt *a = &q->attempt;
	out->target = a->asked;
	enum err err = follow(out, reply, q, mode, arena);
	if (err == E_NAME_LONG) {
		verdict(out, a->minimised ? ITER_FULL : ITER_YXDOMAIN, NULL);
		return OK;
	}
	TRY(err);
	if (a->minimised && (out->set != NULL || out->chain_count > 0)) {
		bool dname = reply_find_type(&reply->answer, RR_DNAME) != NULL;
		verdict(out, dname ? ITER_FULL : ITER_MORE, NULL);
		return OK;
	}
	if (out->set != NULL) {
		take_proof(out, reply, NULL);
		verdict(out, ITER_ANSWER, NULL);
		return OK;
	}
	if (out->chain_count == 0 && msg_rcode(reply->msg) == RCODE_YXDOMAIN) {
		verdict(out, a->minimised ? ITER_FULL : ITER_BAD, "YXDOMAIN without a DNAME");
		return OK;
	}
	const struct req_set *ns = find_referral(reply, q);
	bool is_ds_at_cut = ns != NULL && a->asked_type == RR_DS &&
	                    name_equal(ns->data.owner, a->asked);
	if (out->chain_count == 0 && ns != NULL && find_soa(reply, a->asked) == NULL &&
	    msg_rcode(reply->msg) == RCODE_NOERROR && !is_ds_at_cut) {
		out->ns = ns;
		verdict(out, ITER_REFERRAL, NULL);
		return OK;
	}
	if (is_ds_at_cut && out->chain_count == 0)
		out->authoritative = true;
	judge_negative(out, reply, q, mode);
	return OK;
}
