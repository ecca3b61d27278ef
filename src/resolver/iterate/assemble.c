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
	return RCODE_SERVFAIL;
}

void iter_assemble(struct request *r, const struct query *q)
{
	struct req_answer *a = &r->answer;
	req_answer_init(a);
	a->rcode = rcode_of(q);
	if (q->result == QUERY_FAILED) {
		a->ede = q->ede;
		a->ede_text = q->ede_text;
		return;
	}
	bool fits = true;
	for (size_t i = 0; i < q->chain_count; i++)
		fits = fits && req_answer_add(a, SECTION_ANSWER, &q->chain[i]);
	if (q->result == QUERY_ANSWER)
		fits = fits && req_answer_add(a, SECTION_ANSWER, &q->set);
	for (size_t i = 0; i < q->proof_count; i++)
		fits = fits && req_answer_add(a, SECTION_AUTHORITY, &q->proof[i]);
	if (!fits) {
		req_answer_init(a);
		a->ede = EDE_OTHER;
		a->ede_text = "chain too long";
	}
}
