/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A service on a loop with one server below it, which plays the root and answers everything, and
 * a client.  All in one thread: the loop runs while somebody waits.
 */
#pragma once

#include "support.h"

#include "dns/msg_writer.h"
#include "net/socket.h"
#include "resolver/serve/serve.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct world {
	uv_loop_t loop;
	struct engine_hints hints;
	struct engine_env engine;
	struct engine_hooks hooks;
	struct front front;
	struct answer_cache *answers;
	struct serve *serve;
	struct addr at; /* where the service listens */

	/* the server below */
	int server;
	struct addr server_at;
	uv_poll_t server_poll;
	unsigned asked;         /* queries that came */
	struct addr asked_from; /* the last one */
	bool silent;            /* keep the next ones instead of answering */
	unsigned records;       /* A records in each answer */

	/* the client */
	int client;
	uv_poll_t client_poll;
	uv_timer_t guard;
	uint8_t reply[65535];
	size_t reply_len;
	bool late;                                   /* the guard's time is over */
	void (*ended)(void *ctx, struct request *r); /* requests that are over; NULL */
	void *ended_ctx;
};

static inline void world_ended(void *ctx, struct request *r)
{
	const struct world *w = ctx;
	if (w->ended != NULL)
		w->ended(w->ended_ctx, r);
}

/* Octets of an authoritative answer: `records` A records, TTL 60. */
static inline size_t world_answer(struct span query, unsigned records, uint8_t *buf)
{
	struct msg m;
	struct msg_writer w;
	assert_ok(msg_parse(&m, query));
	msg_writer_init(&w, buf, 65535, m.id, MSG_QR | MSG_AA);
	assert_ok(msg_put_question(&w, m.qname.wire, m.qtype, m.qclass));
	for (unsigned i = 0; i < records && m.qtype == RR_A; i++) {
		const uint8_t rdata[4] = {192, 0, 2, (uint8_t)i};
		assert_ok(msg_put_rr(&w, SECTION_ANSWER, m.qname.wire, RR_A, CLASS_IN, 60,
		                     span_of(rdata, 4)));
	}
	return msg_finish(&w);
}

static inline void world_on_query(uv_poll_t *p, int status, int events)
{
	struct world *w = p->data;
	uint8_t query[4096], reply[65535];
	struct addr peer;
	socklen_t peer_len = sizeof(peer);
	(void)status;
	(void)events;
	ssize_t n = recvfrom(w->server, query, sizeof(query), 0, &peer.sa, &peer_len);
	if (n <= 0)
		return;
	w->asked++;
	w->asked_from = peer;
	if (w->silent)
		return;
	size_t len = world_answer(span_of(query, (size_t)n), w->records, reply);
	assert_true(sendto(w->server, reply, len, 0, &peer.sa, peer_len) == (ssize_t)len);
}

static inline void world_on_reply(uv_poll_t *p, int status, int events)
{
	struct world *w = p->data;
	(void)status;
	(void)events;
	ssize_t n = recv(w->client, w->reply, sizeof(w->reply), 0);
	if (n > 0)
		w->reply_len = (size_t)n;
}

static inline void world_on_guard(uv_timer_t *t)
{
	((struct world *)t->data)->late = true;
}

static inline void world_listen(struct world *w)
{
	struct addr any;
	/* A port the kernel gives for UDP may be taken for TCP: then another. */
	assert_ok(addr_parse(&any, span_str("127.0.0.1"), 0));
	enum err e = E_ADDRINUSE;
	for (int i = 0; i < 20 && e == E_ADDRINUSE; i++)
		e = serve_listen(w->serve, &any, SERVE_DNS, false, NULL);
	assert_ok(e);
	struct serve_place place;
	assert_true(serve_listener(w->serve, 0, &place));
	w->at = place.at;
}

