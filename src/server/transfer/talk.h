/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking one server over TCP from a thread that may wait: question after question over one
 * connection, on a loop that nobody else sees.
 *
 * Owner and thread: the caller.
 */
#pragma once

#include "client/transfer.h"

#include <stdatomic.h>

struct talk;

struct talk_options {
	struct addr to;
	const struct addr *from;  /* source address; NULL: any; borrowed for talk_new */
	unsigned io_ms;           /* for connecting, and for each message; 0: no limit */
	bool fast_open;           /* RFC 7413 */
	const _Atomic bool *stop; /* set by another thread: give up soon; NULL: nobody will */
};

struct talk *talk_new(const struct talk_options *options);
void talk_free(struct talk *t);

/*
 * Ask, and hand every message of the response to `message` until it has enough.  Goes over the
 * connection that is there, else over a new one; a kept one that the server has given up is opened
 * again.
 *
 * E_CANCELED  `message` said TRANSFER_STOP, or it was stopped;  E_TIMEOUT, E_CLOSED, ...  as of
 *             transfer_start and its `done`
 */
MUST_USE enum err talk_ask(struct talk *t, struct span query,
                           enum transfer_next (*message)(void *ctx, struct span msg), void *ctx);

/* Have the next question go over a connection of its own. */
void talk_hang_up(struct talk *t);

/* Was it stopped from outside? */
bool talk_is_stopped(const struct talk *t);

/* Has the server answered anything yet? And to the last question? */
bool talk_was_answered(const struct talk *t);
bool talk_last_was_answered(const struct talk *t);
