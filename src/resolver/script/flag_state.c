/* SPDX-License-Identifier: BSD-2-Clause */
/* Query flags that say how a query is doing. */

#include "resolver/script/request.h"

#include "resolver/request/flags.h"

/* Is what was found known not to be signed? */
static bool is_insecure(const struct request *r, const struct query *q)
{
	if (q->state != QUERY_DONE || r->options.no_validate)
		return false;
	if (q->result == QUERY_ANSWER)
		return q->set.trust == REQ_INSECURE;
	return q->proof_count > 0 && q->proof[0].trust == REQ_INSECURE;
}

static bool is(const struct req_flag *f, const char *name)
{
	return strcmp(f->name, name) == 0;
}

bool script_flag_holds(const struct req_flag *f, const struct request *r, const struct query *q,
                       bool validates)
{
	const struct req_forward *forward = r->options.forward;
	bool done = q != NULL && q->state == QUERY_DONE;
	if (is(f, "DNSSEC_WANT") && !validates)
		return false;
	if (f->settable)
		return req_flag_get(f, &r->options);
	if (is(f, "RESOLVED"))
		return done;
	if (is(f, "CACHED"))
		return done && q->sends == 0;
	if (is(f, "DNSSEC_BOGUS"))
		return q != NULL ? q->bogus : r->answer.bogus;
	if (is(f, "DNSSEC_INSECURE"))
		return q != NULL && is_insecure(r, q);
	if (is(f, "CNAME"))
		return q != NULL && q->chain_count > 0;
	if (is(f, "STUB"))
		return forward != NULL && forward->stub;
	if (is(f, "FORWARD"))
		return forward != NULL && !forward->stub;
	return false;
}

bool script_flag_is_known(const struct req_flag *f)
{
	return !f->settable && !is(f, "STUB") && !is(f, "FORWARD") &&
	       strncmp(f->name, "DNSSEC_", 7);
}
