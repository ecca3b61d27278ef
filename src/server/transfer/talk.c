/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A loop that runs while a question is open.  The flag that stops it is looked at now and then:
 * whoever sets it need not know of loops.
 */

#include "server/transfer/talk.h"

#include "base/mem.h"

enum { STOP_CHECK_MS = 50 };

struct talk {
	struct talk_options options;
	struct addr from;
	uv_loop_t loop;
	uv_timer_t stop_check;
	struct transfer *transfer; /* NULL: no connection */
	enum transfer_next (*message)(void *ctx, struct span msg);
	void *ctx;
	bool began;     /* a question was asked: what the pool has is not looked for any more */
	bool open;      /* a question is */
	bool heard;     /* a message of it came */
	bool answered;  /* any message ever came */
	bool pooled;    /* the connection is from the pool */
	bool connected; /* it stood */
	enum err err;
};

bool talk_is_stopped(const struct talk *t)
{
	return t->options.terms.stop != NULL && atomic_load(t->options.terms.stop);
}

bool talk_was_answered(const struct talk *t)
{
	return t->answered;
}

bool talk_last_was_answered(const struct talk *t)
{
	return t->heard;
}

bool talk_is_pooled(const struct talk *t)
{
	return t->pooled;
}

void talk_hang_up(struct talk *t)
{
	if (t->transfer != NULL)
		transfer_cancel(t->transfer);
	t->transfer = NULL;
}

static void on_stop_check(uv_timer_t *timer)
{
	struct talk *t = timer->data;
	if (!t->open || !talk_is_stopped(t))
		return;
	talk_hang_up(t);
	t->open = false;
	t->err = E_CANCELED;
}

static void on_connected(void *ctx)
{
	((struct talk *)ctx)->connected = true;
}

static enum transfer_next on_message(void *ctx, struct span msg)
{
	struct talk *t = ctx;
	t->heard = t->answered = true;
	return t->message(t->ctx, msg);
}

static void on_done(void *ctx, enum err err)
{
	struct talk *t = ctx;
	if (err != OK)
		t->transfer = NULL; /* it is gone */
	t->open = false;
	t->err = err;
}

struct talk *talk_new(const struct talk_options *options)
{
	struct talk *t = mem_zalloc(sizeof(*t));
	t->options = *options;
	if (options->from != NULL) {
		t->from = *options->from;
		t->options.from = &t->from;
	}
	uv_loop_init(&t->loop);
	uv_timer_init(&t->loop, &t->stop_check);
	t->stop_check.data = t;
	uv_timer_start(&t->stop_check, on_stop_check, STOP_CHECK_MS, STOP_CHECK_MS);
	return t;
}

void talk_free(struct talk *t)
{
	if (t->transfer != NULL && t->options.terms.pool != NULL)
		conn_pool_give(t->options.terms.pool, &t->options.to, t->options.from,
		               transfer_release(t->transfer));
	else
		talk_hang_up(t);
	uv_close((uv_handle_t *)&t->stop_check, NULL);
	uv_run(&t->loop, UV_RUN_DEFAULT);
	uv_loop_close(&t->loop);
	mem_free(t);
}

static enum err run(struct talk *t)
{
	uv_update_time(&t->loop);
	while (t->open)
		uv_run(&t->loop, UV_RUN_ONCE);
	return t->err;
}

/* Over a connection that stands, or over a new one when fd is -1. */
static enum err ask_over(struct talk *t, int fd, struct span query)
{
	const struct transfer_events events = {
		.connected = on_connected, .message = on_message, .done = on_done, .ctx = t};
	const struct transfer_query q = {
		.to = t->options.to,
		.from = t->options.from,
		.message = query,
		.connect_ms = t->options.terms.io_ms,
		.message_ms = t->options.terms.io_ms,
		.fast_open = t->options.terms.fast_open,
		.keep = true,
	};
	t->pooled = fd >= 0;
	t->connected = false;
	t->open = true;
	t->err = fd >= 0 ? transfer_resume(&t->transfer, &t->loop, fd, &q, &events)
	                 : transfer_start(&t->transfer, &t->loop, &q, &events);
	if (t->err == OK)
		return run(t);
	t->transfer = NULL;
	t->open = false;
	return t->err;
}

/*
 * RFC 7766 section 6.2.4: a kept connection may have been closed while it was idle; then the
 * question is to be asked over a new one.
 */
static bool was_given_up(const struct talk *t)
{
	return !t->heard && (t->err == E_CLOSED || t->err == E_CONNRESET);
}

/* Over the connection that is there; false: it is of no use, nothing was heard. */
static bool ask_again(struct talk *t, struct span query)
{
	if (t->transfer == NULL)
		return false;
	t->open = true;
	if (transfer_ask(t->transfer, query) != OK) {
		t->open = false;
		talk_hang_up(t);
		return false;
	}
	run(t);
	return !was_given_up(t);
}

/* Over one that the pool has; false: none, or of no use. */
static bool ask_pooled(struct talk *t, struct span query)
{
	int fd = conn_pool_take(t->options.terms.pool, &t->options.to, t->options.from);
	if (fd < 0)
		return false;
	ask_over(t, fd, query);
	return !was_given_up(t);
}

static enum err ask_anew(struct talk *t, struct span query)
{
	const struct talk_options *o = &t->options;
	if (unreached_has(o->terms.unreached, &o->to, o->from))
		return E_UNREACHED;
	enum err e = ask_over(t, -1, query);
	unreached_note(o->terms.unreached, &o->to, o->from, t->connected, e);
	return e;
}

enum err talk_ask(struct talk *t, struct span query,
                  enum transfer_next (*message)(void *ctx, struct span msg), void *ctx)
{
	t->message = message;
	t->ctx = ctx;
	t->heard = false;
	if (talk_is_stopped(t))
		return E_CANCELED;
	bool began = t->began;
	t->began = true;
	if (began ? ask_again(t, query) : ask_pooled(t, query))
		return t->err;
	return ask_anew(t, query);
}
