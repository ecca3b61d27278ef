/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of functions that lua/ffi.lua calls.  Invariant: nothing of a request is touched before
 * its handle was found to stand for something; what Lua gets is copied or lives as long.
 */

#include "resolver/script/request.h"

#include "base/mem.h"
#include "resolver/request/flags.h"

#include <lauxlib.h>
#include <stddef.h>

/* Lua sees these as they are here. */
_Static_assert(offsetof(struct kres_packet, size) == sizeof(void *), "layout");
_Static_assert(offsetof(struct kres_packet, section) == sizeof(void *) + 12, "layout");
_Static_assert(sizeof(struct kres_handle) == 12, "layout");
_Static_assert(offsetof(struct kres_address, len) == 16, "layout");
_Static_assert(offsetof(struct kres_address, port) == 24, "layout");
_Static_assert(offsetof(struct kres_record, type) == 2 * sizeof(struct kres_octets), "layout");

static struct script_request *find(void *script, const struct kres_handle *h)
{
	return script_request_find(script, h);
}

/* ---- requests ---- */

static int request_alive(void *script, const struct kres_handle *h)
{
	return find(script, h) != NULL ? KRES_THERE : KRES_GONE;
}

/* Ranks of the documents. */
enum { RANK_INITIAL = 0, RANK_BOGUS = 5, RANK_INSECURE = 8, RANK_SECURE = 32 };

static int rank_of(enum req_trust trust)
{
	return trust == REQ_SECURE ? RANK_SECURE : trust == REQ_INSECURE ? RANK_INSECURE : 0;
}

static double request_rank(const struct request *r)
{
	if (r->answer.bogus)
		return RANK_BOGUS;
	if (r->answer.secure)
		return RANK_SECURE;
	return r->answer.answer_count > 0 ? rank_of(r->answer.answer[0].trust) : RANK_INITIAL;
}

/* Before a layer that gets another one, and after the last. */
static unsigned state_of(const struct script_request *sr)
{
	if (sr->r->stage < REQ_FINISH || sr->state != SCRIPT_CONSUME)
		return sr->state;
	return sr->r->answer.rcode == RCODE_SERVFAIL ? SCRIPT_FAIL : SCRIPT_DONE;
}

static int request_number(void *script, const struct kres_handle *h, int field, double *out)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	const struct request *r = sr->r;
	switch ((enum kres_request_field)field) {
	case KRES_REQUEST_UID:
		*out = r->id;
		break;
	case KRES_REQUEST_STATE:
		*out = state_of(sr);
		break;
	case KRES_REQUEST_RANK:
		*out = request_rank(r);
		break;
	case KRES_REQUEST_STREAM:
		*out = r->client.stream && !r->client.internal;
		break;
	case KRES_REQUEST_TLS:
		*out = r->client.tls;
		break;
	case KRES_REQUEST_INTERNAL:
		*out = r->client.internal;
		break;
	case KRES_REQUEST_SIZE:
		*out = script_question(sr)->size;
		break;
	case KRES_REQUEST_RTT:
		*out = (double)sr->rtt_ns / NS_PER_MS;
		break;
	case KRES_REQUEST_ASKS:
		*out = r->asks;
		break;
	case KRES_REQUEST_EDNS:
		*out = r->client.edns;
		break;
	}
	return KRES_THERE;
}

struct kres_address script_address(const struct addr *a)
{
	struct span octets = addr_octets(a);
	struct kres_address out = {.len = (uint32_t)octets.len, .port = addr_port(a)};
	if (octets.len > 0)
		memcpy(out.octets, octets.data, octets.len);
	if (addr_family(a) == AF_INET6)
		out.scope = a->in6.sin6_scope_id;
	return out;
}

/* The query that is on top, or ended last. */
static struct query *last_query(const struct request *r)
{
	return r->plan.top != NULL ? r->plan.top : r->plan.ended;
}

static int request_address(void *script, const struct kres_handle *h, int which,
                           struct kres_address *out)
{
	const struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	const struct request *r = sr->r;
	*out = (struct kres_address){0};
	const struct query *q = sr->current != NULL ? sr->current : last_query(r);
	if (which == KRES_ADDRESS_CLIENT) {
		*out = script_address(&r->client.from);
	} else if (which == KRES_ADDRESS_LISTENER) {
		*out = script_address(&r->client.at);
	} else if (q != NULL && q->sends > 0 && q->attempt.addr < q->cut.addr_count) {
		struct addr at = server_addr_get(&q->cut.addr[q->attempt.addr].at);
		*out = script_address(&at);
	}
	return out->len > 0 ? KRES_THERE : KRES_NONE;
}

