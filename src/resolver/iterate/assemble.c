/* SPDX-License-Identifier: BSD-2-Clause */
/* Answer assembly.  Invariant: a failed query leaves no record in the answer. */

#include "resolver/iterate/assemble.h"

static uint16_t rcode_of(const struct query *q)
{
	switch (q->result) {
	case QUERY_ANSWER:
	case QUERY_NODATA:
		return RCODE_NOERROR;
	case QUERY_NXDOMAIN:
		return RCODE_NXDOMAIN;
	case QUERY_YXDOMAIN:
		return RCODE_YXDOMAIN;
	case QUERY_FAILED:
		break;
	}
	if (q->passed_rcode != RCODE_NOERROR)
		return q->passed_rcode;
	return q->refused ? RCODE_REFUSED : RCODE_SERVFAIL;
}

/* RFC 4035 section 3.2.3: AD says that all of it was validated. */
static bool is_secure(const struct req_set *sets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (sets[i].trust != REQ_SECURE)
			return false;
	}
	return true;
}

/* A DNAME may be met more than once on the way (RFC 6672 section 2.2). */
static bool has_set(const struct req_answer *a, const struct rrset *set)
{
	for (size_t i = 0; i < a->answer_count; i++) {
		if (a->answer[i].data.type == set->type &&
		    name_equal(a->answer[i].data.owner, set->owner))
			return true;
	}
	return false;
}

/* A denial without SOA is not kept (RFC 2308 section 5), nor is a chain that ends in one. */
static bool is_bare_denial(const struct query *q)
{
	for (size_t i = 0; i < q->proof_count; i++) {
		if (q->proof[i].data.type == RR_SOA)
			return false;
	}
	return q->result == QUERY_NODATA || q->result == QUERY_NXDOMAIN;
}

void iter_assemble(struct request *r, const struct query *q)
{
	struct req_answer *a = &r->answer;
	req_answer_init(a);
	a->rcode = rcode_of(q);
	a->reorder = r->options.reorder;
	if (q->result == QUERY_FAILED) {
		a->bogus = q->bogus;
		a->ede = q->ede;
		a->ede_text = q->ede_text;
		return;
	}
	bool fits = true;
	for (size_t i = 0; i < q->chain_count; i++) {
		if (!has_set(a, &q->chain[i].data))
			fits = fits && req_answer_add(a, SECTION_ANSWER, &q->chain[i]);
	}
	if (q->result == QUERY_ANSWER)
		fits = fits && req_answer_add(a, SECTION_ANSWER, &q->set);
	for (size_t i = 0; i < q->proof_count; i++)
		fits = fits && req_answer_add(a, SECTION_AUTHORITY, &q->proof[i]);
	if (!fits) {
		req_answer_init(a);
		a->ede = EDE_OTHER;
		a->ede_text = "chain too long";
		return;
	}
	a->secure = a->answer_count + a->authority_count > 0 &&
	            is_secure(a->answer, a->answer_count) &&
	            is_secure(a->authority, a->authority_count);
	/* A module's "no" is ours; what it puts in the place of others' data is not (and RFC 1035
	 * section 4.1.1: AA is about the first owner name). */
	a->authoritative = q->local && q->chain_count == 0 && q->result != QUERY_ANSWER;
	a->passing = q->apart || is_bare_denial(q);
	a->ede = q->note_ede;
	a->ede_text = q->note_text;
}
