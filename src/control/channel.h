/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A control connection, either end: units over a UNIX stream socket, blocking with a timeout per
 * operation.  Output is gathered and leaves when a BLOCK or END unit is written or it grows large.
 *
 * Owner: the thread that made it.
 */
#pragma once

#include "control/frame.h"

enum { CTL_INPUT_MAX = 1 << 20 /* octets of one unit */ };

struct ctl_channel {
	int fd;
	int timeout_ms; /* per operation; -1 = none */
	struct text in;
	size_t in_used; /* octets of `in` already read as units */
	struct text out;
};

/* Take over a connected socket. */
void ctl_channel_init(struct ctl_channel *c, int fd, int timeout_ms);
/* Close the socket and free buffers. */
void ctl_channel_deinit(struct ctl_channel *c);

/*
 * Connect to a server's socket.
 *
 * E_NOFILE, E_CONNREFUSED, E_PERM  as connect(2);  E_NAME_LONG  path too long for a socket
 */
MUST_USE enum err ctl_connect(struct ctl_channel *c, const char *path, int timeout_ms);

/*
 * Listen on a path.  A socket file left by a server that is gone is replaced; a live one is not.
 *
 * E_ADDRINUSE  a server answers there;  E_NAME_LONG;  others of err_from_errno
 */
MUST_USE enum err ctl_listen(int *fd, const char *path, int backlog);

/* Write a unit. E_TIMEOUT, E_CLOSED, E_IO */
MUST_USE enum err ctl_send(struct ctl_channel *c, const struct ctl_unit *unit);
/* Write units that ctl_unit_write made, none of them a BLOCK or END. As ctl_send. */
MUST_USE enum err ctl_send_frames(struct ctl_channel *c, struct span frames);
/* Write a unit without items. */
MUST_USE enum err ctl_send_type(struct ctl_channel *c, enum ctl_unit_type type);

/*
 * Wait for a unit. Its items are borrowed until the next call.
 *
 * E_CLOSED  the peer is gone;  E_TIMEOUT;  E_MALFORMED;  E_LIMIT  unit larger than CTL_INPUT_MAX
 */
MUST_USE enum err ctl_receive(struct ctl_channel *c, struct ctl_unit *out);
