/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking until somebody answers: UDP repeats, TCP after truncation, the next address.  For knotd's
 * jobs and the tools; the resolver decides such things itself (resolver/upstream).
 *
 * Owner and thread: the thread that runs the loop.
 */
#pragma once

#include "client/exchange.h"

struct retry;

struct retry_plan {
	const struct addr *servers; /* copied; asked in this order */
	size_t server_count;        /* at least 1 */
	const struct addr *from;    /* source, used for servers of its family; NULL = any */
	struct span message;        /* copied */
	unsigned try_ms;            /* for each attempt; 0 = for ever */
	unsigned repeats;           /* further UDP attempts at a server that is silent */
	bool tcp;                   /* begin with TCP */
	bool keep_truncated;        /* take a truncated answer as it is */
	bool keep_id;
	bool check_case;
	bool own_connection;
	bool fast_open;
};

/* What goes on, for tools that tell it. */
enum retry_step {
	RETRY_BEGIN,     /* an attempt begins */
	RETRY_FAILED,    /* an attempt failed with `err` */
	RETRY_TRUNCATED, /* the answer was truncated: TCP is next */
	RETRY_MISMATCH,  /* `message` does not match the query, because of `match` */
};

struct retry_news {
	enum retry_step step;
	const struct addr *server;
	bool tcp;
	enum err err;
	enum match match;
	struct span message; /* RETRY_TRUNCATED, RETRY_MISMATCH */
};

struct retry_result {
	enum err err;              /* of the last attempt */
	struct span reply;         /* until the callback returns */
	struct span query;         /* as sent, with its id */
	const struct addr *server; /* the last asked */
	bool tcp;
	bool pooled;        /* over a connection from the pool */
	int64_t elapsed_ns; /* of the last attempt */
};

struct retry_events {
	void (*done)(void *ctx, const struct retry_result *result);
	void (*news)(void *ctx, const struct retry_news *news); /* may be NULL */
	void *ctx;
};

/* Begin; `done` runs exactly once unless cancelled, from the loop. */
struct retry *retry_start(struct exchanger *x, uv_loop_t *loop, const struct retry_plan *plan,
                          const struct retry_events *events);

void retry_cancel(struct retry *r);
