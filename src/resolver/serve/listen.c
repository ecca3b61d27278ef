/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where we listen: a UDP server and a TCP server for each address, or one for TLS.  Invariant: an
 * endpoint that was closed stays as memory until the last client that waits for an answer through
 * it is gone.
 */

#include "resolver/serve/inner.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void tell_arrived(const struct serve *s)
{
	if (s->env.arrived != NULL)
		s->env.arrived(s->env.ctx);
}

static bool is_proxy(const struct serve *s, const struct addr *peer)
{
	for (size_t i = 0; i < s->proxies.count; i++) {
		if (addr_range_has(&s->proxies.items[i], peer))
			return true;
	}
	return false;
}

void source_addresses(const struct source *source, struct addr *from, struct addr *at)
{
	const struct proxy_header *p = source->proxied;
	*from = p != NULL ? p->from : source->peer;
	if (p != NULL) {
		*at = p->to;
		return;
	}
	/* Without an address of its own the socket is bound to one. */
	*at = addr_family(&source->local) == AF_UNSPEC ? source->from->at : source->local;
	if (addr_port(at) == 0)
		addr_set_port(at, addr_port(&source->from->at));
}

/* Take off what a proxy put in front of a datagram; false: that is broken. */
static bool unwrap(const struct serve *s, struct source *source, struct span *message,
                   struct proxy_header *header)
{
	source->proxied = NULL;
	source->tls = false;
	if (LIKELY(s->proxies.count == 0) || !is_proxy(s, &source->peer))
		return true;
	switch (proxy_read(header, *message)) {
	case PROXY_NONE:
		return true;
	case PROXY_MORE:
	case PROXY_BAD:
		return false;
	case PROXY_GOOD:
		break;
	}
	*message = span_skip(*message, header->len);
	if (addr_family(&header->from) != AF_UNSPEC) {
		source->proxied = header;
		source->tls = header->has_tls;
	}
	return true;
}

static enum tcp_early on_early(void *ctx, struct tcp_conn *c, struct span octets, size_t *used)
{
	struct serve *s = ctx;
	struct proxy_header header;
	*used = 0;
	if (!is_proxy(s, tcp_conn_peer(c)))
		return TCP_EARLY_DONE;
	switch (proxy_read(&header, octets)) {
	case PROXY_NONE:
		return TCP_EARLY_DONE;
	case PROXY_MORE:
		return TCP_EARLY_MORE;
	case PROXY_BAD:
		return TCP_EARLY_BAD;
	case PROXY_GOOD:
		break;
	}
	*used = header.len;
	if (addr_family(&header.from) != AF_UNSPEC) {
		tcp_conn_set_addresses(c, &header.from, &header.to);
		tcp_conn_set_user(c, header.has_tls ? s : NULL); /* a mark */
	}
	return TCP_EARLY_DONE;
}

static void on_datagrams(void *ctx, struct udp_server *server, struct udp_batch *batch, void *tag)
{
	struct serve *s = ctx;
	struct source source = {.from = tag};
	struct proxy_header header;
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
		struct span message = p->data;
		if (!unwrap(s, &source, &message, &header)) {
			s->numbers.queries++;
			s->numbers.dropped++;
			continue;
		}
		if (serve_message(s, &source, message, false, p->reply, &len) == SERVED_REPLY)
			p->reply_len = len;
	}
}

static void on_messages(void *ctx, struct tcp_conn *c, const struct span *msgs, size_t count)
{
	struct serve *s = ctx;
	struct source source = {.from = tcp_conn_tag(c),
	                        .peer = *tcp_conn_peer(c),
	                        .local = *tcp_conn_local(c),
	                        .tls = tcp_conn_has_tls(c) || tcp_conn_user(c) != NULL,
	                        .tcp = tcp_conn_handle(c)};
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
		.shake_ms = s->settings.tls_handshake_ms,
	};
}

static struct socket_options socket_how(bool free_bind)
{
	return (struct socket_options){
		.reuse_port = true, .free_bind = free_bind, .backlog = 511, .fast_open = 16};
}

static enum err bind_both(const struct addr *at, const struct socket_options *how, int *udp,
                          int *tcp, struct socket_fault *fault)
{
	struct addr same = *at;
	TRY(socket_bind_udp(udp, at, how, fault));
	if (addr_port(at) == 0) /* the kernel chose: the same for TCP */
		same = socket_local(*udp);
	enum err e = socket_listen(tcp, &same, how, fault);
	if (e != OK)
		close(*udp);
	return e;
}

