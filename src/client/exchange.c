/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attempts.  Invariant: an attempt is on exactly one carrier - a UDP socket of its own or a place
 * in a connection's list - and in the timer heap when it has a deadline; finish() takes it off both
 * before its event runs, so events may start, cancel or close anything.
 */

#include "client/exchange.h"

#include "base/clock.h"
#include "base/heap.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/rand.h"
#include "base/wire.h"
#include "net/frame.h"
#include "net/tcp_client.h"
#include "net/udp_client.h"

enum { TIMERS_A_TURN = 32 };

/* A place in the timer heap: an attempt's deadline, or the end of an idle connection's life. */
struct deadline {
	struct heap_item item;
	bool is_pipe;
};

/* A TCP connection and the attempts on it. */
struct pipe {
	struct exchanger *x;
	uint64_t serial; /* tells it from a later one in the same memory */
	struct tcp_client *client;
	struct addr to;
	struct addr from; /* AF_UNSPEC: any */
	struct list link; /* in x->pipes, most recently used last */
	struct list attempts;
	unsigned count;
	struct deadline timer; /* while idle */
	bool shared;
	bool used;    /* carried an attempt before */
	bool pooled;  /* came from the pool */
	bool spoiled; /* an attempt failed, or what it asked may still come */
	bool connected;
};

struct exchange {
	struct exchanger *x;
	struct exchange_events events;
	struct deadline timer;
	struct list link; /* in pipe->attempts or x->datagrams */
	struct udp_socket *socket;
	struct pipe *pipe;
	struct mono sent;
	unsigned mismatches;
	bool check_case;
	bool reused;
	bool pooled;
	bool finished; /* its event is running or it was cancelled in one */
	size_t len;
	uint8_t message[];
};

struct exchanger {
	uv_loop_t *loop;
	struct exchanger_limits limits;
	struct udp_pool *pool;
	struct conn_pool *connections;
	struct unreached *unreached;
	struct list datagrams;
	struct list pipes;
	unsigned pipe_count;
	uint64_t pipe_serial;
	struct heap timers;
	uv_timer_t timer;
	uint8_t *scratch; /* of all connections */
	unsigned parts;   /* of the exchanger that are not closed yet */
	void (*done)(void *);
	void *done_ctx;
};

/* ---- time ---- */

static void on_timer(uv_timer_t *t);

/* Have the loop call when the earliest deadline is due. */
static void arm(struct exchanger *x)
{
	const struct heap_item *first = heap_first(&x->timers);
	if (uv_is_closing((uv_handle_t *)&x->timer))
		return;
	if (first == NULL) {
		uv_timer_stop(&x->timer);
		return;
	}
	int64_t ms = mono_ms_between(clock_mono(), (struct mono){first->key});
	uv_update_time(x->loop);
	/* Not 0: from a timer that would run before the loop looks at its sockets again. */
	uv_timer_start(&x->timer, on_timer, ms > 0 ? (uint64_t)ms : 1, 0);
}

static void set_timer(struct exchanger *x, struct deadline *d, unsigned ms)
{
	heap_put(&x->timers, &d->item, mono_add_ms(clock_mono(), ms).ns);
	if (heap_first(&x->timers) == &d->item)
		arm(x);
}

/* ---- the end of an attempt ---- */

static const struct addr *pipe_source(const struct pipe *p)
{
	return addr_family(&p->from) != AF_UNSPEC ? &p->from : NULL;
}

/* Close it, or leave it to those who come later. */
static void pipe_close(struct pipe *p)
{
	struct conn_pool *pool = p->x->connections;
	list_remove(&p->link);
	heap_remove(&p->x->timers, &p->timer.item);
	p->x->pipe_count--;
	if (pool != NULL && p->shared && !p->spoiled)
		conn_pool_give(pool, &p->to, pipe_source(p), tcp_client_release(p->client));
	else
		tcp_client_close(p->client);
	mem_free(p);
}

static void pipe_leave(struct exchange *e)
{
	struct pipe *p = e->pipe;
	e->pipe = NULL;
	if (p == NULL || --p->count > 0)
		return;
	if (!p->shared || p->x->limits.idle_ms == 0)
		pipe_close(p);
	else
		set_timer(p->x, &p->timer, p->x->limits.idle_ms);
}

