/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Retry policy over single attempts.  Invariant: at most one attempt is under way; when none is,
 * either the timer is due at once to begin the next, or the end has been told.
 */

#include "client/retry.h"

#include "base/mem.h"
#include "base/wire.h"
#include "dns/msg.h"

struct retry {
	struct exchanger *x;
	struct exchange *attempt;
	struct retry_events events;
	struct retry_plan plan;
	struct addr *servers;
	struct addr from;
	size_t at;      /* server asked now */
	unsigned tries; /* attempts at it over UDP so far */
	bool tcp;
	bool again; /* an attempt on an old connection was repeated already */
	bool over;
	uv_timer_t timer;
	uint8_t *message;
};

static void on_closed(uv_handle_t *h)
{
	struct retry *r = h->data;
	mem_free(r->servers);
	mem_free(r->message);
	mem_free(r);
}

void retry_cancel(struct retry *r)
{
	if (r->over)
		return;
	r->over = true;
	if (r->attempt != NULL)
		exchange_cancel(r->attempt);
	r->attempt = NULL;
	uv_close((uv_handle_t *)&r->timer, on_closed);
}

static void tell(struct retry *r, struct retry_news news)
{
	news.server = &r->servers[r->at];
	news.tcp = r->tcp;
	if (r->events.news != NULL)
		r->events.news(r->events.ctx, &news);
}

static void finish(struct retry *r, struct retry_result result)
{
	result.server = &r->servers[r->at];
	result.tcp = r->tcp;
	r->attempt = NULL;
	r->events.done(r->events.ctx, &result);
	retry_cancel(r);
}

static void on_timer(uv_timer_t *t);

static void begin_soon(struct retry *r)
{
	uv_timer_start(&r->timer, on_timer, 0, 0);
}

/* After a failed attempt: the same server again, the next one, or the end. */
static void failed(struct retry *r, enum err err, bool reused)
{
	tell(r, (struct retry_news){.step = RETRY_FAILED, .err = err});
	if (r->over)
		return;
	if (r->tcp && reused && !r->again) {
		/* A kept connection that the server had given up (RFC 7766 section 6.2.4). */
		r->again = true;
	} else if (!r->tcp && r->tries <= r->plan.repeats) {
		/* silent or unreachable for now: the same once more */
	} else if (r->at + 1 < r->plan.server_count) {
		r->at++;
		r->tries = 0;
		r->again = false;
		r->tcp = r->plan.tcp;
	} else {
		finish(r, (struct retry_result){.err = err, .query = r->plan.message});
		return;
	}
	begin_soon(r);
}

static void on_done(void *ctx, const struct exchange_result *result)
{
	struct retry *r = ctx;
	struct exchange *attempt = r->attempt;
	r->attempt = NULL;
	if (result->err != OK) {
		failed(r, result->err, result->reused);
		return;
	}
	bool truncated = (wire_get_u16(result->reply.data + 2) & MSG_TC) != 0;
	if (truncated && !r->tcp && !r->plan.keep_truncated) {
		tell(r, (struct retry_news){.step = RETRY_TRUNCATED, .message = result->reply});
		if (r->over)
			return;
		r->tcp = true;
		begin_soon(r);
		return;
	}
	finish(r, (struct retry_result){.reply = result->reply,
	                                .query = exchange_message(attempt),
	                                .pooled = result->pooled,
	                                .elapsed_ns = result->elapsed_ns});
}

static void on_mismatch(void *ctx, enum match why, struct span message)
{
	tell(ctx, (struct retry_news){.step = RETRY_MISMATCH, .match = why, .message = message});
}

static void on_timer(uv_timer_t *t)
{
	struct retry *r = t->data;
	const struct addr *to = &r->servers[r->at];
	struct exchange_query q = {
		.to = *to,
		.from = addr_family(&r->from) == addr_family(to) ? &r->from : NULL,
		.message = r->plan.message,
		.timeout_ms = r->plan.try_ms,
		.tcp = r->tcp || addr_family(to) == AF_UNIX,
		.keep_id = r->plan.keep_id,
		.check_case = r->plan.check_case,
		.own_connection = r->plan.own_connection,
		.not_pooled = r->again,
		.fast_open = r->plan.fast_open,
	};
	struct exchange_events events = {.done = on_done, .mismatch = on_mismatch, .ctx = r};
	r->tcp = q.tcp;
	r->tries += !r->tcp;
	tell(r, (struct retry_news){.step = RETRY_BEGIN});
	if (r->over)
		return;
	enum err err = exchange_start(&r->attempt, r->x, &q, &events);
	if (err != OK)
		failed(r, err, false);
}

struct retry *retry_start(struct exchanger *x, uv_loop_t *loop, const struct retry_plan *plan,
                          const struct retry_events *events)
{
	struct retry *r = mem_zalloc(sizeof(*r));
	r->x = x;
	r->events = *events;
	r->plan = *plan;
	r->servers = mem_dup(plan->servers, plan->server_count * sizeof(*plan->servers));
	r->message = mem_dup(plan->message.data, plan->message.len);
	r->plan.message.data = r->message;
	if (plan->from != NULL)
		r->from = *plan->from;
	r->tcp = plan->tcp;
	uv_timer_init(loop, &r->timer);
	r->timer.data = r;
	begin_soon(r);
	return r;
}
