/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The step machine: one event in, then moves until the request waits for another or is answered.
 * Invariant: after each step a request is answered, waits for exactly one ask or one hook, or has
 * asked to be continued; and its deadline is part of every wait.
 */

#include "resolver/engine/engine.h"

#include "resolver/engine/work.h"
#include "resolver/iterate/assemble.h"

#include <assert.h>

enum { MOVES_MAX = 64 }; /* in one step; then others get their turn */

/* The query that an ask belongs to; NULL when nobody waits for it any more. */
static struct query *find_asker(const struct request *r, uint32_t ask)
{
	for (struct query *q = r->plan.top; q != NULL; q = q->below) {
		if (ask != 0 && q->attempt.ask == ask)
			return q;
	}
	return NULL;
}

static void finish(const struct work *w)
{
	w->r->stage = REQ_FINISH;
	w->r->hook_next = 0;
	w->r->hook_token = 0;
}

/* End all queries as they are. */
static void drop_plan(const struct work *w)
{
	struct request *r = w->r;
	while (r->plan.top != NULL) {
		struct query *q = plan_pop(&r->plan);
		if (q->attempt.ask != 0)
			work_act(w, ENGINE_CANCEL)->cancel = q->attempt.ask;
		q->attempt.ask = 0;
		query_fail(q, EDE_OTHER, NULL);
	}
}

/* End the request without result: SERVFAIL, or what is left of former times. */
static void fail(const struct work *w, int ede, const char *text)
{
	struct request *r = w->r;
	bool resolving = r->stage == REQ_RESOLVE;
	drop_plan(w);
	if (resolving && ede == EDE_UNREACHABLE && stale_take(w, false)) {
		finish(w);
		return;
	}
	req_answer_init(&r->answer);
	r->answer.ede = (int16_t)ede;
	r->answer.ede_text = text;
	NOTE(w, TRACE_FAILURE, .text = text);
	finish(w);
}

/* Did servers fail, rather than their data or a module's word? */
static bool may_be_stale(const struct query *q)
{
	return q->result == QUERY_FAILED && !q->bogus && !q->refused;
}

/* Servers take long: the client gets what has expired, unless there is nothing. */
static bool take_stale(const struct work *w)
{
	w->r->stale_tried = true;
	if (!stale_take(w, false))
		return false;
	w->r->answer.refresh = true;
	drop_plan(w);
	finish(w);
	return true;
}

/* The top of the plan is done: its result goes to the query below, or is the answer. */
static void deliver(const struct work *w)
{
	struct request *r = w->r;
	struct query *q = plan_pop(&r->plan);
	NOTE(w, q->result == QUERY_FAILED ? TRACE_FAILURE : TRACE_RESULT, .name = q->name,
	     .type = q->type, .text = q->ede_text);
	q->below = r->plan.top;
	if (q->purpose == QUERY_CLIENT && may_be_stale(q) && stale_take(w, q->ede == EDE_CACHED)) {
		finish(w);
		return;
	}
	remember_failure(w, q);
	switch (q->purpose) {
	case QUERY_ADDRESS:
		choose_take_address(w, r->plan.top, q);
		return;
	case QUERY_TRUST:
		trust_take(w, r->plan.top, q);
		return;
	case QUERY_SIGS:
		check_take_sigs(w, r->plan.top, q);
		return;
	case QUERY_MODULE:
		return;
	case QUERY_CLIENT:
		break;
	}
	iter_assemble(r, q);
	finish(w);
}

/* Show what was found without asking; false: a hook waits for queries of its own, or has made the
 * query go on. */
static bool show_found(const struct work *w, struct query *q)
{
	const struct engine_hooks *hooks = w->env->hooks;
	if (!q->shown)
		q->hook_next = 0;
	q->shown = true;
	for (; hooks != NULL && q->hook_next < hooks->count; q->hook_next++) {
		const struct engine_hook *h = &hooks->list[q->hook_next];
		if (h->found == NULL)
			continue;
		enum hook_result result = h->found(h->ctx, w->r, q);
		if (result == HOOK_YIELD && w->r->plan.top != q)
			return false;
		if (q->state != QUERY_DONE) {
			q->shown = false;
			q->hook_next = 0;
			return false;
		}
		if (result == HOOK_FAILED) {
			NOTE(w, TRACE_HOOK, .name = q->name, .text = h->name);
			q->own_fault = true;
			query_fail(q, EDE_OTHER, "refused by a module");
			break;
		}
	}
	return true;
}

/* One move of the plan; false when it waits for an event. */
static bool move_plan(struct work *w)
{
	struct query *q = w->r->plan.top;
	switch (q->state) {
	case QUERY_START:
		lookup_start(w, q);
		return true;
	case QUERY_CHOOSE:
		choose_next(w, q);
		return true;
	case QUERY_WAIT:
		return false;
	case QUERY_CONSUME:
		take_held(w, q);
		return true;
	case QUERY_CHECK:
		check_move(w, q);
		return true;
	case QUERY_DONE:
		if (q->sends > 0 || show_found(w, q))
			deliver(w);
		return true;
	}
	return false;
}

/* Call one hook of the stage. */
static enum hook_result call_hook(const struct work *w, const struct engine_hook *h)
{
	struct request *r = w->r;
	if (r->stage == REQ_BEGIN)
		return h->begin != NULL ? h->begin(h->ctx, r) : HOOK_NEXT;
	return h->finish != NULL ? h->finish(h->ctx, r) : HOOK_NEXT;
}

