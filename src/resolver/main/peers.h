/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands from the leader of a group to its forks, over the pair of sockets that each got when it
 * was forked (group.h).
 *
 *   both ways   length (4), serial (4), text; in the order of octets of the machine
 *
 * An answer that comes too late is known by its serial and dropped.  Thread: the loop's.
 */
#pragma once

#include "resolver/script/script.h"

#include <uv.h>

enum { PEERS_WAIT_MS = 5000, PEERS_COMMAND_MAX = 1 << 20, PEERS_ANSWER_MAX = 1 << 24 };

/*
 * Ask a fork to carry out a command; blocks for PEERS_WAIT_MS at most.
 *
 * fd   the leader's end; closed and set to -1 when it is of no more use
 * out  gets what the command gave
 * returns false when it failed there, or no answer came
 */
bool peers_ask(int *fd, struct span command, struct text *out);

struct peers;

/* In a fork: carry out what comes on its end, which is taken, from now on. */
struct peers *peers_serve(uv_loop_t *loop, struct script *script, int fd);
void peers_close(struct peers *p);
