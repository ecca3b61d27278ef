/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server that does as it is told: a thread with a UDP socket and a TCP listener on one port.
 * Each query takes the next step of the script.
 */
#pragma once

#include "support.h"

#include "base/mem.h"
#include "base/wire.h"
#include "dns/msg.h"
#include "net/socket.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum fake_step {
	FAKE_ANSWER,        /* echo with QR: the right answer */
	FAKE_SILENT,        /* nothing */
	FAKE_WRONG_ID,      /* a wrong id, then the right answer */
	FAKE_WRONG_NAME,    /* another question, then the right answer */
	FAKE_LOWER_CASE,    /* the question in lower case */
	FAKE_NOT_REPLY,     /* without QR, then the right answer */
	FAKE_TRUNCATED,     /* with TC */
	FAKE_SERVFAIL_BARE, /* RCODE 2 without a question */
	FAKE_CLOSE,         /* TCP: close the connection */
	FAKE_TWICE,         /* the right answer, two times */
	FAKE_END,
};

struct fake_server {
	pthread_t thread;
	struct addr at;
	int udp;
	int tcp;
	int stop;
	const enum fake_step *script; /* the last step repeats */
	size_t step;
	atomic_uint udp_queries;
	atomic_uint tcp_queries;
	atomic_uint connections;
};

typedef void fake_send_fn(void *ctx, const uint8_t *msg, size_t len);

static inline void fake_reply(struct fake_server *f, const uint8_t *query, size_t len,
                              fake_send_fn *send_one, void *ctx)
{
	uint8_t good[MSG_MAX_LEN], bad[MSG_MAX_LEN];
	enum fake_step step = f->script[f->step];
	if (f->script[f->step + 1] != FAKE_END)
		f->step++;
	memcpy(good, query, len);
	good[2] |= 0x80;
	memcpy(bad, good, len);
	switch (step) {
	case FAKE_WRONG_ID:
		bad[0] ^= 0xff;
		send_one(ctx, bad, len);
		break;
	case FAKE_WRONG_NAME:
		bad[MSG_HEADER_LEN + 1] ^= 1;
		send_one(ctx, bad, len);
		break;
	case FAKE_NOT_REPLY:
		send_one(ctx, query, len);
		break;
	case FAKE_LOWER_CASE:
		name_lower(good + MSG_HEADER_LEN, len - MSG_HEADER_LEN - 4);
		break;
	case FAKE_TRUNCATED:
		good[2] |= 0x02;
		break;
	case FAKE_SERVFAIL_BARE:
		good[3] = RCODE_SERVFAIL;
		good[5] = 0;
		send_one(ctx, good, MSG_HEADER_LEN);
		return;
	case FAKE_TWICE:
		send_one(ctx, good, len);
		break;
	case FAKE_SILENT:
	case FAKE_CLOSE:
		return;
	default:
		break;
	}
	send_one(ctx, good, len);
}

struct fake_peer {
	struct fake_server *f;
	int fd;
	struct addr peer;
};

static inline void fake_send_udp(void *ctx, const uint8_t *msg, size_t len)
{
	struct fake_peer *p = ctx;
	if (sendto(p->fd, msg, len, 0, &p->peer.sa, addr_len(&p->peer)) < 0)
		return;
}

static inline void fake_send_tcp(void *ctx, const uint8_t *msg, size_t len)
{
	struct fake_peer *p = ctx;
	uint8_t head[2];
	wire_set_u16(head, (uint16_t)len);
	if (send(p->fd, head, 2, MSG_NOSIGNAL) < 0 || send(p->fd, msg, len, MSG_NOSIGNAL) < 0)
		return;
}

/* One framed query; false when the connection is over. */
static inline bool fake_serve_tcp(struct fake_server *f, int fd)
{
	uint8_t head[2], query[512];
	struct fake_peer p = {.f = f, .fd = fd};
	if (recv(fd, head, 2, MSG_WAITALL) != 2)
		return false;
	size_t len = wire_get_u16(head);
	if (len > sizeof(query) || recv(fd, query, len, MSG_WAITALL) != (ssize_t)len)
		return false;
	f->tcp_queries++;
	bool close_now = f->script[f->step] == FAKE_CLOSE;
	fake_reply(f, query, len, fake_send_tcp, &p);
	return !close_now;
}

static inline void fake_serve_udp(struct fake_server *f)
{
	uint8_t query[512];
	struct fake_peer p = {.f = f, .fd = f->udp};
	socklen_t peer_len = sizeof(p.peer);
	memset(&p.peer, 0, sizeof(p.peer));
	ssize_t n = recvfrom(f->udp, query, sizeof(query), 0, &p.peer.sa, &peer_len);
	if (n < MSG_HEADER_LEN)
		return;
	f->udp_queries++;
	fake_reply(f, query, (size_t)n, fake_send_udp, &p);
}

static inline void *fake_run(void *ctx)
{
	enum { UDP, TCP, STOP, FIRST };
	struct fake_server *f = ctx;
	struct pollfd fds[FIRST + 8] = {
		{.fd = f->udp, .events = POLLIN},
		{.fd = f->tcp, .events = POLLIN},
		{.fd = f->stop, .events = POLLIN},
	};
	for (size_t i = FIRST; i < ARRAY_LEN(fds); i++)
		fds[i] = (struct pollfd){.fd = -1, .events = POLLIN};
	while (fds[STOP].revents == 0 && poll(fds, ARRAY_LEN(fds), -1) > 0) {
		if (fds[UDP].revents != 0)
			fake_serve_udp(f);
		for (size_t i = FIRST; i < ARRAY_LEN(fds); i++) {
			if (fds[i].fd >= 0 && fds[i].revents != 0 &&
			    !fake_serve_tcp(f, fds[i].fd)) {
				close(fds[i].fd);
				fds[i].fd = -1;
			}
		}
		if (fds[TCP].revents == 0)
			continue;
		int fd = accept(f->tcp, NULL, NULL);
		f->connections++;
		for (size_t i = FIRST; i < ARRAY_LEN(fds) && fd >= 0; i++) {
			if (fds[i].fd < 0) {
				fds[i].fd = fd;
				fd = -1;
			}
		}
	}
	for (size_t i = FIRST; i < ARRAY_LEN(fds); i++)
		if (fds[i].fd >= 0)
			close(fds[i].fd);
	return NULL;
}

static inline void fake_start(struct fake_server *f, const enum fake_step *script)
{
	memset(f, 0, sizeof(*f));
	f->script = script;
	f->stop = eventfd(0, EFD_CLOEXEC);
	assert_ok(addr_parse(&f->at, span_str("127.0.0.1"), 0));
	/* A port that is free for both. */
	for (;;) {
		struct addr at = f->at;
		assert_ok(socket_listen(&f->tcp, &at, NULL, NULL));
		at = socket_local(f->tcp);
		if (socket_bind_udp(&f->udp, &at, NULL, NULL) == OK) {
			f->at = at;
			break;
		}
		close(f->tcp);
	}
	assert_int_equal(pthread_create(&f->thread, NULL, fake_run, f), 0);
}

static inline void fake_stop(struct fake_server *f)
{
	assert_int_equal(eventfd_write(f->stop, 1), 0);
	pthread_join(f->thread, NULL);
	close(f->udp);
	close(f->tcp);
	close(f->stop);
}

/* "WwW.tesT. A IN" with RD. */
static inline struct span fake_query(void)
{
	static const uint8_t query[] = "\x12\x34\x01\0\0\1\0\0\0\0\0\0\3WwW\4tesT\0\0\1\0\1";
	return span_of(query, sizeof(query) - 1);
}
