/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processes of -f: a leader and those it forked.  Forking comes before loops, Lua states and
 * threads, which do not survive it.
 */
#pragma once

#include "base/err.h"

struct group {
	unsigned id;    /* 0: leader */
	unsigned count; /* processes */
	int up;         /* a fork's end of a stream to the leader; -1 */
	int *down;      /* the leader's ends, that of fork i at i - 1; NULL */
};

/*
 * Fork count - 1 times; each process returns with its own id.  Forks end when the leader ends,
 * for whatever reason; a fork that ends alone leaves the others.
 *
 * Errors of fork: those made so far are ended
 */
MUST_USE enum err group_fork(struct group *g, unsigned count);

/* Close the streams that are still here and free. */
void group_deinit(struct group *g);

/* Gather forks that have ended; each is told of on the log. For SIGCHLD. */
void group_reap(void);
