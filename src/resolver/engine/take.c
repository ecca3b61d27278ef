/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the end of an attempt means for the query.  Invariant: each way out either ends the query,
 * or leaves less to be tried than before: an address marked, a step of the error ladder taken, a
 * closer zone (resolution contract section 3, "error ladder").
 */

#include "resolver/engine/work.h"

#include "resolver/iterate/delegate.h"
#include "resolver/iterate/minimise.h"
#include "sec/nsec.h"

#include <assert.h>

enum { MISMATCHES_MAX = 3, ADDR_FAILURES_MAX = 2 };

static struct cut_addr *asked_addr(struct query *q)
{
	return &q->cut.addr[q->attempt.addr];
}

static struct span addr_span(const struct cut_addr *a)
{
	return span_of(a->at.octets, a->at.len);
}

void take_bad(const struct work *w, struct query *q, const char *why)
{
	struct cut_addr *a = asked_addr(q);
	NOTE(w, TRACE_BAD_REPLY, .address = addr_span(a), .text = why);
	a->flags |= CUT_ADDR_BAD;
	q->state = QUERY_CHOOSE;
}

void take_bogus(const struct work *w, struct query *q, const char *why)
{
	const struct req_forward *f = w->r->options.forward;
	struct cut_addr *a = asked_addr(q);
	if (f == NULL || (a->flags & CUT_ADDR_NO_CD)) {
		take_bad(w, q, why);
		return;
	}
	/* With CD it gives the first it gets; without, it looks for what is good itself. */
	NOTE(w, TRACE_BAD_REPLY, .address = addr_span(a), .text = why);
	a->flags |= CUT_ADDR_NO_CD;
	a->failures++;
	q->state = QUERY_CHOOSE;
}

/* Lame: the next server is one of another name. */
static void mark_lame(const struct work *w, struct query *q, const char *why)
{
	struct cut_addr *a = asked_addr(q);
	NOTE(w, TRACE_LAME, .name = q->cut.name, .address = addr_span(a), .text = why);
	q->cut.ns[a->ns].flags |= CUT_NS_HOPELESS;
	q->state = QUERY_CHOOSE;
}

/* SERVFAIL and REFUSED: others first, then this one without 0x20 over TCP, then never again. */
static void mark_refused(const struct work *w, struct query *q, const char *why)
{
	struct cut_addr *a = asked_addr(q);
	if (++q->refusals > w->r->options.limits.refusals) {
		NOTE(w, TRACE_LIMIT, .name = q->name, .text = "refusals");
		query_fail(q, EDE_UNREACHABLE, why);
		return;
	}
	if (a->flags & CUT_ADDR_TCP) {
		take_bad(w, q, why);
		return;
	}
	NOTE(w, TRACE_BAD_REPLY, .address = addr_span(a), .text = why);
	a->flags |= CUT_ADDR_TCP | CUT_ADDR_NO_CASE;
	a->failures++;
	q->state = QUERY_CHOOSE;
}

static void take_referral(const struct work *w, struct query *q, const struct reply *reply,
                          const struct iter_finding *f)
{
	struct cut next;
	const uint8_t *parent = q->cut.name;
	const struct req_options *o = &w->r->options;
	if (++q->referrals > o->limits.referrals) {
		q->own_fault = true;
		query_fail(q, EDE_OTHER, "too many referrals");
		return;
	}
	if (delegate(&next, &f->ns->data, reply, parent, o, &w->r->arena) != OK) {
		q->own_fault = true;
		query_fail(q, EDE_OTHER, "memory of the request used up");
		return;
	}
	remember_cut(w, reply, &f->ns->data, parent);
	lookup_addrs(w, &next);
	if (!delegate_is_usable(&next)) { /* missing mandatory glue: another server may have it */
		take_bad(w, q, "delegation without usable servers");
		return;
	}
	NOTE(w, TRACE_REFERRAL, .name = next.name);
	q->cut = next;
	q->state = QUERY_CHOOSE;
}

