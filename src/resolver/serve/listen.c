/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where we listen: a UDP server and a TCP server for each address.  Invariant: an endpoint that was
 * closed stays as memory until the last client that waits for an answer through it is gone.
 */

#include "resolver/serve/inner.h"

#include "base/mem.h"

#include <unistd.h>

static void tell_arrived(const struct serve *s)
{
	if (s->env.arrived != NULL)
		s->env.arrived(s->env.ctx);
}

static void on_datagrams(void *ctx, struct udp_server *server, struct udp_batch *batch, void *tag)
{
	struct serve *s = ctx;
	struct source source = {.from = tag};
	(void)server;
	tell_arrived(s);
	for (unsigned i = 0; i < batch->count && !s->closing; i++) {
		struct udp_packet *p = &batch->packets[i];
		/* Nobody can answer to port 0; what was cut is nobody's query. */
		if (p->truncated || addr_port(&p->peer) == 0) {
			s->numbers.queries++;
			s->numbers.dropped++;
			continue;
		}
		source.peer = p->peer;
		source.local = p->local;
		size_t len = 0;
		if (serve_message(s, &source, p->data, false, p->reply, &len) == SERVED_REPLY)
			p->reply_len = len;
	}
}

static void on_messages(void *ctx, struct tcp_conn *c, const struct span *msgs, size_t count)
{
	struct serve *s = ctx;
	struct source source = {.from = tcp_conn_tag(c), .tcp = tcp_conn_handle(c)};
	tell_arrived(s);
	for (size_t i = 0; i < count; i++) {
		size_t len = 0;
		uint8_t *room = tcp_reply_room(c);
		switch (serve_message(s, &source, msgs[i], true, room, &len)) {
		case SERVED_REPLY:
			tcp_reply_commit(c, len);
			break;
		case SERVED_DROP:
			tcp_drop(c);
			break;
		case SERVED_LATER: /* pending until endpoint_reply */
			break;
		}
	}
}

static struct tcp_server_limits limits_of(const struct serve *s)
{
	return (struct tcp_server_limits){
		.max_clients = 1000,
		.max_pending = MAX_OF(s->settings.tcp_pipeline, 1u),
		.max_output = 1 << 18,
		.idle_ms = s->settings.tcp_idle_ms,
		.io_ms = 10000,
	};
}

static enum err bind_both(const struct addr *at, int *udp, int *tcp, struct socket_fault *fault)
{
	static const struct socket_options options = {
		.reuse_port = true,
		.backlog = 511,
		.fast_open = 16,
	};
	struct addr same = *at;
	TRY(socket_bind_udp(udp, at, &options, fault));
	if (addr_port(at) == 0) /* the kernel chose: the same for TCP */
		same = socket_local(*udp);
	enum err e = socket_listen(tcp, &same, &options, fault);
	if (e != OK)
		close(*udp);
	return e;
}

static const struct endpoint *find(const struct serve *s, const struct addr *at)
{
	LIST_EACH (it, &s->endpoints) {
		const struct endpoint *e = LIST_ITEM(it, struct endpoint, link);
		if (addr_equal(&e->at, at, true))
			return e;
	}
	return NULL;
}

enum err serve_listen(struct serve *s, const struct addr *at, struct socket_fault *fault)
{
	static const struct tcp_server_events events = {.messages = on_messages};
	int udp = -1, tcp = -1;
	if (addr_family(at) == AF_UNIX)
		return E_INVALID;
	if (find(s, at) != NULL)
		return E_EXISTS;
	TRY(bind_both(at, &udp, &tcp, fault));
	struct endpoint *e = mem_zalloc(sizeof(*e));
	struct tcp_server_limits limits = limits_of(s);
	e->s = s;
	e->at = socket_local(udp);
	enum err err = udp_server_new(&e->udp, s->env.loop, udp, s->batch, on_datagrams, s, e);
	if (err != OK) {
		close(udp);
		close(tcp);
		mem_free(e);
		return err;
	}
	e->tcp = tcp_server_new(s->env.loop, &limits, &events, s);
	list_append(&s->endpoints, &e->link);
	err = tcp_server_listen(e->tcp, tcp, e);
	if (err != OK) {
		struct addr bound = e->at;
		serve_unlisten(s, &bound, false);
	}
	return err;
}

static void on_tcp_closed(void *ctx)
{
	serve_part_closed(ctx);
}

static void endpoint_free_if_idle(struct endpoint *e)
{
	if (e->udp == NULL && e->waiters == 0)
		mem_free(e);
}

static void endpoint_close(struct endpoint *e)
{
	struct serve *s = e->s;
	list_remove(&e->link);
	udp_server_close(e->udp);
	e->udp = NULL;
	struct tcp_server *tcp = e->tcp;
	e->tcp = NULL;
	if (s->closing)
		s->parts++;
	tcp_server_close(tcp, 0, s->closing ? on_tcp_closed : NULL, s);
	endpoint_free_if_idle(e);
}

size_t serve_unlisten(struct serve *s, const struct addr *at, bool any_port)
{
	size_t closed = 0;
	LIST_EACH_SAFE (it, &s->endpoints) {
		struct endpoint *e = LIST_ITEM(it, struct endpoint, link);
		if (!addr_equal(&e->at, at, !any_port))
			continue;
		endpoint_close(e);
		closed++;
	}
	return closed;
}

const struct addr *serve_listener(const struct serve *s, size_t i)
{
	LIST_EACH (it, &s->endpoints) {
		if (i-- == 0)
			return &LIST_ITEM(it, struct endpoint, link)->at;
	}
	return NULL;
}

void endpoints_apply(struct serve *s)
{
	struct tcp_server_limits limits = limits_of(s);
	LIST_EACH (it, &s->endpoints)
		tcp_server_set_limits(LIST_ITEM(it, struct endpoint, link)->tcp, &limits);
}

void endpoints_close(struct serve *s)
{
	LIST_EACH_SAFE (it, &s->endpoints)
		endpoint_close(LIST_ITEM(it, struct endpoint, link));
}

void endpoint_hold(struct endpoint *e)
{
	e->waiters++;
}

void endpoint_release(struct endpoint *e)
{
	e->waiters--;
	endpoint_free_if_idle(e);
}

void endpoint_reply(const struct source *source, bool stream, struct span reply)
{
	const struct endpoint *e = source->from;
	if (e->udp == NULL)
		return; /* no longer listening */
	if (!stream) {
		udp_server_reply(e->udp, &source->peer, &source->local, reply);
		return;
	}
	struct tcp_conn *c = tcp_server_find(e->tcp, source->tcp);
	if (c != NULL)
		tcp_reply(c, reply);
}
