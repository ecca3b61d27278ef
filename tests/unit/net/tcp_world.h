/* SPDX-License-Identifier: BSD-2-Clause */
/* A stream server on a loop and plain client sockets against it, in one thread. */
#pragma once

#include "support.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/wire.h"
#include "net/socket.h"
#include "net/tcp_server.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { WORLD_PATIENCE_MS = 5000 };

struct tcp_world {
	uv_loop_t loop;
	struct tcp_server *server;
	struct addr at;
	struct tcp_timeouts timeouts;
	unsigned opened;
	unsigned closed;
	unsigned calls; /* of messages() */
	unsigned messages;
	bool refuse; /* new connections */
	/* What to do with messages: NULL echoes at once. */
	void (*handle)(struct tcp_world *w, struct tcp_conn *c, struct span msg);
	struct tcp_conn *conn; /* the last that opened */
	struct tcp_handle handle_of_last;
	void *extra;
};

static inline bool world_opened(void *ctx, struct tcp_conn *c)
{
	struct tcp_world *w = ctx;
	w->opened++;
	w->conn = c;
	w->handle_of_last = tcp_conn_handle(c);
	return !w->refuse;
}

static inline void world_messages(void *ctx, struct tcp_conn *c, const struct span *msgs,
                                  size_t count)
{
	struct tcp_world *w = ctx;
	w->calls++;
	for (size_t i = 0; i < count; i++) {
		w->messages++;
		if (w->handle != NULL) {
			w->handle(w, c, msgs[i]);
			continue;
		}
		memcpy(tcp_reply_room(c), msgs[i].data, msgs[i].len);
		tcp_reply_commit(c, msgs[i].len);
	}
}

static inline void world_closed(void *ctx, struct tcp_conn *c)
{
	struct tcp_world *w = ctx;
	(void)c;
	w->closed++;
}

static inline struct tcp_server_limits world_limits(void)
{
	return (struct tcp_server_limits){
		.max_clients = 10,
		.max_pending = 1000,
		.max_output = 1 << 20,
		.idle_ms = 0,
		.io_ms = 0,
	};
}

static inline void world_init(struct tcp_world *w, struct tcp_server_limits limits)
{
	const struct tcp_server_events events = {
		.opened = world_opened,
		.messages = world_messages,
		.closed = world_closed,
		.timeouts = &w->timeouts,
	};
	int fd = -1;
	*w = (struct tcp_world){.refuse = false};
	uv_loop_init(&w->loop);
	w->server = tcp_server_new(&w->loop, &limits, &events, w);
	assert_ok(addr_parse(&w->at, span_str("127.0.0.1"), 0));
	assert_ok(socket_listen(&fd, &w->at, NULL, NULL));
	w->at = socket_local(fd);
	assert_ok(tcp_server_listen(w->server, fd, w));
}

static inline void world_done(void *ctx)
{
	*(bool *)ctx = true;
}

static inline void world_deinit(struct tcp_world *w)
{
	bool done = false;
	tcp_server_close(w->server, 0, world_done, &done);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_true(done);
	assert_int_equal(w->opened, w->closed);
	assert_int_equal(uv_loop_close(&w->loop), 0);
}

/* Run the loop until a condition holds; fails when it never does. */
#define WORLD_UNTIL(w, condition)                                                                  \
	do {                                                                                       \
		struct mono end_ = mono_add_ms(clock_mono(), WORLD_PATIENCE_MS);                   \
		while (!(condition)) {                                                             \
			assert_false(mono_reached(clock_mono(), end_));                            \
			uv_run(&(w)->loop, UV_RUN_NOWAIT);                                         \
		}                                                                                  \
	} while (0)

/* A connected client socket, non-blocking. */
static inline int world_connect(struct tcp_world *w)
{
	int fd = -1;
	assert_ok(socket_connect_stream(&fd, &w->at, NULL, false));
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	assert_int_equal(poll(&p, 1, WORLD_PATIENCE_MS), 1);
	return fd;
}

static inline void world_send(int fd, const void *data, size_t len)
{
	assert_int_equal(send(fd, data, len, MSG_NOSIGNAL), (ssize_t)len);
}

/* Send one framed message. */
static inline void world_ask(int fd, const void *data, size_t len)
{
	uint8_t head[2];
	wire_set_u16(head, (uint16_t)len);
	world_send(fd, head, 2);
	world_send(fd, data, len);
}

/* Read exactly len octets while the loop runs. */
static inline void world_read(struct tcp_world *w, int fd, void *out, size_t len)
{
	struct mono end = mono_add_ms(clock_mono(), WORLD_PATIENCE_MS);
	size_t at = 0;
	while (at < len) {
		assert_false(mono_reached(clock_mono(), end));
		uv_run(&w->loop, UV_RUN_NOWAIT);
		ssize_t n = recv(fd, (uint8_t *)out + at, len - at, MSG_DONTWAIT);
		assert_true(n > 0 || (n < 0 && errno == EAGAIN));
		at += n > 0 ? (size_t)n : 0;
	}
}

/* Has the server closed this connection? */
static inline bool world_is_closed(int fd)
{
	uint8_t octet;
	ssize_t n = recv(fd, &octet, 1, MSG_DONTWAIT);
	return n == 0 || (n < 0 && errno == ECONNRESET);
}