static inline void world_init(struct world *w)
{
	struct cache_options cache_options;
	struct addr any;
	memset(w, 0, sizeof(*w));
	w->records = 1;
	assert_ok(uv_loop_init(&w->loop));
	assert_ok(addr_parse(&any, span_str("127.0.0.1"), 0));
	assert_ok(socket_bind_udp(&w->server, &any, NULL, NULL));
	w->server_at = socket_local(w->server);
	hints_clear(&w->hints);
	assert_ok(hints_add(&w->hints, name_root, addr_octets(&w->server_at), 53));
	cache_options_init(&cache_options);
	w->answers = answer_cache_new(1 << 20);
	w->engine = (struct engine_env){
		.cache = cache_new(&cache_options),
		.upstream = up_new(100),
		.hints = &w->hints,
		.hooks = &w->hooks,
	};
	const struct serve_env env = {.loop = &w->loop,
	                              .engine = &w->engine,
	                              .front = &w->front,
	                              .answers = w->answers,
	                              .ended = world_ended,
	                              .ctx = w};
	w->serve = serve_new(&env);
	struct serve_settings *set = serve_settings(w->serve);
	set->lab_port = addr_port(&w->server_at);
	set->request.minimise = false;
	set->request.allow_local = true;
	serve_apply(w->serve);
	world_listen(w);
	w->client = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_ok(connect(w->client, &w->at.sa, addr_len(&w->at)));
	uv_poll_init(&w->loop, &w->server_poll, w->server);
	uv_poll_init(&w->loop, &w->client_poll, w->client);
	uv_timer_init(&w->loop, &w->guard);
	w->server_poll.data = w->client_poll.data = w->guard.data = w;
	uv_poll_start(&w->server_poll, UV_READABLE, world_on_query);
	uv_poll_start(&w->client_poll, UV_READABLE, world_on_reply);
}

static inline void world_deinit(struct world *w)
{
	struct rrcache *cache = w->engine.cache;
	serve_close(w->serve, NULL, NULL);
	uv_close((uv_handle_t *)&w->server_poll, NULL);
	uv_close((uv_handle_t *)&w->client_poll, NULL);
	uv_close((uv_handle_t *)&w->guard, NULL);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_ok(uv_loop_close(&w->loop));
	close(w->server);
	close(w->client);
	cache_free(cache);
	up_free(w->engine.upstream);
	answer_cache_free(w->answers);
}

/* Run the loop until there is a reply; false after so long without one. */
static inline bool world_wait(struct world *w, unsigned ms)
{
	w->late = false;
	uv_update_time(&w->loop);
	uv_timer_start(&w->guard, world_on_guard, ms, 0);
	while (w->reply_len == 0 && !w->late)
		uv_run(&w->loop, UV_RUN_ONCE);
	uv_timer_stop(&w->guard);
	return w->reply_len > 0;
}

static inline void world_send(struct world *w, struct span message)
{
	w->reply_len = 0;
	assert_true(send(w->client, message.data, message.len, 0) == (ssize_t)message.len);
}

/* Octets of a query with RD and, if size is not 0, EDNS. */
static inline size_t world_query(uint8_t *buf, uint16_t id, const char *name, uint16_t type,
                                 uint16_t size)
{
	struct msg_writer w;
	struct name n;
	assert_ok(name_parse_str(&n, name));
	msg_writer_init(&w, buf, 512, id, MSG_RD);
	assert_ok(msg_put_question(&w, n.wire, type, CLASS_IN));
	if (size > 0)
		assert_ok(msg_put_rr(&w, SECTION_ADDITIONAL, name_root, RR_OPT, size, 0,
		                     span_of("", 0)));
	return msg_finish(&w);
}

/* Ask and parse the reply, which must come. */
static inline void world_ask(struct world *w, const char *name, uint16_t type, uint16_t size,
                             struct msg *out)
{
	uint8_t query[512];
	size_t len = world_query(query, 0x1234, name, type, size);
	world_send(w, span_of(query, len));
	assert_true(world_wait(w, 8000));
	assert_ok(msg_parse(out, span_of(w->reply, w->reply_len)));
	assert_int_equal(out->id, 0x1234);
}
