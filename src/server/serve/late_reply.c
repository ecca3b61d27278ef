/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Late replies.  UDP: a duplicate of the worker's descriptor, so that the reply leaves by the
 * socket its query came to.  TCP: a list under a lock and the loop's uv_async; `wake` is used under
 * the lock only, so that it cannot be closed meanwhile.
 */

#include "server/serve/late_reply.h"

#include "base/list.h"
#include "base/mem.h"
#include "net/udp_batch.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* ---- UDP ---- */

struct late_socket {
	_Atomic unsigned refs;
	int fd;
};

struct udp_return {
	struct late_socket *socket;
	struct addr peer, local;
};

struct late_socket *late_socket_new(int fd)
{
	struct late_socket *s = mem_zalloc(sizeof(*s));
	atomic_init(&s->refs, 1);
	s->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return s;
}

void late_socket_unref(struct late_socket *s)
{
	if (atomic_fetch_sub(&s->refs, 1) > 1)
		return;
	if (s->fd >= 0)
		close(s->fd);
	mem_free(s);
}

static void send_udp(void *ctx, struct span reply)
{
	struct udp_return *r = ctx;
	if (reply.len > 0 && udp_send(r->socket->fd, &r->peer, &r->local, reply) != OK)
		reply.len = 0; /* lost, as UDP may */
	late_socket_unref(r->socket);
	mem_free(r);
}

struct ddns_return late_by_udp(struct late_socket *s, const struct addr *peer,
                               const struct addr *local)
{
	struct udp_return *r = mem_alloc(sizeof(*r));
	*r = (struct udp_return){.socket = s, .peer = *peer, .local = *local};
	atomic_fetch_add(&s->refs, 1);
	return (struct ddns_return){send_udp, r};
}

/* ---- TCP ---- */

struct late_queue {
	_Atomic unsigned refs;
	pthread_mutex_t lock;
	struct list replies;
	uv_async_t *wake; /* NULL: the loop ends */
};

struct tcp_return {
	struct list link;
	struct late_queue *queue;
	struct tcp_handle conn;
	uint8_t *reply;
	size_t len;
};

struct late_queue *late_queue_new(uv_async_t *wake)
{
	struct late_queue *q = mem_zalloc(sizeof(*q));
	atomic_init(&q->refs, 1);
	pthread_mutex_init(&q->lock, NULL);
	list_init(&q->replies);
	q->wake = wake;
	return q;
}

static void return_free(struct tcp_return *r)
{
	mem_free(r->reply);
	mem_free(r);
}

static void queue_unref(struct late_queue *q)
{
	if (atomic_fetch_sub(&q->refs, 1) > 1)
		return;
	pthread_mutex_destroy(&q->lock);
	mem_free(q);
}

static void queue_take(struct late_queue *q, struct list *out)
{
	pthread_mutex_lock(&q->lock);
	while (!list_is_empty(&q->replies)) {
		struct list *link = q->replies.next;
		list_remove(link);
		list_append(out, link);
	}
	pthread_mutex_unlock(&q->lock);
}

void late_queue_close(struct late_queue *q)
{
	struct list left;
	list_init(&left);
	pthread_mutex_lock(&q->lock);
	q->wake = NULL;
	pthread_mutex_unlock(&q->lock);
	queue_take(q, &left);
	LIST_EACH_SAFE (it, &left)
		return_free(LIST_ITEM(it, struct tcp_return, link));
	queue_unref(q);
}

static void send_tcp(void *ctx, struct span reply)
{
	struct tcp_return *r = ctx;
	struct late_queue *q = r->queue;
	r->reply = reply.len > 0 ? mem_dup(reply.data, reply.len) : NULL;
	r->len = reply.len;
	pthread_mutex_lock(&q->lock);
	bool is_open = q->wake != NULL;
	if (is_open) {
		list_append(&q->replies, &r->link);
		uv_async_send(q->wake);
	}
	pthread_mutex_unlock(&q->lock);
	if (!is_open)
		return_free(r);
	queue_unref(q);
}

struct ddns_return late_by_tcp(struct late_queue *q, struct tcp_handle conn)
{
	struct tcp_return *r = mem_zalloc(sizeof(*r));
	list_init(&r->link);
	r->queue = q;
	r->conn = conn;
	atomic_fetch_add(&q->refs, 1);
	return (struct ddns_return){send_tcp, r};
}

void late_queue_deliver(struct late_queue *q, struct tcp_server *server)
{
	struct list taken;
	list_init(&taken);
	queue_take(q, &taken);
	LIST_EACH_SAFE (it, &taken) {
		struct tcp_return *r = LIST_ITEM(it, struct tcp_return, link);
		struct tcp_conn *c = tcp_server_find(server, r->conn);
		if (c != NULL && r->len > 0)
			tcp_reply(c, span_of(r->reply, r->len));
		else if (c != NULL)
			tcp_drop(c);
		return_free(r);
	}
}
