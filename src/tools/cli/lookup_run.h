/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking, for tools that do one thing at a time: each call runs the loop until it has an outcome.
 * Warnings about attempts that failed are written as they happen.
 */
#pragma once

#include "client/retry.h"
#include "client/transfer.h"
#include "tools/cli/lookup.h"

struct lookup_net {
	uv_loop_t loop;
	struct exchanger *exchanger;
};

void lookup_net_init(struct lookup_net *n);
void lookup_net_deinit(struct lookup_net *n);

/* How to ask. */
struct lookup_how {
	const struct addr *from; /* source address; NULL = any */
	unsigned timeout_ms;     /* of one attempt; 0 = for ever */
	unsigned retries;        /* over UDP */
	bool tcp;
	bool keep_truncated;
	bool keep_open; /* TCP: share and keep the connection */
	bool fast_open;
};

/* The query leaves for a server (again), `ns` after it was made. */
typedef void lookup_sent_fn(void *ctx, const struct addr *server, bool tcp, int64_t ns);

struct lookup_answer {
	uint8_t *wire; /* the caller's to free; NULL when there is none */
	size_t len;
	struct addr server;
	bool tcp;
	int64_t elapsed_ns;
};

/*
 * Ask addresses in turn until one answers.
 *
 * sent  may be NULL
 * errors  of the last attempt
 */
MUST_USE enum err lookup_ask(struct lookup_net *n, struct lookup_answer *out,
                             const struct lookup_message *message, const struct addr_list *servers,
                             const struct lookup_how *how, lookup_sent_fn *sent, void *ctx);

/*
 * Ask one address over TCP for a response of many messages.
 *
 * events  as transfer_start; its done is called too
 */
MUST_USE enum err lookup_transfer(struct lookup_net *n, const struct lookup_message *message,
                                  const struct addr *server, const struct lookup_how *how,
                                  const struct transfer_events *events);

/* Append "127.0.0.1@53(UDP)". */
void lookup_print_server(struct text *t, const struct addr *server, bool tcp);
