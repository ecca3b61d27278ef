/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking one server over TCP from a thread that may wait: question after question over one
 * connection, on a loop that nobody else sees.  With a pool, the connection may be one that was
 * kept, and is kept when the last question was answered.
 *
 * Owner and thread: the caller.
 */
#pragma once

#include "client/pool.h"
#include "client/transfer.h"
#include "client/unreached.h"

#include <stdatomic.h>

struct talk;

/* How servers are asked, whichever it is. */
struct talk_terms {
	unsigned io_ms;              /* for connecting, and for each message; 0: no limit */
	bool fast_open;              /* RFC 7413 */
	struct conn_pool *pool;      /* NULL: every connection is closed at the end */
	struct unreached *unreached; /* NULL: nothing is remembered */
	const _Atomic bool *stop;    /* set by another thread: give up soon; NULL: nobody will */
};

struct talk_options {
	struct addr to;
	const struct addr *from; /* source address; NULL: any; borrowed for talk_new */
	struct talk_terms terms; /* what they point to outlives the talk */
};

struct talk *talk_new(const struct talk_options *options);
void talk_free(struct talk *t);

/*
 * Ask, and hand every message of the response to `message` until it has enough.  Goes over the
 * connection that is there, else over a new one; a kept one that the server has given up is opened
 * again.
 *
 * E_CANCELED  `message` said TRANSFER_STOP, or it was stopped;  E_UNREACHED  it could not be
 * reached a moment ago;  E_TIMEOUT, E_CLOSED, ...  as of transfer_start and its `done`
 */
MUST_USE enum err talk_ask(struct talk *t, struct span query,
                           enum transfer_next (*message)(void *ctx, struct span msg), void *ctx);

/* Give the connection up: the next question has one of its own, and nobody else gets this one. */
void talk_hang_up(struct talk *t);

/* Did the last question go over a connection that was kept from an earlier talk? */
bool talk_is_pooled(const struct talk *t);

/* Was it stopped from outside? */
bool talk_is_stopped(const struct talk *t);

/* Has the server answered anything yet? And to the last question? */
bool talk_was_answered(const struct talk *t);
bool talk_last_was_answered(const struct talk *t);
