/* SPDX-License-Identifier: BSD-2-Clause */
/* Query flags that say how a query is doing. */

#include "resolver/script/request.h"

#include "resolver/request/flags.h"
#include "resolver/validate/verify.h"

/* Is what was found known not to be signed? */
static bool is_insecure(const struct request *r, const struct query *q)
{
	if (r->options.no_validate)
		return false;
	if (q->result == QUERY_ANSWER)
		return q->set.trust == REQ_INSECURE;
	return q->proof_count > 0 && q->proof[0].trust == REQ_INSECURE;
}

/* Was a part of the answer shown to come from a wildcard? */
static bool is_expanded(const struct query *q)
{
	bool expanded = q->result == QUERY_ANSWER && q->set.trust == REQ_SECURE &&
	                verify_is_expanded(&q->set);
	for (size_t i = 0; i < q->chain_count; i++)
		expanded |= q->chain[i].trust == REQ_SECURE && verify_is_expanded(&q->chain[i]);
	return expanded;
}

/* Was it shown that a name has no DS? */
static bool has_no_ds(const struct query *q)
{
	return q->type == RR_DS && q->result == QUERY_NODATA && q->proof_count > 0 &&
	       q->proof[0].trust == REQ_SECURE;
}

/* Does the query wait for an address of a name server? */
static bool awaits(const struct request *r, const struct query *q, uint16_t type)
{
	for (const struct query *above = r->plan.top; above != NULL; above = above->below) {
		if (above->below == q)
			return above->purpose == QUERY_ADDRESS && above->type == type;
	}
	return false;
}

static bool is(const struct req_flag *f, const char *name)
{
	return strcmp(f->name, name) == 0;
}

/* Has the server that is asked wanted another cookie? */
static bool wants_cookie(const struct query *q)
{
	return q->sends > 0 && q->attempt.addr < q->cut.addr_count &&
	       (q->cut.addr[q->attempt.addr].flags & CUT_ADDR_COOKIE);
}

/* Has it failed for want of a server that says something? */
static bool found_nobody(const struct query *q)
{
	return q->state == QUERY_DONE && q->result == QUERY_FAILED && !q->bogus && !q->refused &&
	       !q->own_fault;
}

/* What was found, of a query that has ended. */
static bool is_found(const struct req_flag *f, const struct request *r, const struct query *q)
{
	if (is(f, "RESOLVED"))
		return true;
	if (is(f, "CACHED"))
		return q->sends == 0;
	if (is(f, "DNSSEC_INSECURE"))
		return is_insecure(r, q);
	if (is(f, "DNSSEC_WEXPAND"))
		return is_expanded(q);
	return is(f, "DNSSEC_NODS") && has_no_ds(q);
}

/* What a query is waiting for. */
static bool is_awaited(const struct req_flag *f, const struct request *r, const struct query *q)
{
	if (is(f, "AWAIT_CUT"))
		return q->state == QUERY_START;
	return (is(f, "AWAIT_IPV4") && awaits(r, q, RR_A)) ||
	       (is(f, "AWAIT_IPV6") && awaits(r, q, RR_AAAA));
}

bool script_flag_holds(const struct req_flag *f, const struct request *r, const struct query *q,
                       bool validates)
{
	const struct req_forward *forward = r->options.forward;
	if (is(f, "DNSSEC_WANT") && !validates)
		return false;
	if (f->settable)
		return req_flag_get(f, &r->options);
	if (is(f, "DNSSEC_BOGUS"))
		return q != NULL ? q->bogus : r->answer.bogus;
	if (is(f, "CNAME"))
		return q != NULL && q->chain_count > 0;
	if (is(f, "STUB"))
		return forward != NULL && forward->stub;
	if (is(f, "FORWARD"))
		return forward != NULL && !forward->stub;
	if (q == NULL)
		return false;
	if (is(f, "BADCOOKIE_AGAIN"))
		return wants_cookie(q);
	if (is(f, "CACHE_TRIED"))
		return q->state != QUERY_START;
	if (is(f, "NO_NS_FOUND"))
		return found_nobody(q);
	return q->state == QUERY_DONE ? is_found(f, r, q) : is_awaited(f, r, q);
}

bool script_flag_goes_unsaid(const struct req_flag *f)
{
	return is(f, "RESOLVED") || is(f, "CACHED") || is(f, "AWAIT_CUT") || is(f, "AWAIT_IPV4") ||
	       is(f, "AWAIT_IPV6");
}
