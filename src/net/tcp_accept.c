/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Listeners, limits and timeouts of a stream server.  Invariant: a connection counts as a client
 * from its acceptance until tcp_conn_close, and its slot answers to its handle exactly as long.
 * Timeouts are kept in two lists in order of time, so that refreshing one moves a list link and
 * one timer serves all connections.
 */

#include "base/clock.h"
#include "net/socket.h"
#include "net/tcp_inner.h"

#include <errno.h>
#include <unistd.h>

enum {
	ACCEPT_TURN = 64,     /* connections accepted per event: others want the loop too */
	ACCEPT_RETRY_MS = 100 /* after the process ran out of descriptors */
};

static void on_timer(uv_timer_t *t);
static void on_prepare(uv_prepare_t *p);

struct tcp_server *tcp_server_new(uv_loop_t *loop, const struct tcp_server_limits *limits,
                                  const struct tcp_server_events *events, void *ctx)
{
	struct tcp_server *s = mem_zalloc(sizeof(*s));
	s->loop = loop;
	s->limits = *limits;
	s->events = *events;
	s->ctx = ctx;
	s->scratch = mem_alloc(FRAME_SCRATCH);
	s->gather = mem_alloc(TCP_GATHER_SIZE);
	s->free_slot = TCP_SLOT_NONE;
	list_init(&s->all);
	list_init(&s->idle);
	list_init(&s->shaking);
	list_init(&s->partial);
	list_init(&s->stuck);
	list_init(&s->dirty);
	uv_timer_init(loop, &s->timer);
	uv_prepare_init(loop, &s->prepare);
	uv_idle_init(loop, &s->busy);
	s->timer.data = s->prepare.data = s->busy.data = s;
	s->handles = 3; /* timer, prepare and busy */
	uv_prepare_start(&s->prepare, on_prepare);
	/* Neither keeps a loop running that has nothing else to do. */
	uv_unref((uv_handle_t *)&s->timer);
	uv_unref((uv_handle_t *)&s->prepare);
	return s;
}

void tcp_server_set_limits(struct tcp_server *s, const struct tcp_server_limits *limits)
{
	s->limits = *limits;
	tcp_server_arm(s, 0);
	tcp_server_accept_again(s);
}

unsigned tcp_server_clients(const struct tcp_server *s)
{
	return s->clients;
}

struct tcp_conn *tcp_server_find(struct tcp_server *s, struct tcp_handle h)
{
	if (h.slot >= s->slots.count || s->slots.items[h.slot].generation != h.generation)
		return NULL;
	return s->slots.items[h.slot].conn;
}

/* ---- accepting ---- */

/*
 * The connection that makes room at the limit (RFC 7766 section 6.2.3): that which has been idle
 * longest, else that which has sent longest at its first message or handshake, since whoever wants
 * to keep others out begins messages and does not end them.  NULL: all have answers to come.
 */
static struct list *least_missed(struct tcp_server *s)
{
	struct list *const kinds[] = {&s->idle, &s->partial, &s->shaking};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!list_is_empty(kinds[i]))
			return kinds[i]->next;
	}
	return NULL;
}

/* Is there room for a client, or one that can be closed for it? */
static bool has_room(struct tcp_server *s)
{
	return s->clients < s->limits.max_clients || least_missed(s) != NULL;
}

static void make_room(struct tcp_server *s)
{
	if (s->clients >= s->limits.max_clients)
		tcp_conn_close(LIST_ITEM(least_missed(s), struct tcp_conn, timed));
}

static void hold(struct tcp_listener *l)
{
	l->held = true;
	l->server->held++;
	uv_poll_stop(&l->poll);
}

