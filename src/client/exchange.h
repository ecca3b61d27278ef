/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One attempt to get an answer: send a query, wait for what matches it, until a deadline.  No
 * retries and no choice of servers: those are decided above (resolver/upstream, client/retry.h).
 *
 * Over UDP each attempt has a socket and a random port of its own.  Over TCP attempts to one
 * address share a connection, many at a time, told apart by id (RFC 7766 section 6.2.1); it is kept
 * for a while when idle.  A message that does not match is reported and waited past: it may be
 * forged.
 *
 * Owner and thread: the thread that runs the loop.
 */
#pragma once

#include "base/addr.h"
#include "base/err.h"
#include "base/span.h"
#include "client/match.h"
#include "client/pool.h"
#include "client/unreached.h"

#include <uv.h>

struct exchanger;
struct exchange;

struct exchanger_limits {
	unsigned max_udp;      /* UDP attempts at once */
	unsigned keep_udp;     /* idle UDP sockets kept */
	unsigned max_tcp;      /* TCP connections; beyond, the longest idle one is closed */
	unsigned max_pipeline; /* attempts at once on one connection */
	unsigned idle_ms;      /* idle TCP connections are kept so long */
};

struct exchanger *exchanger_new(uv_loop_t *loop, const struct exchanger_limits *limits);

/*
 * What is remembered beyond this exchanger's life; NULL: nothing.  Shared connections are taken
 * from the pool, and go there when nothing went wrong with them.
 */
void exchanger_remember(struct exchanger *x, struct conn_pool *pool, struct unreached *unreached);

/* Close everything; attempts under way are cancelled without event. done may be NULL. */
void exchanger_close(struct exchanger *x, void (*done)(void *), void *done_ctx);

struct exchange_query {
	struct addr to;
	const struct addr *from; /* source address; NULL = any */
	struct span message;     /* copied; header and question must be sound */
	unsigned timeout_ms;     /* for the whole attempt; 0 = for ever */
	bool tcp;
	bool keep_id;        /* the message's id is signed: do not draw another */
	bool check_case;     /* the question's case must come back (0x20) */
	bool own_connection; /* TCP: share with nobody, close afterwards */
	bool not_pooled;     /* TCP: over none that the pool has */
	bool fast_open;      /* TCP: RFC 7413 */
};

struct exchange_result {
	enum err err;       /* OK: reply is set */
	struct span reply;  /* until the callback returns */
	int64_t elapsed_ns; /* since the query was handed to the network */
	unsigned mismatches;
	bool reused; /* TCP: the connection was open before; E_CLOSED then often means idle */
	bool pooled; /* TCP: it is from the pool */
};

struct exchange_events {
	/* The end of the attempt, exactly once unless cancelled; it is gone when this returns. */
	void (*done)(void *ctx, const struct exchange_result *result);
	/* Something came that does not match; the attempt may be cancelled here.  May be NULL. */
	void (*mismatch)(void *ctx, enum match why, struct span message);
	void *ctx;
};

/*
 * Begin an attempt.
 *
 * out  may be NULL if it will never be cancelled;  events  copied
 * E_LIMIT      as many attempts as allowed are under way
 * E_UNREACHED  TCP: it could not be reached a moment ago
 * E_EXISTS     keep_id, and another attempt with that id is on the shared connection
 * others       of sockets: E_UNREACHABLE, E_ADDRNOTAVAIL ...; no event follows
 */
MUST_USE enum err exchange_start(struct exchange **out, struct exchanger *x,
                                 const struct exchange_query *query,
                                 const struct exchange_events *events);

/* Forget an attempt; no event follows. */
void exchange_cancel(struct exchange *e);

/* The query as sent, with its id.  Borrowed until the end of the attempt. */
struct span exchange_message(const struct exchange *e);
