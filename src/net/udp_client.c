/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pool of outgoing UDP sockets.  Invariant: a socket is either idle (in the pool's list, its
 * handle not holding the loop) or in exactly one use.  Its `use` number changes with every use, so
 * a callback that ended one is noticed even when the socket is in use again.
 */

#include "net/udp_client.h"

#include "base/list.h"
#include "base/mem.h"
#include "net/socket.h"

#include <errno.h>
#include <unistd.h>

enum {
	RECEIVE_SIZE = 65535,
	RECEIVE_TURN = 16 /* datagrams per event: a flood must not hold the loop */
};

struct udp_pool {
	uv_loop_t *loop;
	struct list idle;
	unsigned idle_count;
	unsigned busy_count;
	unsigned open_count; /* sockets whose handle is not closed yet */
	unsigned max_sockets;
	unsigned max_idle;
	bool closing;
	void (*done)(void *);
	void *done_ctx;
	uint8_t buffer[RECEIVE_SIZE];
};

struct udp_socket {
	uv_poll_t poll;
	struct udp_pool *pool;
	struct list link;
	struct addr from; /* AF_UNSPEC: not bound */
	struct udp_use handlers;
	uint64_t use;
	int family;
	int fd;
	bool busy;
	bool stale; /* datagrams of an earlier use may be queued */
};

static void on_event(uv_poll_t *p, int status, int events);

struct udp_pool *udp_pool_new(uv_loop_t *loop, unsigned max_sockets, unsigned max_idle)
{
	struct udp_pool *p = mem_zalloc(sizeof(*p));
	p->loop = loop;
	p->max_sockets = max_sockets;
	p->max_idle = max_idle;
	list_init(&p->idle);
	return p;
}

static void pool_released(struct udp_pool *p)
{
	if (!p->closing || p->open_count > 0)
		return;
	void (*done)(void *) = p->done;
	void *done_ctx = p->done_ctx;
	mem_free(p);
	if (done != NULL)
		done(done_ctx);
}

static void on_closed(uv_handle_t *h)
{
	struct udp_socket *s = h->data;
	struct udp_pool *p = s->pool;
	close(s->fd);
	mem_free(s);
	p->open_count--;
	pool_released(p);
}

static void idle_remove(struct udp_socket *s)
{
	list_remove(&s->link);
	s->pool->idle_count--;
}

void udp_pool_close(struct udp_pool *p, void (*done)(void *), void *done_ctx)
{
	p->closing = true;
	p->done = done;
	p->done_ctx = done_ctx;
	while (!list_is_empty(&p->idle)) {
		struct udp_socket *s = LIST_ITEM(p->idle.next, struct udp_socket, link);
		idle_remove(s);
		uv_close((uv_handle_t *)&s->poll, on_closed);
	}
	pool_released(p);
}

/* Throw away what is queued, at most one turn's worth; pending errors go with it. */
static void drain(struct udp_socket *s)
{
	for (int i = 0; i < RECEIVE_TURN; i++) {
		ssize_t n = recv(s->fd, s->pool->buffer, RECEIVE_SIZE, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EBADF))
			return;
	}
}

/* Hand datagrams to the use until it ends, nothing is left, or the turn is over. */
static void receive(struct udp_socket *s)
{
	uint64_t use = s->use;
	for (int i = 0; i < RECEIVE_TURN && s->busy && s->use == use; i++) {
		ssize_t n = recv(s->fd, s->pool->buffer, RECEIVE_SIZE, MSG_DONTWAIT);
		if (n >= 0) {
			s->stale = false;
			s->handlers.datagram(s->handlers.ctx, span_of(s->pool->buffer, (size_t)n));
		} else if (errno == EAGAIN) {
			return;
		} else if (errno != EINTR) {
			s->handlers.failed(s->handlers.ctx, err_from_errno(errno));
		}
	}
}

static void on_event(uv_poll_t *p, int status, int events)
{
	struct udp_socket *s = p->data;
	(void)events;
	if (s->busy)
		receive(s);
	else
		drain(s);
	/* libuv stops looking at a socket with an error; the error has been read by now. */
	if (status != 0 && !uv_is_closing((uv_handle_t *)p))
		uv_poll_start(p, UV_READABLE, on_event);
}

static enum err socket_new(struct udp_socket **out, struct udp_pool *p, int family,
                           const struct addr *from)
{
	int fd = -1;
	TRY(socket_udp_client(&fd, family, from));
	struct udp_socket *s = mem_zalloc(sizeof(*s));
	if (uv_poll_init(p->loop, &s->poll, fd) != 0) {
		close(fd);
		mem_free(s);
		return E_IO;
	}
	s->poll.data = s;
	s->pool = p;
	s->fd = fd;
	s->family = family;
	if (from != NULL)
		s->from = *from;
	list_init(&s->link);
	p->open_count++;
	uv_poll_start(&s->poll, UV_READABLE, on_event);
	*out = s;
	return OK;
}

static bool same_source(const struct udp_socket *s, int family, const struct addr *from)
{
	if (s->family != family)
		return false;
	if (from == NULL)
		return addr_family(&s->from) == AF_UNSPEC;
	return addr_equal(&s->from, from, true);
}

/* An idle socket of the right source, dissolved: it has no port and no peer any more. */
static struct udp_socket *take_idle(struct udp_pool *p, int family, const struct addr *from)
{
	LIST_EACH (it, &p->idle) {
		struct udp_socket *s = LIST_ITEM(it, struct udp_socket, link);
		if (!same_source(s, family, from))
			continue;
		struct sockaddr none = {.sa_family = AF_UNSPEC};
		idle_remove(s);
		/* One that cannot be dissolved may still hold replies to its last use. */
		if (connect(s->fd, &none, sizeof(none)) != 0)
			s->stale = true;
		if (s->stale)
			drain(s);
		return s;
	}
	return NULL;
}

enum err udp_use_begin(struct udp_socket **out, struct udp_pool *p, const struct addr *to,
                       const struct addr *from, const struct udp_use *use)
{
	int family = addr_family(to);
	if (family != AF_INET && family != AF_INET6)
		return E_INVALID;
	if (p->busy_count >= p->max_sockets)
		return E_LIMIT;
	struct udp_socket *s = take_idle(p, family, from);
	if (s == NULL)
		TRY(socket_new(&s, p, family, from));
	s->use++;
	if (connect(s->fd, &to->sa, addr_len(to)) != 0) {
		enum err e = err_from_errno(errno);
		uv_close((uv_handle_t *)&s->poll, on_closed);
		return e;
	}
	s->busy = true;
	s->stale = true;
	s->handlers = *use;
	p->busy_count++;
	uv_ref((uv_handle_t *)&s->poll);
	*out = s;
	return OK;
}

enum err udp_use_send(struct udp_socket *s, struct span data)
{
	if (send(s->fd, data.data, data.len, MSG_DONTWAIT) >= 0)
		return OK;
	return errno == EAGAIN || errno == ENOBUFS ? E_AGAIN : err_from_errno(errno);
}

void udp_use_end(struct udp_socket *s)
{
	struct udp_pool *p = s->pool;
	s->busy = false;
	p->busy_count--;
	/* A port the caller chose is not for anybody else. */
	bool keep = !p->closing && p->idle_count < p->max_idle && addr_port(&s->from) == 0;
	if (!keep) {
		uv_close((uv_handle_t *)&s->poll, on_closed);
		return;
	}
	uv_unref((uv_handle_t *)&s->poll);
	list_append(&p->idle, &s->link);
	p->idle_count++;
}

struct addr udp_use_local(const struct udp_socket *s)
{
	return socket_local(s->fd);
}