/* The server is well but wants to be asked in another way. */
static void ask_otherwise(const struct work *w, struct query *q, const struct iter_finding *f)
{
	uint8_t addr = q->attempt.addr;
	switch (f->verdict) {
	case ITER_TRUNCATED:
		NOTE(w, TRACE_TRUNCATED, .name = q->attempt.asked);
		asked_addr(q)->flags |= CUT_ADDR_TCP;
		ask_again(w, q, addr, true);
		break;
	case ITER_NO_EDNS:
		NOTE(w, TRACE_NO_EDNS, .address = addr_span(asked_addr(q)));
		asked_addr(q)->flags |= CUT_ADDR_NO_EDNS;
		ask_again(w, q, addr, q->attempt.tcp);
		break;
	case ITER_FULL:
		NOTE(w, TRACE_NO_MINIMISE, .name = q->name, .text = f->why);
		q->minimise_off = true;
		ask_again(w, q, addr, q->attempt.tcp);
		break;
	default: /* ITER_MORE */
		up_note_inner(w->env->upstream, q->attempt.asked, w->r->now);
		minimise_more(q, &w->r->options);
		ask_again(w, q, addr, q->attempt.tcp);
	}
}

/* Does a denial record say that a DNAME takes over below the name? Then asking label by label is
 * over. */
static bool has_dname(const struct reply *reply, const uint8_t *name)
{
	const struct req_set *set = reply_find(&reply->authority, name, RR_NSEC);
	struct nsec nsec;
	return set != NULL && nsec_read(&nsec, name, rrset_first(&set->data)) == OK &&
	       typemap_has(nsec.types, RR_DNAME);
}

static void act_on(const struct work *w, struct query *q, const struct reply *reply,
                   struct iter_finding *f)
{
	switch (f->verdict) {
	case ITER_ANSWER:
		conclude(w, q, f, QUERY_ANSWER, false);
		break;
	case ITER_ALIAS:
	case ITER_NODATA:
		conclude(w, q, f, QUERY_NODATA, false);
		break;
	case ITER_NXDOMAIN:
		conclude(w, q, f, QUERY_NXDOMAIN, false);
		break;
	case ITER_YXDOMAIN:
		conclude(w, q, f, QUERY_YXDOMAIN, false);
		break;
	case ITER_REFERRAL:
		take_referral(w, q, reply, f);
		break;
	case ITER_REFUSED:
		mark_refused(w, q, f->why);
		break;
	case ITER_LAME:
		mark_lame(w, q, f->why);
		break;
	case ITER_BAD:
		take_bad(w, q, f->why);
		break;
	case ITER_MORE:
		if (has_dname(reply, q->attempt.asked))
			f->verdict = ITER_FULL;
		ask_otherwise(w, q, f);
		break;
	case ITER_FULL:
	case ITER_TRUNCATED:
	case ITER_NO_EDNS:
		ask_otherwise(w, q, f);
		break;
	}
}

/* A reply on its way through the hooks. */
struct passing {
	const struct msg *judged; /* as those before ENGINE_HOOK_ITERATE have left it */
	const struct msg *shown;  /* as the last one has left it */
};

static enum err keep_wire(struct span *kept, struct span wire, struct arena *arena)
{
	void *copy;
	if (kept->data == wire.data)
		return OK;
	TRY(arena_try(arena, wire.len, &copy));
	memcpy(copy, wire.data, wire.len);
	*kept = span_of(copy, wire.len);
	return OK;
}

/* Keep the reply: the hook is called again with it. */
static void hold(struct query *q, const struct passing *p, struct arena *arena)
{
	if (q->state == QUERY_DONE)
		return;
	enum err err = keep_wire(&q->held, p->judged->wire, arena);
	if (err == OK && p->shown == p->judged)
		q->held_shown = q->held;
	else if (err == OK)
		err = keep_wire(&q->held_shown, p->shown->wire, arena);
	q->state = QUERY_CONSUME;
	if (err != OK) {
		q->own_fault = true;
		query_fail(q, EDE_OTHER, "memory of the request used up");
	}
}