/* Take the attempt off its carrier and the heap. */
static void detach(struct exchange *e)
{
	heap_remove(&e->x->timers, &e->timer.item);
	list_remove(&e->link);
	if (e->socket != NULL)
		udp_use_end(e->socket);
	e->socket = NULL;
	pipe_leave(e);
}

static void finish(struct exchange *e, enum err err, struct span reply)
{
	struct exchange_result result = {
		.err = err,
		.reply = reply,
		.elapsed_ns = clock_mono().ns - e->sent.ns,
		.mismatches = e->mismatches,
		.reused = e->reused,
		.pooled = e->pooled,
	};
	if (e->pipe != NULL && err != OK)
		e->pipe->spoiled = true;
	detach(e);
	e->finished = true;
	e->events.done(e->events.ctx, &result);
	mem_free(e);
}

void exchange_cancel(struct exchange *e)
{
	if (e->finished)
		return;
	if (e->pipe != NULL)
		e->pipe->spoiled = true;
	detach(e);
	mem_free(e);
}

/* Report a message that is not the answer; the attempt may be gone afterwards. */
static void report_mismatch(struct exchange *e, enum match why, struct span message)
{
	e->mismatches++;
	if (e->events.mismatch != NULL)
		e->events.mismatch(e->events.ctx, why, message);
}

static void on_timer(uv_timer_t *t)
{
	struct exchanger *x = t->data;
	struct mono now = clock_mono();
	struct heap_item *it;
	/* Many end together when a server is silent: others have their turn in between. */
	for (unsigned i = 0; i < TIMERS_A_TURN && (it = heap_first(&x->timers)) != NULL &&
	                     mono_reached(now, (struct mono){it->key});
	     i++) {
		struct deadline *d = CONTAINER_OF(it, struct deadline, item);
		heap_remove(&x->timers, it);
		if (d->is_pipe)
			pipe_close(CONTAINER_OF(d, struct pipe, timer));
		else
			finish(CONTAINER_OF(d, struct exchange, timer), E_TIMEOUT,
			       span_of(NULL, 0));
	}
	arm(x);
}

/* ---- UDP ---- */

static void on_datagram(void *ctx, struct span data)
{
	struct exchange *e = ctx;
	enum match m = match_reply(span_of(e->message, e->len), data, e->check_case);
	if (m == MATCH_OK)
		finish(e, OK, data);
	else
		report_mismatch(e, m, data);
}

static void on_udp_failed(void *ctx, enum err err)
{
	finish(ctx, err, span_of(NULL, 0));
}

static enum err start_udp(struct exchange *e, const struct exchange_query *q)
{
	struct udp_use use = {.datagram = on_datagram, .failed = on_udp_failed, .ctx = e};
	struct exchanger *x = e->x;
	TRY(udp_use_begin(&e->socket, x->pool, &q->to, q->from, &use));
	enum err err = udp_use_send(e->socket, span_of(e->message, e->len));
	if (err != OK) {
		udp_use_end(e->socket);
		return err;
	}
	list_append(&x->datagrams, &e->link);
	return OK;
}

/* ---- TCP ---- */

/* The attempt on a connection with this id; NULL if none. */
static struct exchange *pipe_find(struct pipe *p, uint16_t id)
{
	LIST_EACH (it, &p->attempts) {
		struct exchange *e = LIST_ITEM(it, struct exchange, link);
		if (wire_get_u16(e->message) == id)
			return e;
	}
	return NULL;
}

static void on_message(struct pipe *p, struct span msg)
{
	struct exchange *e = msg.len >= 2 ? pipe_find(p, wire_get_u16(msg.data)) : NULL;
	if (e == NULL) {
		/* Late, or nobody's: told to the one attempt it could have been meant for. */
		p->spoiled = true;
		if (p->count == 1)
			report_mismatch(LIST_ITEM(p->attempts.next, struct exchange, link),
			                msg.len < 2 ? MATCH_SHORT : MATCH_ID, msg);
		return;
	}
	enum match m = match_reply(span_of(e->message, e->len), msg, e->check_case);
	if (m == MATCH_OK)
		finish(e, OK, msg);
	else
		report_mismatch(e, m, msg);
}

