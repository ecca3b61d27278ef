/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A dialogue with the control socket of a kresd, in its binary mode: one command, one reply.
 *
 * Owner: the caller.  One thread; blocks.
 */
#pragma once

#include "base/err.h"
#include "base/text.h"

enum { LINK_REPLY_MAX = 1 << 28 }; /* octets of a reply that are taken */

struct link {
	int fd;
	bool greeted; /* the prompt that may come first is behind us */
};

/*
 * Connect to a socket.
 *
 * E_RANGE  the path is too long;  others of connect
 */
MUST_USE enum err link_open(struct link *l, const char *path);
void link_close(struct link *l);

/*
 * Carry out a command; line ends in it become blanks, because a line is a command.
 *
 * reply   gets its text in place of what was there
 * E_EOF   the other end has closed;  E_RANGE  the reply is too long;  others of read and write
 */
MUST_USE enum err link_ask(struct link *l, const char *command, struct text *reply);
