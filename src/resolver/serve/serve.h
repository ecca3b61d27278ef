/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the engine's decisions become packets: clients' messages in over UDP and TCP, questions to
 * name servers out, answers back.
 *
 *   message -> refused by rule | answer cache | a task
 *   task: engine_step -> ask -> client/exchange -> engine_step ... -> answer to all who wait
 *
 * Clients that ask the same while it is being found out wait for the same task.  Everything they
 * can make many is bounded: tasks, waiting clients, connections.
 *
 * Owner and thread: the thread that runs the loop.
 */
#pragma once

#include "net/socket.h"
#include "net/tls_creds.h"
#include "resolver/cache/answer_cache.h"
#include "resolver/engine/engine.h"
#include "resolver/request/front.h"

#include <uv.h>

enum {
	SERVE_TASKS_MAX = 2048,   /* questions being found out at once; then SERVFAIL */
	SERVE_WAITERS_MAX = 8192, /* clients waiting for them; then SERVFAIL */
};

/* What configuration may change at any time; serve_apply tells of it. */
struct serve_settings {
	struct req_options request; /* of requests that begin from now on */
	uint16_t edns_size;         /* payload announced to clients */
	uint16_t lab_port;          /* servers on port 53 are asked on this one; 0: on 53 */
	uint16_t tcp_pipeline;      /* unanswered queries of one connection */
	uint32_t tcp_idle_ms;       /* life of a connection without queries */
	uint32_t tls_handshake_ms;  /* time for a TLS handshake */
	struct addr from4, from6;   /* servers are asked from these addresses; unset: any */
	uint16_t tls_padding;       /* answers over TLS are padded to multiples of it; 0: not */
};

void serve_settings_init(struct serve_settings *s);

/* A request has been answered: its trace may be looked at. */
typedef void serve_answered_fn(void *ctx, const struct request *r);

struct serve_env {
	uv_loop_t *loop;
	const struct engine_env *engine;
	const struct front *front; /* what modules have to do with every message */
	struct answer_cache *answers;
	serve_answered_fn *answered; /* NULL: nobody looks */
	void (*arrived)(void *ctx); /* messages of clients are about to be looked at; may be NULL */
	/* A request is over, answered or not: nothing of it may be used any more.  May be NULL */
	void (*ended)(void *ctx, struct request *r);
	void *ctx;
};

struct serve;

/* env  copied; what it points to is borrowed until serve_close is done */
struct serve *serve_new(const struct serve_env *env);

/*
 * Stop listening, drop clients and questions under way, and free.
 *
 * done  called last, from the loop; may be NULL
 */
void serve_close(struct serve *s, void (*done)(void *), void *done_ctx);

/* The settings, to be changed; then serve_apply. */
struct serve_settings *serve_settings(struct serve *s);
void serve_apply(struct serve *s);

/* ---- listening ---- */

enum serve_kind {
	SERVE_DNS, /* UDP and TCP */
	SERVE_TLS, /* DNS over TLS (RFC 7858) */
};

/*
 * Listen at an address.  SO_REUSEPORT is set, so that processes can share it.  For TLS, credentials
 * are made if none were set.
 *
 * free_bind  also at one that this machine does not have (yet)
 *
 * E_EXISTS  we listen there already;  others of socket_bind_udp and tls_creds_make, with fault
 * filled
 */
MUST_USE enum err serve_listen(struct serve *s, const struct addr *at, enum serve_kind kind,
                               bool free_bind, struct socket_fault *fault);

/*
 * Listen on a bound socket that another process made (socket_adopt).  Sockets of both kinds for one
 * address become one place.
 *
 * fd    taken over on success
 * kind  SERVE_TLS: a stream socket
 * E_EXISTS  this kind is listened on at its address already;  E_INVALID, others of socket_adopt
 */
MUST_USE enum err serve_adopt(struct serve *s, int fd, enum serve_kind kind,
                              struct socket_fault *fault);

