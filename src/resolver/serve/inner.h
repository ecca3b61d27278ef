/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this folder share; for nobody else. */
#pragma once

#include "base/heap.h"
#include "base/list.h"
#include "client/exchange.h"
#include "net/proxy.h"
#include "net/tcp_server.h"
#include "net/udp_server.h"
#include "resolver/serve/crowd.h"
#include "resolver/serve/reply.h"
#include "resolver/serve/serve.h"

enum { SERVE_BUCKETS = 1024 };

/* A place where we listen. Lives until it is closed and nobody waits for an answer from it. */
struct endpoint {
	struct serve *s;
	struct list link; /* in s->endpoints while open */
	struct addr at;
	bool open;
	bool has_tls;           /* and no UDP */
	struct udp_server *udp; /* NULL: closed, TLS, or a lone inherited stream socket */
	struct tcp_server *tcp; /* NULL: closed, or a lone inherited datagram socket */
	int tcp_fd;             /* with tcp: what it accepts from; the server's */
	unsigned waiters;
};

/* Whom an answer goes to. */
struct source {
	struct endpoint *from;
	struct addr peer;
	struct addr local; /* unset for UDP but on a wildcard address */
	bool tls;          /* it came so, to us or to a proxy */
	/* Of a datagram that a proxy passed on, whom it is from and was to; for the call only.
	 * NULL: from the peer */
	const struct proxy_header *proxied;
	struct tcp_handle tcp; /* stream */
};

struct serve {
	struct serve_env env;
	struct serve_settings settings;
	struct exchanger *exchanger;
	struct udp_batch *batch;
	uint8_t ticket_secret[SERVE_SECRET_MAX];
	size_t ticket_secret_len;       /* 0: each credentials' own */
	VEC(struct addr_range) proxies; /* who may say that others are the clients */
	int filter;                     /* program that sees what arrives; negative: none */
	struct tls_creds *creds;        /* that TLS clients are shown; NULL: none yet */
	struct list endpoints;
	struct list tasks;                  /* all that run */
	struct list buckets[SERVE_BUCKETS]; /* the same by question */
	struct list spare;                  /* tasks that ended, to be used again */
	unsigned spare_count;
	unsigned waiter_count;
	struct crowd *crowd; /* of them */
	uint32_t task_serial;
	struct heap timers;
	uv_timer_t timer;
	uv_idle_t soon; /* active while something is due now */
	struct serve_numbers numbers;
	unsigned parts; /* still to be closed */
	bool closing;
	void (*done)(void *);
	void *done_ctx;
	uint8_t message[MSG_MAX_LEN]; /* where answers are written */
};

/* ---- service.c ---- */

enum served { SERVED_REPLY, SERVED_DROP, SERVED_LATER };

/*
 * Work on one message of a client.
 *
 * reply, *len  room for a reply of SERVE_REPLY_ROOM octets over UDP, of 65535 over a stream; *len
 *              is set with SERVED_REPLY
 */
enum served serve_message(struct serve *s, const struct source *source, struct span message,
                          bool stream, uint8_t *reply, size_t *len);
enum { SERVE_REPLY_ROOM = ANSWER_MESSAGE_MAX + REPLY_OPT_MAX };

/* A module looks at what leaves (front->answered): tell it. */
void serve_tell_front(const struct serve *s, const struct req_client *c, struct span message,
                      bool cached, bool stale, int64_t elapsed_ns);

/* One part of the service is closed. */
void serve_part_closed(struct serve *s);

/* ---- listen.c ---- */

/* Where we listen at an address; NULL: nowhere. */
struct endpoint *endpoint_find(const struct serve *s, const struct addr *at);
/* Send an answer that took time; empty: there is none. Nobody may be there any more. */
void endpoint_reply(const struct source *source, bool stream, struct span reply);
/* Who asks, and where. */
void source_addresses(const struct source *source, struct addr *from, struct addr *at);
/* The client of a stream gets no answer. */
void endpoint_hold(struct endpoint *e);
void endpoint_release(struct endpoint *e);
void endpoints_apply(struct serve *s);
void endpoints_close(struct serve *s);

/* ---- task.c ---- */

/*
 * Find the answer to the client's question. false: too many are under way.
 *
 * message  that client was read from
 */
bool task_join(struct serve *s, const struct answer_key *key, const struct req_client *client,
               struct span message, const struct source *source);
void tasks_init(struct serve *s);
void tasks_close(struct serve *s);