static void refuse(const struct work *w, struct query *q, enum hook_result result)
{
	if (result == HOOK_REFUSED) {
		q->refused = q->own_fault = true;
		query_fail(q, EDE_BLOCKED, NULL);
	} else if (q->state != QUERY_DONE) {
		take_bad(w, q, "refused by a module");
	}
}

/* False: the reply is not to be looked at, or not yet. */
static bool hooks_accept(const struct work *w, struct query *q, struct passing *p)
{
	const struct engine_hooks *hooks = w->env->hooks;
	for (; hooks != NULL && q->hook_next < hooks->count; q->hook_next++) {
		const struct engine_hook *h = &hooks->list[q->hook_next];
		enum hook_result result = HOOK_NEXT;
		if (h->consume != NULL)
			result = h->consume(h->ctx, w->r, q, &p->shown);
		if (h->order < ENGINE_HOOK_ITERATE)
			p->judged = p->shown;
		if (result == HOOK_NEXT)
			continue;
		if (work_yields(w, q, result, h->name)) {
			hold(q, p, &w->r->arena);
			return false;
		}
		q->hook_next = 0;
		NOTE(w, TRACE_HOOK, .name = q->name, .text = h->name);
		refuse(w, q, result);
		return false;
	}
	q->hook_next = 0;
	return true;
}

/* Who is content with less believes what a permissive resolver would. */
static enum req_mode mode_of(const struct work *w, const struct query *q)
{
	const struct req_options *o = &w->r->options;
	if (o->forward != NULL)
		return REQ_MODE_PERMISSIVE; /* they are nobody's authority */
	return o->nonauth && q->purpose == QUERY_CLIENT ? REQ_MODE_PERMISSIVE : o->mode;
}

/* Which sets came, for those who want to know. */
static void note_records(const struct work *w, const struct msg *msg)
{
	struct msg_iter it = msg_records(msg);
	struct msg_rr rr;
	while (w->r->options.trace && msg_next(&it, &rr))
		NOTE(w, TRACE_RECORD, .name = rr.owner.wire, .type = rr.type);
}

static void take_message(const struct work *w, struct query *q, struct passing p)
{
	struct reply reply;
	struct iter_finding f;
	const struct query_attempt *a = &q->attempt;
	const struct cut_addr *from = asked_addr(q);
	if (!hooks_accept(w, q, &p))
		return;
	const struct msg *msg = p.judged;
	q->held = q->held_shown = (struct span){0};
	if (!iter_judge_header(&f, msg, a)) {
		enum err err = reply_read(&reply, msg, q->cut.name, &w->r->arena);
		if (err == OK)
			err = iter_judge(&f, &reply, q, mode_of(w, q), &w->r->arena);
		if (err != OK) {
			take_bad(w, q, err_text(err));
			return;
		}
		/* It answers without OPT what it had refused with one. */
		if (from->flags & CUT_ADDR_NO_EDNS)
			up_note_no_edns(w->env->upstream, &from->at, w->r->now);
	}
	if (w->r->options.forward != NULL) {
		forward_note_error(q, msg);
		forward_judge(w, q, msg, &f);
	}
	act_on(w, q, &reply, &f);
}

static enum up_cookie_said cookie_said(const struct work *w, const struct query *q,
                                       const struct msg *msg)
{
	const struct server_addr *at = &q->cut.addr[q->attempt.addr].at;
	bool found = false;
	if (!q->attempt.edns)
		return UP_COOKIE_NONE;
	struct span option = edns_find(&msg->edns, EDNS_COOKIE, &found);
	return up_note_cookie(w->env->upstream, at, found ? option : (struct span){0});
}

static void note_time(const struct work *w, const struct query *q)
{
	const struct query_attempt *a = &q->attempt;
	up_note_reply(w->env->upstream, &q->cut.addr[a->addr].at, a->tcp, w->r->now.ns - a->sent.ns,
	              w->r->now);
}

/*
 * Replies without the cookie that was expected, or with another one, are not believed, not even
 * that they are the server's: over TCP it is sure to be the one that was asked.  One that wants
 * another cookie of us has just told which (RFC 7873 section 5.3).  False: the reply is not to be
 * looked at.
 */