static void on_connected(void *ctx)
{
	((struct pipe *)ctx)->connected = true;
}

static bool pipe_exists(const struct exchanger *x, const struct pipe *p, uint64_t serial)
{
	LIST_EACH (it, &x->pipes)
		if (it == &p->link)
			return p->serial == serial;
	return false;
}

static void on_messages(void *ctx, const struct span *msgs, size_t count)
{
	struct pipe *p = ctx;
	struct exchanger *x = p->x;
	uint64_t serial = p->serial;
	for (size_t i = 0; i < count; i++) {
		on_message(p, msgs[i]);
		/* The answer may have been the last thing a private connection was for. */
		if (!pipe_exists(x, p, serial))
			return;
	}
}

static void on_ended(void *ctx, enum err err)
{
	struct pipe *p = ctx;
	struct list failed;
	list_init(&failed);
	if (!p->pooled)
		unreached_note(p->x->unreached, &p->to, pipe_source(p), p->connected, err);
	p->spoiled = true;
	while (!list_is_empty(&p->attempts)) {
		struct list *it = p->attempts.next;
		list_remove(it);
		list_append(&failed, it);
		LIST_ITEM(it, struct exchange, link)->pipe = NULL;
	}
	pipe_close(p);
	while (!list_is_empty(&failed))
		finish(LIST_ITEM(failed.next, struct exchange, link), err, span_of(NULL, 0));
}

static bool pipe_fits(const struct pipe *p, const struct exchange_query *q)
{
	if (!p->shared || !addr_equal(&p->to, &q->to, true) ||
	    p->count >= p->x->limits.max_pipeline)
		return false;
	return q->from == NULL ? addr_family(&p->from) == AF_UNSPEC
	                       : addr_equal(&p->from, q->from, true);
}

static bool make_room(struct exchanger *x)
{
	LIST_EACH (it, &x->pipes) {
		if (x->pipe_count < x->limits.max_tcp)
			return true;
		struct pipe *p = LIST_ITEM(it, struct pipe, link);
		if (p->count == 0) {
			pipe_close(p);
			return true;
		}
	}
	return x->pipe_count < x->limits.max_tcp;
}

static enum err pipe_open(struct pipe **out, struct exchanger *x, const struct exchange_query *q)
{
	static const struct tcp_client_events events = {
		.connected = on_connected, .messages = on_messages, .ended = on_ended};
	struct tcp_client_options options = {
		.from = q->from,
		.fast_open = q->fast_open,
		.scratch = x->scratch,
	};
	if (!make_room(x))
		return E_LIMIT;
	int fd = q->own_connection || q->not_pooled
	                 ? -1
	                 : conn_pool_take(x->connections, &q->to, q->from);
	if (fd < 0 && unreached_has(x->unreached, &q->to, q->from))
		return E_UNREACHED;
	struct pipe *p = mem_zalloc(sizeof(*p));
	enum err e = fd >= 0 ? tcp_client_adopt(&p->client, x->loop, fd, &options, &events, p)
	                     : tcp_client_open(&p->client, x->loop, &q->to, &options, &events, p);
	if (e != OK) {
		if (fd < 0)
			unreached_note(x->unreached, &q->to, q->from, false, e);
		mem_free(p);
		return e;
	}
	p->pooled = p->used = fd >= 0;
	p->x = x;
	p->serial = ++x->pipe_serial;
	p->to = q->to;
	if (q->from != NULL)
		p->from = *q->from;
	p->shared = !q->own_connection;
	p->timer.is_pipe = true;
	list_init(&p->attempts);
	list_append(&x->pipes, &p->link);
	x->pipe_count++;
	*out = p;
	return OK;
}

static struct pipe *pipe_shared(struct exchanger *x, const struct exchange_query *q)
{
	for (struct list *it = x->pipes.prev; !q->own_connection && it != &x->pipes; it = it->prev)
		if (pipe_fits(LIST_ITEM(it, struct pipe, link), q))
			return LIST_ITEM(it, struct pipe, link);
	return NULL;
}