static void on_connections(uv_poll_t *p, int status, int events)
{
	struct tcp_listener *l = p->data;
	(void)events;
	if (status != 0)
		return;
	for (int i = 0; i < ACCEPT_TURN; i++) {
		if (!has_room(l->server)) {
			hold(l);
			return;
		}
		struct addr peer;
		socklen_t len = sizeof(peer);
		memset(&peer, 0, sizeof(peer));
		int fd = accept4(l->fd, &peer.sa, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0) {
			make_room(l->server);
			tcp_conn_start(l, fd, &peer);
		} else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		           errno == ENOMEM) {
			hold(l);
			tcp_server_arm(l->server, ACCEPT_RETRY_MS);
			return;
		} else if (errno != ECONNABORTED && errno != EINTR && errno != EPROTO) {
			return;
		}
	}
}

void tcp_server_accept_again(struct tcp_server *s)
{
	for (size_t i = 0; s->held > 0 && !s->closing && i < s->listeners.count; i++) {
		struct tcp_listener *l = s->listeners.items[i];
		if (l->held && has_room(s)) {
			l->held = false;
			s->held--;
			uv_poll_start(&l->poll, UV_READABLE, on_connections);
		}
	}
}

static enum err listen_on(struct tcp_server *s, int fd, void *tag, bool has_tls)
{
	int listening = 0;
	socklen_t len = sizeof(listening);
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) != 0 || !listening)
		return E_INVALID;
	struct tcp_listener *l = mem_zalloc(sizeof(*l));
	if (uv_poll_init(s->loop, &l->poll, fd) != 0) {
		mem_free(l);
		return E_INVALID;
	}
	l->server = s;
	l->tag = tag;
	l->fd = fd;
	l->has_tls = has_tls;
	l->local = socket_local(fd);
	if (socket_is_wildcard(&l->local))
		l->local.sa.sa_family = AF_UNSPEC;
	l->poll.data = l;
	s->handles++;
	VEC_PUSH(&s->listeners, l);
	uv_poll_start(&l->poll, UV_READABLE, on_connections);
	return OK;
}

enum err tcp_server_listen(struct tcp_server *s, int fd, void *tag)
{
	return listen_on(s, fd, tag, false);
}

enum err tcp_server_listen_tls(struct tcp_server *s, int fd, void *tag)
{
	TRY(listen_on(s, fd, tag, true));
	if (s->cipher == NULL)
		s->cipher = mem_alloc(FRAME_READ);
	return OK;
}

void tcp_server_set_tls(struct tcp_server *s, struct tls_creds *creds)
{
	struct tls_creds *old = s->creds;
	s->creds = tls_creds_ref(creds);
	tls_creds_unref(old);
}

/* ---- time ---- */

void tcp_server_arm(struct tcp_server *s, uint64_t delay_ms)
{
	if (!uv_is_active((uv_handle_t *)&s->timer) || uv_timer_get_due_in(&s->timer) > delay_ms)
		uv_timer_start(&s->timer, on_timer, delay_ms, 0);
}

/* Did the peer take anything since the connection was last looked at? */
static bool is_moving(struct tcp_conn *c)
{
	size_t queued = uv_stream_get_write_queue_size((uv_stream_t *)&c->stream);
	bool moving = queued < c->stuck_size;
	c->stuck_size = queued;
	return moving;
}

/* Close the connections of a list that are there for limit_ms; plan for the next one. */
static void expire(struct tcp_server *s, struct list *head, unsigned limit_ms,
                   _Atomic uint64_t *counter)
{
	uint64_t now = uv_now(s->loop);
	while (limit_ms > 0 && !list_is_empty(head)) {
		struct tcp_conn *c = LIST_ITEM(head->next, struct tcp_conn, timed);
		if (c->since + limit_ms > now) {
			tcp_server_arm(s, c->since + limit_ms - now);
			return;
		}
		if (head == &s->stuck && is_moving(c)) {
			c->since = now;
			list_remove(&c->timed);
			list_append(head, &c->timed);
		} else {
			if (counter != NULL)
				atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
			tcp_conn_close(c);
		}
	}
}

static void close_all(struct tcp_server *s)
{
	while (!list_is_empty(&s->all))
		tcp_conn_close(LIST_ITEM(s->all.next, struct tcp_conn, link));
}