static void take_hook(const struct work *w, enum hook_result result)
{
	if (result == HOOK_FAILED)
		fail(w, EDE_OTHER, "refused by a module");
	else if (result == HOOK_ANSWERED && w->r->stage == REQ_BEGIN)
		finish(w);
}

/* Run the hooks of the stage that have not run; false when one waits or the stage has changed. */
static bool run_hooks(const struct work *w)
{
	struct request *r = w->r;
	const struct engine_hooks *hooks = w->env->hooks;
	enum req_stage stage = r->stage;
	while (hooks != NULL && r->hook_next < hooks->count) {
		const struct engine_hook *h = &hooks->list[r->hook_next++];
		enum hook_result result = call_hook(w, h);
		if (result == HOOK_WAIT) {
			assert(r->hook_token != 0);
			NOTE(w, TRACE_HOOK, .text = h->name);
			return false;
		}
		if (result == HOOK_YIELD && r->plan.top != NULL) {
			r->hook_next--; /* it is called again */
			NOTE(w, TRACE_HOOK, .text = h->name);
			return false;
		}
		/* At the end a failure only stops the hooks: there is an answer already. */
		if (result == HOOK_FAILED && stage == REQ_FINISH)
			break;
		take_hook(w, result);
		if (r->stage != stage)
			return false;
	}
	return true;
}

static void begin_plan(const struct work *w)
{
	struct request *r = w->r;
	if (any_answer(r)) {
		NOTE(w, TRACE_SPECIAL, .name = r->client.qname.wire);
		finish(w);
		return;
	}
	uint8_t *name = arena_dup(&r->arena, r->client.qname.wire, r->client.qname.len);
	name_lower(name, r->client.qname.len);
	struct query *q = arena_alloc(&r->arena, sizeof(*q));
	query_init(q, name, r->client.qtype);
	plan_push(&r->plan, q);
	r->stage = REQ_RESOLVE;
}

/* One move of the request; false when it waits or is over. */
static bool move(struct work *w)
{
	struct request *r = w->r;
	switch (r->stage) {
	case REQ_BEGIN:
		if (r->hook_token != 0)
			return false;
		if (run_hooks(w))
			begin_plan(w);
		return true;
	case REQ_RESOLVE:
		return move_plan(w);
	case REQ_FINISH:
		if (r->hook_token != 0)
			return false;
		if (r->plan.top != NULL) /* what a hook asks */
			return move_plan(w);
		if (!run_hooks(w))
			return true;
		NOTE(w, TRACE_ANSWER, .text = msg_rcode_name(r->answer.rcode));
		work_act(w, ENGINE_ANSWER);
		r->stage = REQ_ANSWERED;
		return false;
	case REQ_NEW:
	case REQ_ANSWERED:
		break;
	}
	return false;
}

static void begin(const struct work *w)
{
	struct request *r = w->r;
	const struct req_client *c = &r->client;
	r->began = r->now;
	budget_begin(&r->budget, &r->options.limits, r->now);
	r->stage = REQ_BEGIN;
	if (c->has_question)
		NOTE(w, TRACE_QUESTION, .name = c->qname.wire, .type = c->qtype);
	if (c->rcode != RCODE_NOERROR) {
		r->answer.rcode = c->rcode;
		r->answer.ede = c->ede;
		finish(w);
	}
}

static void take_event(const struct work *w, const struct engine_event *event)
{
	struct request *r = w->r;
	struct query *q;
	switch (event->type) {
	case ENGINE_REPLY:
		if ((q = find_asker(r, event->ask)) != NULL)
			take_reply(w, q, event->reply);
		break;
	case ENGINE_FAILED:
		if ((q = find_asker(r, event->ask)) != NULL)
			take_failure(w, q, event->err);
		break;
	case ENGINE_MISMATCH:
		if ((q = find_asker(r, event->ask)) != NULL)
			take_mismatch(w, q, event->case_only);
		break;
	case ENGINE_RESUME:
		if (event->token == 0 || event->token != r->hook_token)
			break; /* it came too late */
		r->hook_token = 0;
		take_hook(w, event->hook);
		break;
	case ENGINE_BEGIN:
	case ENGINE_WAKE:
		break;
	}
}

static bool is_late(const struct request *r)
{
	return mono_reached(r->now, r->budget.deadline);
}

void engine_step(const struct engine_env *env, struct request *r, const struct engine_event *event,
                 struct engine_actions *out)
{
	struct work w = {.env = env, .r = r, .out = out, .slice = VAL_SLICE_CHECKS};
	out->count = 0;
	if (r->stage == REQ_ANSWERED || (r->stage == REQ_NEW) != (event->type == ENGINE_BEGIN))
		return;
	r->now = event->now;
	r->wall = event->wall;
	if (r->stage == REQ_NEW)
		begin(&w);
	take_event(&w, event);
	if (is_late(r) && r->stage < REQ_FINISH)
		fail(&w, EDE_UNREACHABLE, "time is up");
	else if (is_late(r)) { /* no more waiting */
		r->hook_token = 0;
		drop_plan(&w);
	}
	for (unsigned i = 0; i < MOVES_MAX && !w.pause; i++) {
		if (move(&w))
			continue;
		bool resolving = r->stage == REQ_RESOLVE && r->options.stale_after_ms > 0;
		if (resolving && stale_is_due(&w) && take_stale(&w))
			continue;
		if (r->hook_token != 0)
			work_act(&w, ENGINE_WAIT)->at = r->budget.deadline;
		else if (resolving && !r->stale_tried)
			work_act(&w, ENGINE_WAIT)->at = stale_due(r);
		return;
	}
	work_act(&w, ENGINE_CONTINUE);
}
