/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A response of many messages over a connection of its own (RFC 5936, RFC 1995): each is handed
 * over as it comes, so nothing of a zone is kept here.  The connection may be kept for further
 * questions, one after another: for a serial first, then for what it makes worth asking for.
 *
 * Owner and thread: the thread that runs the loop.
 */
#pragma once

#include "base/addr.h"
#include "base/err.h"
#include "base/span.h"

#include <uv.h>

struct transfer;

/* What a message meant to its reader. */
enum transfer_next {
	TRANSFER_MORE, /* another message is due */
	TRANSFER_DONE, /* that was the last one */
	TRANSFER_STOP, /* unusable, or enough seen: end with E_CANCELED */
};

struct transfer_query {
	struct addr to;
	const struct addr *from; /* source address; NULL = any */
	struct span message;     /* the query, copied; its id is used as it is */
	unsigned connect_ms;     /* 0 = as long as the kernel tries */
	unsigned message_ms;     /* longest wait for each message; 0 = for ever */
	bool fast_open;
	bool keep; /* after OK the connection stays, for transfer_ask, until transfer_cancel */
};

struct transfer_events {
	/* The connection stands.  May be NULL. */
	void (*connected)(void *ctx);
	/* A message with the query's id; until the call returns. */
	enum transfer_next (*message)(void *ctx, struct span msg);
	/*
	 * The end, exactly once for each question unless cancelled.
	 *
	 * OK  the reader said TRANSFER_DONE;  E_CANCELED  it said TRANSFER_STOP;
	 * E_XFR  a message that is no response to the query;  E_TIMEOUT, E_CLOSED, ...
	 */
	void (*done)(void *ctx, enum err err);
	void *ctx;
};

/* Begin.  events  copied;  errors of tcp_client_open; no event follows then */
MUST_USE enum err transfer_start(struct transfer **out, uv_loop_t *loop,
                                 const struct transfer_query *query,
                                 const struct transfer_events *events);

/* As transfer_start, over a connection that stands: fd, taken, with an error too. */
MUST_USE enum err transfer_resume(struct transfer **out, uv_loop_t *loop, int fd,
                                  const struct transfer_query *query,
                                  const struct transfer_events *events);

/*
 * Ask something else over a kept connection whose last question was answered.
 *
 * message  copied
 * E_CLOSED  the peer has closed it, or sent what nobody asked for: open another; cancel this one
 * E_BUSY    the last question is not answered yet
 */
MUST_USE enum err transfer_ask(struct transfer *t, struct span message);

/*
 * End one whose last question was answered, but leave its connection open.
 *
 * returns the descriptor, the caller's; -1: it is of no use any more.  Not within events.
 */
MUST_USE int transfer_release(struct transfer *t);

/* Forget it; no event follows.  Safe within events. */
void transfer_cancel(struct transfer *t);

/* Stop or go on reading: for a reader that is behind.  Its time does not run meanwhile. */
void transfer_pause(struct transfer *t, bool paused);