struct endpoint *endpoint_find(const struct serve *s, const struct addr *at)
{
	LIST_EACH (it, &s->endpoints) {
		struct endpoint *e = LIST_ITEM(it, struct endpoint, link);
		if (addr_equal(&e->at, at, true))
			return e;
	}
	return NULL;
}

static void on_tcp_closed(void *ctx)
{
	serve_part_closed(ctx);
}

static void endpoint_free_if_idle(struct endpoint *e)
{
	if (!e->open && e->waiters == 0)
		mem_free(e);
}

static void endpoint_close(struct endpoint *e)
{
	struct serve *s = e->s;
	struct tcp_server *tcp = e->tcp;
	list_remove(&e->link);
	if (e->udp != NULL)
		udp_server_close(e->udp);
	e->open = false;
	e->udp = NULL;
	e->tcp = NULL;
	if (tcp != NULL) {
		s->parts += s->closing;
		tcp_server_close(tcp, 0, s->closing ? on_tcp_closed : NULL, s);
	}
	endpoint_free_if_idle(e);
}

static struct endpoint *endpoint_new(struct serve *s, const struct addr *at, bool has_tls)
{
	struct endpoint *e = mem_zalloc(sizeof(*e));
	e->s = s;
	e->at = *at;
	e->has_tls = has_tls;
	e->open = true;
	list_append(&s->endpoints, &e->link);
	return e;
}

/* The socket is the endpoint's on success only. */
static enum err add_udp(struct endpoint *e, int fd)
{
	struct serve *s = e->s;
	if (s->filter >= 0)
		TRY(socket_set_filter(fd, s->filter));
	return udp_server_new(&e->udp, s->env.loop, fd, s->batch, on_datagrams, s, e);
}

static enum err add_tcp(struct endpoint *e, int fd)
{
	static const struct tcp_server_events events = {.messages = on_messages, .early = on_early};
	struct serve *s = e->s;
	struct tcp_server_limits limits = limits_of(s);
	struct tcp_server *tcp = tcp_server_new(s->env.loop, &limits, &events, s);
	if (e->has_tls)
		tcp_server_set_tls(tcp, s->creds);
	enum err err = s->filter >= 0 ? socket_set_filter(fd, s->filter) : OK;
	if (err == OK)
		err = e->has_tls ? tcp_server_listen_tls(tcp, fd, e)
		                 : tcp_server_listen(tcp, fd, e);
	e->tcp_fd = fd;
	if (err == OK)
		e->tcp = tcp;
	else
		tcp_server_close(tcp, 0, NULL, NULL);
	return err;
}

static enum err listen_dns(struct serve *s, const struct addr *at, const struct socket_options *how,
                           struct socket_fault *fault)
{
	int udp = -1, tcp = -1;
	TRY(bind_both(at, how, &udp, &tcp, fault));
	struct addr bound = socket_local(udp);
	struct endpoint *e = endpoint_new(s, &bound, false);
	enum err err = add_udp(e, udp);
	if (err != OK)
		close(udp);
	if (err == OK)
		err = add_tcp(e, tcp);
	if (e->tcp == NULL) {
		close(tcp);
		endpoint_close(e);
	}
	return err;
}

static void use_ticket_secret(struct serve *s)
{
	if (s->creds != NULL && s->ticket_secret_len > 0)
		tls_creds_set_ticket_secret(s->creds,
		                            span_of(s->ticket_secret, s->ticket_secret_len));
}

static enum err creds_ensure(struct serve *s)
{
	char host[256] = "localhost";
	if (s->creds != NULL)
		return OK;
	if (gethostname(host, sizeof(host) - 1) != 0)
		memcpy(host, "localhost", sizeof("localhost"));
	TRY(tls_creds_make(&s->creds, host, clock_wall().s));
	use_ticket_secret(s);
	return OK;
}

static enum err listen_tls(struct serve *s, const struct addr *at, const struct socket_options *how,
                           struct socket_fault *fault)
{
	int tcp = -1;
	TRY(creds_ensure(s));
	TRY(socket_listen(&tcp, at, how, fault));
	struct addr bound = socket_local(tcp);
	struct endpoint *e = endpoint_new(s, &bound, true);
	enum err err = add_tcp(e, tcp);
	if (err != OK) {
		close(tcp);
		endpoint_close(e);
	}
	return err;
}

enum err serve_listen(struct serve *s, const struct addr *at, enum serve_kind kind, bool free_bind,
                      struct socket_fault *fault)
{
	const struct socket_options how = socket_how(free_bind);
	if (addr_family(at) == AF_UNIX)
		return E_INVALID;
	if (endpoint_find(s, at) != NULL)
		return E_EXISTS;
	return kind == SERVE_TLS ? listen_tls(s, at, &how, fault) : listen_dns(s, at, &how, fault);
}