static struct kres_packet *request_answer(void *script, const struct kres_handle *h)
{
	struct script_request *sr = find(script, h);
	return sr != NULL ? script_answer(script, sr) : NULL;
}

static struct kres_packet *request_question(void *script, const struct kres_handle *h)
{
	struct script_request *sr = find(script, h);
	return sr != NULL ? script_question(sr) : NULL;
}

static int request_set_state(void *script, const struct kres_handle *h, int state)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	sr->state = (unsigned)state;
	return KRES_THERE;
}

static int request_set_error(void *script, const struct kres_handle *h, int code, const char *text)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	sr->ede = (int16_t)code;
	sr->ede_text[0] = '\0';
	if (text != NULL)
		strncat(sr->ede_text, text, sizeof(sr->ede_text) - 1);
	struct req_answer *a = &sr->r->answer;
	a->ede = sr->ede;
	void *kept;
	a->ede_text = NULL;
	if (arena_try(&sr->r->arena, sizeof(sr->ede_text), &kept) == OK)
		a->ede_text = memcpy(kept, sr->ede_text, sizeof(sr->ede_text));
	return KRES_THERE;
}

/* Something goes with it that is to be forgotten at its end. */
static int request_keep(void *script, const struct kres_handle *h)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	sr->has_vars = true;
	return KRES_THERE;
}

/* References to functions; LUA_NOREF takes one away. */
static int request_set_trace(void *script, const struct kres_handle *h, int log, int finish)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	script_release(script, sr->trace_log);
	script_release(script, sr->trace_finish);
	sr->trace_log = log;
	sr->r->options.trace = true;
	sr->trace_finish = finish;
	return KRES_THERE;
}

/* Query i of those that have ended, the first one being 0; NULL: there are not so many. */
static struct query *ended_query(const struct request *r, uint32_t index)
{
	uint32_t count = 0;
	for (const struct query *q = r->plan.ended; q != NULL; q = q->ended_before)
		count++;
	struct query *q = r->plan.ended;
	for (; q != NULL && count > index + 1; count--)
		q = q->ended_before;
	return count == index + 1 ? q : NULL;
}

/* Turn a request's handle into that of a query. */
static int point(struct script_request *sr, struct kres_handle *h, struct query *q)
{
	h->query = script_query_number(sr, q);
	return KRES_THERE;
}

static int request_query(void *script, struct kres_handle *h, int which)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	struct query *q = NULL;
	bool over = sr->r->stage >= REQ_FINISH;
	switch ((enum kres_query_which)which) {
	case KRES_QUERY_CURRENT:
		if (over && sr->current == NULL)
			return KRES_NONE;
		q = sr->current;
		break;
	case KRES_QUERY_INITIAL:
		break;
	case KRES_QUERY_LAST:
		q = last_query(sr->r);
		break;
	case KRES_QUERY_RESOLVED:
		q = sr->r->plan.ended;
		if (q == NULL && !over)
			return KRES_NONE;
		break;
	case KRES_QUERY_FIRST_RESOLVED:
		q = ended_query(sr->r, 0);
		if (q == NULL && !over)
			return KRES_NONE;
		break;
	}
	return point(sr, h, q);
}

static int request_resolved(void *script, struct kres_handle *h, uint32_t index)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	struct query *q = ended_query(sr->r, index);
	return q != NULL ? point(sr, h, q) : KRES_NONE;
}

static int request_pending(void *script, struct kres_handle *h, uint32_t index)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	struct query *q = sr->r->plan.top;
	for (uint32_t above = index; q != NULL && above > 0; above--)
		q = q->below;
	return q != NULL ? point(sr, h, q) : KRES_NONE;
}

static int request_push(void *script, struct kres_handle *h, const uint8_t *name, uint32_t len,
                        uint16_t type)
{
	struct script_request *sr = find(script, h);
	size_t used = 0;
	if (sr == NULL)
		return KRES_GONE;
	/* A layer must be there that waits for it. */
	if (name_check(span_of(name, len), &used) != OK || used != len ||
	    (sr->current == NULL && sr->r->stage < REQ_FINISH))
		return KRES_NONE;
	struct query *q = hook_push(sr->r, name, type);
	return q != NULL ? point(sr, h, q) : KRES_NONE;
}