static void on_timer(uv_timer_t *t)
{
	struct tcp_server *s = t->data;
	if (s->closing && uv_now(s->loop) >= s->deadline) {
		close_all(s);
		return;
	}
	if (s->closing)
		tcp_server_arm(s, s->deadline - uv_now(s->loop));
	struct tcp_timeouts *timeouts = s->events.timeouts;
	expire(s, &s->idle, s->limits.idle_ms, timeouts != NULL ? &timeouts->idle : NULL);
	expire(s, &s->shaking, tcp_server_shake_ms(s), timeouts != NULL ? &timeouts->io : NULL);
	expire(s, &s->partial, s->limits.io_ms, timeouts != NULL ? &timeouts->io : NULL);
	expire(s, &s->stuck, s->limits.io_ms, timeouts != NULL ? &timeouts->io : NULL);
	tcp_server_accept_again(s);
}

/* Its being active is all: the loop does not wait. */
static void on_busy(uv_idle_t *idle)
{
	(void)idle;
}

static void on_prepare(uv_prepare_t *p)
{
	struct tcp_server *s = p->data;
	struct list end; /* behind those that are marked now; others wait for the next turn */
	s->answered = 0;
	s->handed = 0;
	list_append(&s->dirty, &end);
	while (s->dirty.next != &end) {
		struct tcp_conn *c = LIST_ITEM(s->dirty.next, struct tcp_conn, dirty);
		list_remove(&c->dirty);
		tcp_conn_proceed(c);
	}
	list_remove(&end);
	if (uv_is_closing((uv_handle_t *)&s->busy))
		return;
	if (list_is_empty(&s->dirty))
		uv_idle_stop(&s->busy);
	else
		uv_idle_start(&s->busy, on_busy);
}

/* ---- the end ---- */

static void close_own(struct tcp_server *s);

void tcp_server_left(struct tcp_server *s)
{
	s->clients--;
	if (s->closing && s->clients == 0)
		close_own(s);
	else
		tcp_server_accept_again(s);
}

void tcp_server_released(struct tcp_server *s)
{
	if (--s->handles > 0)
		return;
	void (*done)(void *) = s->done;
	void *done_ctx = s->done_ctx;
	VEC_FREE(&s->listeners);
	VEC_FREE(&s->slots);
	mem_free(s->scratch);
	mem_free(s->gather);
	mem_free(s->cipher);
	tls_creds_unref(s->creds);
	mem_free(s);
	if (done != NULL)
		done(done_ctx);
}

static void on_listener_closed(uv_handle_t *h)
{
	struct tcp_listener *l = h->data;
	struct tcp_server *s = l->server;
	close(l->fd);
	mem_free(l);
	tcp_server_released(s);
}

static void on_own_closed(uv_handle_t *h)
{
	tcp_server_released(h->data);
}

/* The server's own handles go when the last connection has gone. */
static void close_own(struct tcp_server *s)
{
	if (uv_is_closing((uv_handle_t *)&s->timer))
		return;
	uv_close((uv_handle_t *)&s->timer, on_own_closed);
	uv_close((uv_handle_t *)&s->prepare, on_own_closed);
	uv_close((uv_handle_t *)&s->busy, on_own_closed);
}

void tcp_server_close(struct tcp_server *s, unsigned grace_ms, void (*done)(void *), void *done_ctx)
{
	s->closing = true;
	s->done = done;
	s->done_ctx = done_ctx;
	s->deadline = uv_now(s->loop) + grace_ms;
	for (size_t i = 0; i < s->listeners.count; i++)
		uv_close((uv_handle_t *)&s->listeners.items[i]->poll, on_listener_closed);
	s->listeners.count = 0;
	if (grace_ms == 0)
		close_all(s);
	/* Each looks at itself, and closes when nothing is pending, before the loop waits. */
	LIST_EACH (it, &s->all)
		tcp_conn_mark(LIST_ITEM(it, struct tcp_conn, link));
	if (s->clients == 0) {
		close_own(s);
		return;
	}
	/* Answers may come from outside the loop: it must run until they did, or time is up. */
	uv_ref((uv_handle_t *)&s->timer);
	tcp_server_arm(s, grace_ms);
}