enum err serve_adopt(struct serve *s, int fd, enum serve_kind kind, struct socket_fault *fault)
{
	const struct socket_options how = socket_how(false);
	struct addr at;
	bool stream;
	TRY(socket_adopt(fd, &how, &at, &stream, fault));
	bool has_tls = kind == SERVE_TLS;
	struct endpoint *e = endpoint_find(s, &at);
	if (has_tls && !stream)
		return E_INVALID;
	if (e != NULL && (e->has_tls || has_tls || (stream ? e->tcp != NULL : e->udp != NULL)))
		return E_EXISTS;
	if (has_tls)
		TRY(creds_ensure(s));
	bool fresh = e == NULL;
	if (fresh)
		e = endpoint_new(s, &at, has_tls);
	enum err err = stream ? add_tcp(e, fd) : add_udp(e, fd);
	if (err != OK && fresh)
		endpoint_close(e);
	return err;
}

void serve_set_tls(struct serve *s, struct tls_creds *creds)
{
	struct tls_creds *old = s->creds;
	s->creds = tls_creds_ref(creds);
	tls_creds_unref(old);
	use_ticket_secret(s);
	LIST_EACH (it, &s->endpoints) {
		struct endpoint *e = LIST_ITEM(it, struct endpoint, link);
		if (e->has_tls)
			tcp_server_set_tls(e->tcp, creds);
	}
}

void serve_set_ticket_secret(struct serve *s, struct span secret)
{
	s->ticket_secret_len = MIN_OF(secret.len, sizeof(s->ticket_secret));
	memcpy(s->ticket_secret, secret.data, s->ticket_secret_len);
	use_ticket_secret(s);
}

void serve_set_proxies(struct serve *s, const struct addr_range *ranges, size_t count)
{
	s->proxies.count = 0;
	for (size_t i = 0; i < count; i++)
		VEC_PUSH(&s->proxies, ranges[i]);
}

static enum err filter_everywhere(struct serve *s, int program)
{
	LIST_EACH (it, &s->endpoints) {
		const struct endpoint *e = LIST_ITEM(it, struct endpoint, link);
		if (e->udp != NULL)
			TRY(socket_set_filter(udp_server_fd(e->udp), program));
		if (e->tcp != NULL)
			TRY(socket_set_filter(e->tcp_fd, program));
	}
	return OK;
}

enum err serve_set_filter(struct serve *s, int fd)
{
	enum { DESCRIPTORS_FROM = 3 };
	int program = -1, probe;
	if (fd >= 0) {
		program = fcntl(fd, F_DUPFD_CLOEXEC, DESCRIPTORS_FROM);
		if (program < 0)
			return err_from_errno(errno);
		/* Where nobody listens it is tried, too. */
		enum err e = socket_udp_client(&probe, AF_INET, NULL);
		if (e == OK) {
			e = socket_set_filter(probe, program);
			close(probe);
		}
		if (e == OK)
			e = filter_everywhere(s, program);
		if (e != OK) {
			(void)filter_everywhere(s, s->filter);
			close(program);
			return e;
		}
	} else {
		TRY(filter_everywhere(s, -1));
	}
	if (s->filter >= 0)
		close(s->filter);
	s->filter = program;
	return OK;
}

const struct tls_creds *serve_tls(const struct serve *s)
{
	return s->creds;
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

bool serve_listener(const struct serve *s, size_t i, struct serve_place *out)
{
	LIST_EACH (it, &s->endpoints) {
		const struct endpoint *e = LIST_ITEM(it, struct endpoint, link);
		if (i-- > 0)
			continue;
		*out = (struct serve_place){
			.at = e->at,
			.udp = e->udp != NULL,
			.tcp = e->tcp != NULL,
			.tls = e->has_tls,
		};
		return true;
	}
	return false;
}

void endpoints_apply(struct serve *s)
{
	struct tcp_server_limits limits = limits_of(s);
	LIST_EACH (it, &s->endpoints) {
		const struct endpoint *e = LIST_ITEM(it, struct endpoint, link);
		if (e->tcp != NULL)
			tcp_server_set_limits(e->tcp, &limits);
	}
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
	if (!e->open)
		return; /* no longer listening */
	if (!stream) {
		if (reply.len > 0)
			udp_server_reply(e->udp, &source->peer, &source->local, reply);
		return;
	}
	struct tcp_conn *c = tcp_server_find(e->tcp, source->tcp);
	if (c == NULL)
		return;
	if (reply.len > 0)
		tcp_reply(c, reply);
	else
		tcp_drop(c);
}