/* An id that no other attempt on the connection has. */
static enum err choose_id(struct exchange *e, struct pipe *p, bool keep)
{
	if (keep)
		return pipe_find(p, wire_get_u16(e->message)) == NULL ? OK : E_EXISTS;
	uint16_t id;
	do
		id = rand_u16();
	while (pipe_find(p, id) != NULL);
	wire_set_u16(e->message, id);
	return OK;
}

static enum err start_tcp(struct exchange *e, const struct exchange_query *q)
{
	struct pipe *p = pipe_shared(e->x, q);
	if (p == NULL)
		TRY(pipe_open(&p, e->x, q));
	TRY(choose_id(e, p, q->keep_id));
	TRY(tcp_client_send(p->client, span_of(e->message, e->len)));
	e->pipe = p;
	e->reused = p->used;
	e->pooled = p->pooled;
	p->used = true;
	p->count++;
	heap_remove(&e->x->timers, &p->timer.item);
	list_append(&p->attempts, &e->link);
	list_remove(&p->link);
	list_append(&e->x->pipes, &p->link);
	return OK;
}

/* ---- interface ---- */

enum err exchange_start(struct exchange **out, struct exchanger *x, const struct exchange_query *q,
                        const struct exchange_events *events)
{
	struct exchange *e = mem_alloc(sizeof(*e) + q->message.len);
	*e = (struct exchange){
		.x = x,
		.events = *events,
		.check_case = q->check_case,
		.len = q->message.len,
	};
	memcpy(e->message, q->message.data, q->message.len);
	if (!q->keep_id)
		wire_set_u16(e->message, rand_u16());
	e->sent = clock_mono();
	enum err err = q->tcp ? start_tcp(e, q) : start_udp(e, q);
	if (err != OK) {
		mem_free(e);
		return err;
	}
	if (q->timeout_ms > 0)
		set_timer(x, &e->timer, q->timeout_ms);
	if (out != NULL)
		*out = e;
	return OK;
}

struct span exchange_message(const struct exchange *e)
{
	return span_of(e->message, e->len);
}

struct exchanger *exchanger_new(uv_loop_t *loop, const struct exchanger_limits *limits)
{
	struct exchanger *x = mem_zalloc(sizeof(*x));
	x->loop = loop;
	x->limits = *limits;
	x->pool = udp_pool_new(loop, limits->max_udp, limits->keep_udp);
	x->scratch = mem_alloc(FRAME_SCRATCH);
	list_init(&x->datagrams);
	list_init(&x->pipes);
	heap_init(&x->timers);
	uv_timer_init(loop, &x->timer);
	/* Sockets in use keep the loop running; the timer alone is no reason to. */
	uv_unref((uv_handle_t *)&x->timer);
	x->timer.data = x;
	x->parts = 2; /* pool and timer */
	return x;
}

void exchanger_remember(struct exchanger *x, struct conn_pool *pool, struct unreached *unreached)
{
	x->connections = pool;
	x->unreached = unreached;
}

static void part_closed(void *ctx)
{
	struct exchanger *x = ctx;
	if (--x->parts > 0)
		return;
	void (*done)(void *) = x->done;
	void *done_ctx = x->done_ctx;
	heap_deinit(&x->timers);
	mem_free(x->scratch);
	mem_free(x);
	if (done != NULL)
		done(done_ctx);
}

static void on_timer_closed(uv_handle_t *h)
{
	part_closed(h->data);
}

void exchanger_close(struct exchanger *x, void (*done)(void *), void *done_ctx)
{
	x->done = done;
	x->done_ctx = done_ctx;
	while (!list_is_empty(&x->datagrams))
		exchange_cancel(LIST_ITEM(x->datagrams.next, struct exchange, link));
	while (!list_is_empty(&x->pipes)) {
		struct pipe *p = LIST_ITEM(x->pipes.next, struct pipe, link);
		p->shared = true; /* the last attempt to leave does not close it */
		while (!list_is_empty(&p->attempts))
			exchange_cancel(LIST_ITEM(p->attempts.next, struct exchange, link));
		pipe_close(p);
	}
	uv_close((uv_handle_t *)&x->timer, on_timer_closed);
	udp_pool_close(x->pool, part_closed, x);
}