static bool cookie_is_good(const struct work *w, struct query *q, const struct msg *msg)
{
	const struct query_attempt *a = &q->attempt;
	struct cut_addr *from = asked_addr(q);
	enum up_cookie_said said = cookie_said(w, q, msg);
	bool believed = a->tcp || said == UP_COOKIE_NONE || said == UP_COOKIE_GOOD;
	bool wants_other = !a->tcp && a->edns && msg_rcode(msg) == RCODE_BADCOOKIE;
	if (believed)
		note_time(w, q);
	if (a->tcp && said == UP_COOKIE_MISSING)
		up_forget_cookie(w->env->upstream, &from->at);
	if (believed && !wants_other)
		return true;
	if (wants_other && said == UP_COOKIE_GOOD && !(from->flags & CUT_ADDR_COOKIE)) {
		from->flags |= CUT_ADDR_COOKIE;
		ask_again(w, q, a->addr, false);
		return false;
	}
	NOTE(w, TRACE_MISMATCH, .name = a->asked, .address = addr_span(from));
	from->flags |= CUT_ADDR_TCP;
	ask_again(w, q, a->addr, true);
	return false;
}

void take_reply(const struct work *w, struct query *q, struct span wire)
{
	struct msg msg;
	struct query_attempt *a = &q->attempt;
	a->ask = 0;
	if (msg_parse(&msg, wire) != OK) {
		note_time(w, q);
		take_bad(w, q, msg_fault_text(msg.fault));
		return;
	}
	NOTE(w, TRACE_REPLY, .name = a->asked, .type = a->asked_type,
	     .address = addr_span(asked_addr(q)), .text = msg_rcode_name(msg_rcode(&msg)));
	note_records(w, &msg);
	if (cookie_is_good(w, q, &msg))
		take_message(w, q, (struct passing){.judged = &msg, .shown = &msg});
}

void take_held(const struct work *w, struct query *q)
{
	struct msg judged, shown;
	bool differ = q->held_shown.data != q->held.data;
	enum err err = msg_parse(&judged, q->held);
	if (err == OK && differ)
		err = msg_parse(&shown, q->held_shown);
	assert(err == OK); /* they were parsed before */
	(void)err;
	take_message(w, q, (struct passing){.judged = &judged, .shown = differ ? &shown : &judged});
}

void take_failure(const struct work *w, struct query *q, enum err err)
{
	struct cut_addr *a = asked_addr(q);
	q->attempt.ask = 0;
	q->state = QUERY_CHOOSE;
	if (err == E_TIMEOUT) {
		NOTE(w, TRACE_TIMEOUT, .name = q->attempt.asked, .address = addr_span(a));
		up_note_timeout(w->env->upstream, &a->at, q->attempt.timeout_ms, w->r->now);
		a->timeouts++;
		if (++q->timeouts >= w->r->options.limits.timeouts)
			query_fail(q, EDE_UNREACHABLE, "too many timeouts");
		return;
	}
	NOTE(w, TRACE_NETWORK, .address = addr_span(a), .text = err_text(err));
	if (err == E_UNREACHABLE)
		up_note_unreachable(w->env->upstream, &a->at, w->r->now);
	if (err == E_UNREACHABLE || ++a->failures >= ADDR_FAILURES_MAX)
		a->flags |= CUT_ADDR_BAD;
	if (q->ede == EDE_NONE)
		q->ede = EDE_NETWORK;
}

void take_mismatch(const struct work *w, struct query *q, bool case_only)
{
	struct query_attempt *a = &q->attempt;
	NOTE(w, TRACE_MISMATCH, .name = a->asked, .address = addr_span(asked_addr(q)));
	a->mismatches++;
	if (a->tcp || (!case_only && a->mismatches < MISMATCHES_MAX))
		return;
	/* The server, or a forger, does not keep the letters' case, or somebody is guessing. */
	work_act(w, ENGINE_CANCEL)->cancel = a->ask;
	asked_addr(q)->flags |= CUT_ADDR_TCP | CUT_ADDR_NO_CASE;
	ask_again(w, q, a->addr, true);
}
