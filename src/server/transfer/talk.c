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
	bool open;     /* a question is */
	bool heard;    /* a message of it came */
	bool answered; /* any message ever came */
	enum err err;
};

bool talk_is_stopped(const struct talk *t)
{
	return t->options.stop != NULL && atomic_load(t->options.stop);
}

bool talk_was_answered(const struct talk *t)
{
	return t->answered;
}

bool talk_last_was_answered(const struct talk *t)
{
	return t->heard;
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
	talk_hang_up(t);
	uv_close((uv_handle_t *)&t->stop_check, NULL);
	uv_run(&t->loop, UV_RUN_DEFAULT);
	uv_loop_close(&t->loop);
	mem_free(t);
}

static enum err begin(struct talk *t, struct span query)
{
	const struct transfer_events events = {.message = on_message, .done = on_done, .ctx = t};
	const struct transfer_query q = {
		.to = t->options.to,
		.from = t->options.from,
		.message = query,
		.connect_ms = t->options.io_ms,
		.message_ms = t->options.io_ms,
		.fast_open = t->options.fast_open,
		.keep = true,
	};
	return transfer_start(&t->transfer, &t->loop, &q, &events);
}

static enum err run(struct talk *t)
{
	uv_update_time(&t->loop);
	while (t->open)
		uv_run(&t->loop, UV_RUN_ONCE);
	return t->err;
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
	/* RFC 7766 section 6.2.4: it may have been closed while it was idle. */
	enum err e = run(t);
	return t->heard || (e != E_CLOSED && e != E_CONNRESET);
}

enum err talk_ask(struct talk *t, struct span query,
                  enum transfer_next (*message)(void *ctx, struct span msg), void *ctx)
{
	t->message = message;
	t->ctx = ctx;
	t->heard = false;
	if (talk_is_stopped(t))
		return E_CANCELED;
	if (ask_again(t, query))
		return t->err;
	t->open = true;
	enum err e = begin(t, query);
	if (e != OK) {
		t->transfer = NULL;
		t->open = false;
		return e;
	}
	return run(t);
}
