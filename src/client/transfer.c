/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading responses of many messages.  Invariant: after `over` is set, and while `idle` is, no
 * event runs; the memory goes when the timer's handle has closed.  What messages mean is the
 * reader's affair.
 */

#include "client/transfer.h"

#include "base/mem.h"
#include "base/wire.h"
#include "client/match.h"
#include "dns/msg.h"
#include "net/tcp_client.h"

struct transfer {
	struct tcp_client *client;
	struct transfer_events events;
	uv_timer_t timer;
	unsigned message_ms;
	bool first;
	bool over;
	bool keep;
	bool idle; /* kept, and answered */
	bool lost; /* kept, and of no use any more */
	size_t len;
	uint8_t *message;
};

static void on_timer_closed(uv_handle_t *h)
{
	struct transfer *t = h->data;
	mem_free(t->message);
	mem_free(t);
}

static void end(struct transfer *t)
{
	t->over = true;
	uv_close((uv_handle_t *)&t->timer, on_timer_closed);
}

void transfer_cancel(struct transfer *t)
{
	if (t->over)
		return;
	tcp_client_close(t->client);
	end(t);
}

int transfer_release(struct transfer *t)
{
	int fd = -1;
	if (t->over)
		return -1;
	if (t->idle && !t->lost)
		fd = tcp_client_release(t->client);
	else
		tcp_client_close(t->client);
	end(t);
	return fd;
}

static void finish(struct transfer *t, enum err err)
{
	struct transfer_events events = t->events;
	if (t->keep && err == OK) {
		t->idle = true;
		uv_timer_stop(&t->timer);
	} else {
		transfer_cancel(t);
	}
	events.done(events.ctx, err);
}

static void on_timeout(uv_timer_t *timer)
{
	finish(timer->data, E_TIMEOUT);
}

static void restart_timer(struct transfer *t)
{
	if (t->message_ms > 0 && !t->idle)
		uv_timer_start(&t->timer, on_timeout, t->message_ms, 0);
}

/*
 * The first message must echo the question, later ones may leave it out (RFC 5936 section 2.2.2);
 * all carry the id.
 */
static bool belongs(const struct transfer *t, struct span msg)
{
	enum match m = match_reply(span_of(t->message, t->len), msg, false);
	if (m == MATCH_QUESTION && !t->first)
		return wire_get_u16(msg.data + 4) == 0;
	return m == MATCH_OK;
}

static void on_messages(void *ctx, const struct span *msgs, size_t count)
{
	struct transfer *t = ctx;
	for (size_t i = 0; i < count && !t->over; i++) {
		if (t->idle) { /* nobody asked for it, and more may come */
			t->lost = true;
			return;
		}
		if (!belongs(t, msgs[i])) {
			finish(t, E_XFR);
			return;
		}
		t->first = false;
		enum transfer_next next = t->events.message(t->events.ctx, msgs[i]);
		if (t->over)
			return;
		if (next != TRANSFER_MORE)
			finish(t, next == TRANSFER_DONE ? OK : E_CANCELED);
	}
	if (!t->over)
		restart_timer(t);
}

static void on_connected(void *ctx)
{
	struct transfer *t = ctx;
	restart_timer(t);
	if (t->events.connected != NULL)
		t->events.connected(t->events.ctx);
}

static void on_ended(void *ctx, enum err err)
{
	struct transfer *t = ctx;
	if (t->idle)
		t->lost = true;
	else
		finish(t, err);
}

static void message_set(struct transfer *t, struct span message)
{
	mem_free(t->message);
	t->message = mem_dup(message.data, message.len);
	t->len = message.len;
	t->first = true;
}

/* fd  of a connection that stands, taken; -1: make one */
static enum err start(struct transfer **out, uv_loop_t *loop, int fd,
                      const struct transfer_query *q, const struct transfer_events *events)
{
	static const struct tcp_client_events client_events = {
		.connected = on_connected,
		.messages = on_messages,
		.ended = on_ended,
	};
	struct tcp_client_options options = {
		.from = q->from,
		.connect_ms = q->connect_ms,
		.fast_open = q->fast_open,
	};
	struct transfer *t = mem_zalloc(sizeof(*t));
	t->events = *events;
	t->message_ms = q->message_ms;
	t->keep = q->keep;
	message_set(t, q->message);
	enum err e = fd >= 0 ? tcp_client_adopt(&t->client, loop, fd, &options, &client_events, t)
	                     : tcp_client_open(&t->client, loop, &q->to, &options, &client_events,
	                                       t);
	if (e == OK) {
		e = tcp_client_send(t->client, q->message);
		if (e != OK)
			tcp_client_close(t->client);
	}
	if (e != OK) {
		mem_free(t->message);
		mem_free(t);
		return e;
	}
	uv_timer_init(loop, &t->timer);
	t->timer.data = t;
	*out = t;
	return OK;
}

enum err transfer_start(struct transfer **out, uv_loop_t *loop, const struct transfer_query *q,
                        const struct transfer_events *events)
{
	return start(out, loop, -1, q, events);
}

enum err transfer_resume(struct transfer **out, uv_loop_t *loop, int fd,
                         const struct transfer_query *q, const struct transfer_events *events)
{
	return start(out, loop, fd, q, events);
}

enum err transfer_ask(struct transfer *t, struct span message)
{
	if (t->over || t->lost)
		return E_CLOSED;
	if (!t->idle)
		return E_BUSY;
	TRY(tcp_client_send(t->client, message));
	message_set(t, message);
	t->idle = false;
	restart_timer(t);
	return OK;
}

void transfer_pause(struct transfer *t, bool paused)
{
	if (t->over)
		return;
	if (paused)
		uv_timer_stop(&t->timer);
	else
		restart_timer(t);
	tcp_client_pause(t->client, paused);
}