/* Queries that were pushed can be taken back until the layer returns. */
static int request_pop(void *script, const struct kres_handle *h)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	struct query *q = script_query_of(sr, h);
	if (q == NULL || q != sr->r->plan.top || q->purpose != QUERY_MODULE ||
	    q->state != QUERY_START)
		return KRES_NONE;
	(void)plan_pop(&sr->r->plan);
	query_fail(q, EDE_OTHER, NULL);
	return KRES_THERE;
}

static const struct req_set *sets_of(const struct req_answer *a, uint32_t section, size_t *count)
{
	switch (section) {
	case 0:
		*count = a->answer_count;
		return a->answer;
	case 1:
		*count = a->authority_count;
		return a->authority;
	default:
		*count = a->additional_count;
		return a->additional;
	}
}

static int request_selected(void *script, const struct kres_handle *h, const struct kres_place *at,
                            struct kres_record *out, int *rank)
{
	const struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	size_t count;
	const struct req_set *sets = sets_of(&sr->r->answer, at->section, &count);
	uint32_t record = at->record;
	struct span rdata;
	if (sr->r->stage < REQ_FINISH || at->set / 2 >= count)
		return KRES_NONE;
	const struct req_set *set = &sets[at->set / 2]; /* data, then its signatures */
	const struct rrset *from = at->set % 2 == 0 ? &set->data : &set->sigs;
	*rank = rank_of(set->trust);
	*out = (struct kres_record){.type = from->type, .class_ = from->class_, .ttl = from->ttl};
	if (from->count == 0)
		return KRES_THERE;
	struct rrset_iter it = rrset_iter_of(from);
	out->owner = (struct kres_octets){from->owner, (uint32_t)name_len(from->owner)};
	do {
		if (!rrset_next(&it, &rdata))
			return KRES_THERE;
	} while (record-- > 0);
	out->rdata = (struct kres_octets){rdata.data, (uint32_t)rdata.len};
	return KRES_THERE + 1;
}

/* ---- queries ---- */

static int query_rank(const struct query *q)
{
	if (q->bogus)
		return RANK_BOGUS;
	if (q->state != QUERY_DONE)
		return RANK_INITIAL;
	if (q->result == QUERY_ANSWER)
		return rank_of(q->set.trust);
	return q->proof_count > 0 ? rank_of(q->proof[0].trust) : RANK_INITIAL;
}

static struct mono began_of(const struct request *r, const struct query *q)
{
	return q != NULL && q->began.ns > 0 ? q->began : r->began;
}

/* The address that a query asked last; NULL: none yet */
static const struct cut_addr *asked_address(const struct query *q)
{
	bool asked = q != NULL && q->sends > 0 && q->attempt.addr < q->cut.addr_count;
	return asked ? &q->cut.addr[q->attempt.addr] : NULL;
}

/* Aliases in front of the name that a handle stands for. */
static unsigned step_of(const struct query *q, const struct kres_handle *h)
{
	if (q == NULL || q->seen_count == 0)
		return 0;
	return h->step > 0 ? h->step - 1u : q->seen_count - 1u;
}

static int query_number(void *script, const struct kres_handle *h, int field, double *out)
{
	struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	const struct query *q = script_query_of(sr, h);
	const struct request *r = sr->r;
	int64_t whole_ms;
	*out = 0;
	switch ((enum kres_query_field)field) {
	case KRES_QUERY_TYPE:
		*out = q != NULL ? q->type : r->client.qtype;
		break;
	case KRES_QUERY_CLASS:
		*out = q != NULL ? CLASS_IN : r->client.qclass;
		break;
	case KRES_QUERY_ID:
		*out = h->query;
		break;
	case KRES_QUERY_PARENT:
		if (q == NULL || q->below == NULL)
			return KRES_NONE;
		*out = script_query_number(sr, q->below);
		break;
	case KRES_QUERY_DONE:
		*out = q != NULL ? q->state == QUERY_DONE || h->step > 0 : r->stage >= REQ_FINISH;
		break;
	case KRES_QUERY_AGE:
		*out = (double)(r->now.ns - began_of(r, q).ns) / NS_PER_MS;
		break;
	case KRES_QUERY_CREATED:
		whole_ms = began_of(r, q).ns / NS_PER_MS;
		*out = (double)whole_ms;
		break;
	case KRES_QUERY_STEP:
		*out = step_of(q, h);
		break;
	case KRES_QUERY_ASKED:
		if (asked_address(q) == NULL)
			return KRES_NONE;
		*out = q->attempt.addr;
		break;
	case KRES_QUERY_SCORE:
		if (asked_address(q) == NULL)
			return KRES_NONE;
		*out = (double)up_rtt_ms(((struct script *)script)->env.upstream,
		                         &asked_address(q)->at);
		break;
	case KRES_QUERY_RANK:
		*out = q != NULL ? query_rank(q) : request_rank(r);
		break;
	}
	return KRES_THERE;
}