/* Credentials for TLS clients that connect from now on; referred to. */
void serve_set_tls(struct serve *s, struct tls_creds *creds);

/*
 * Session tickets of clients that connect from now on are of a key made from a secret, whatever the
 * credentials.
 *
 * secret  at most SERVE_SECRET_MAX octets, copied
 */
void serve_set_ticket_secret(struct serve *s, struct span secret);
enum { SERVE_SECRET_MAX = 1024 };

/*
 * Let a program of the kernel see what arrives, and drop what it likes, at all places listened at
 * from now on, those that are there included (SO_ATTACH_BPF).
 *
 * fd  of a loaded program of type socket filter, duplicated; negative: none any more
 * E_INVALID  it is no such program; others of err_from_errno: nothing has changed
 */
MUST_USE enum err serve_set_filter(struct serve *s, int fd);

/*
 * Proxies that may say who the client is, by a header in front of its messages (net/proxy.h); from
 * others such a header is no message.  For connections that are accepted from now on.
 *
 * ranges  copied
 */
void serve_set_proxies(struct serve *s, const struct addr_range *ranges, size_t count);

/* Those in use, or NULL. */
const struct tls_creds *serve_tls(const struct serve *s);

/*
 * Stop listening at an address.
 *
 * any_port  the port of `at` does not matter
 * returns how many places were closed
 */
size_t serve_unlisten(struct serve *s, const struct addr *at, bool any_port);

/* A place that is listened at. */
struct serve_place {
	struct addr at;
	bool udp, tcp, tls; /* tls: and tcp */
};

/* Place i of those listened at, in the order they were added; false past the end. */
bool serve_listener(const struct serve *s, size_t i, struct serve_place *out);

/* ---- questions of our own ---- */

/*
 * What became of a question.
 *
 * r  answered; borrowed for the call.  NULL: the service is being closed
 */
typedef void serve_found_fn(void *ctx, const struct request *r);

/*
 * Find out as for a client that wants DNSSEC.
 *
 * options  NULL: the settings'; clients that ask the same wait for the same.  Else the question is
 *          one by itself, and its answer is not kept as what clients get; copied, `forward` too.
 *          With cd_upstream it is as if CD were set.
 * found  called once, from the loop or from within this call
 * returns false when too much is under way: found is not called
 */
MUST_USE bool serve_find(struct serve *s, const uint8_t *name, uint16_t type,
                         const struct req_options *options, serve_found_fn *found, void *ctx);

/* A question of our own that nobody joins. */
struct serve_question {
	const uint8_t *name;
	uint16_t type;
	bool keep; /* its answer is one for everybody: it goes into the answer cache */
	/* It is about to be worked on: client, options may be changed. NULL: as they are by default
	 */
	void (*begin)(void *ctx, struct request *r);
	serve_found_fn *found;
	void *ctx;
};

/* Find out; as serve_find. */
MUST_USE bool serve_ask(struct serve *s, const struct serve_question *q);

/* ---- numbers ---- */

struct serve_numbers {
	uint64_t queries;  /* messages from clients that were looked at */
	uint64_t dropped;  /* of them: no reply was possible */
	uint64_t refused;  /* answered by rule, without resolving */
	uint64_t overload; /* SERVFAIL because of SERVE_TASKS_MAX or SERVE_WAITERS_MAX */
	uint64_t internal; /* questions of our own that were answered */
	uint64_t joined;   /* waited for a question another client had asked */
	uint64_t udp, tcp, ipv4, ipv6; /* messages to servers */
	uint64_t timeout;              /* of them: no reply */
	uint64_t err_udp, err_tcp;     /* of them: they could not be sent, or were rejected */
	uint64_t withheld;             /* answers that would have been a pulse (crowd.h) */
	unsigned concurrent;           /* tasks now */
};
void serve_get_numbers(const struct serve *s, struct serve_numbers *out);