static int query_name(void *script, const struct kres_handle *h, struct kres_octets *out)
{
	const struct script_request *sr = find(script, h);
	if (sr == NULL)
		return KRES_GONE;
	const struct query *q = script_query_of(sr, h);
	const uint8_t *name = q != NULL ? q->name : sr->name.wire;
	if (q != NULL && h->step > 0 && h->step <= q->seen_count)
		name = q->seen[h->step - 1];
	*out = (struct kres_octets){.data = name, .len = (uint32_t)name_len(name)};
	return KRES_THERE;
}

/* The result of a query that has ended, as a packet. */
static struct kres_packet *query_result(void *script, const struct kres_handle *h)
{
	struct script_request *sr = find(script, h);
	const struct query *q = sr != NULL ? script_query_of(sr, h) : NULL;
	return q != NULL && q->state == QUERY_DONE ? script_result(script, sr, q) : NULL;
}

/* Is there a trust anchor for the name? */
static bool validates(const struct script *s, const struct script_request *sr,
                      const struct query *q)
{
	const uint8_t *name = q != NULL ? q->name : sr->name.wire;
	return s->env.anchors != NULL && anchors_cover(s->env.anchors, name) != NULL;
}

static int flag_get(void *script, const struct kres_handle *h, int flag)
{
	const struct script_request *sr = find(script, h);
	const struct req_flag *f = req_flag_at((size_t)flag);
	if (sr == NULL || f == NULL)
		return KRES_GONE;
	if (f->absent)
		return KRES_ABSENT;
	const struct query *q = script_query_of(sr, h);
	return script_flag_holds(f, sr->r, q, validates(script, sr, q));
}

/* KRES_NONE: it is not for scripts to set */
static int flag_set(void *script, const struct kres_handle *h, int flag, int on)
{
	struct script_request *sr = find(script, h);
	const struct req_flag *f = req_flag_at((size_t)flag);
	if (sr == NULL || f == NULL)
		return KRES_GONE;
	if (!f->settable)
		return script_flag_goes_unsaid(f) ? KRES_THERE : KRES_NONE;
	/* The answer may be another one from now on. */
	if (req_flag_get(f, &sr->r->options) != (on != 0))
		sr->r->own = true;
	req_flag_set(f, &sr->r->options, on != 0);
	return KRES_THERE;
}

const struct kres_api *script_api(struct script *s)
{
	static const struct kres_api functions = {
		.packet_new = script_packet_new,
		.packet_free = script_packet_free,
		.packet_fault = script_packet_fault,
		.packet_open = script_packet_open,
		.packet_next = script_packet_next,
		.packet_question = script_packet_question,
		.packet_set_question = script_packet_set_question,
		.packet_put = script_packet_put,
		.packet_clear = script_packet_clear,
		.packet_loosen = script_packet_loosen,
		.packet_resize = script_packet_resize,
		.packet_put_opt = script_packet_put_opt,
		.packet_fill = script_packet_fill_octets,
		.request_alive = request_alive,
		.request_number = request_number,
		.request_address = request_address,
		.request_answer = request_answer,
		.request_question = request_question,
		.request_set_state = request_set_state,
		.request_set_error = request_set_error,
		.request_keep = request_keep,
		.request_set_trace = request_set_trace,
		.request_query = request_query,
		.request_resolved = request_resolved,
		.request_pending = request_pending,
		.request_push = request_push,
		.request_pop = request_pop,
		.request_selected = request_selected,
		.query_number = query_number,
		.query_name = query_name,
		.query_set_stale = script_query_set_stale,
		.cut_name = script_cut_name,
		.cut_server = script_cut_server,
		.cut_address = script_cut_address,
		.cut_key = script_cut_key,
		.query_result = query_result,
		.flag_get = flag_get,
		.flag_set = flag_set,
	};
	s->api = functions;
	s->api.script = s;
	return &s->api;
}
