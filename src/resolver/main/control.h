/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control socket: tty/PID in the run directory, and control/NAME as a link to it.  Each
 * connection is a session (session.h).
 *
 * Owner and thread: the thread that runs the loop.
 */
#pragma once

#include "base/err.h"
#include "resolver/script/script.h"

struct control;

/*
 * Listen; sockets of processes that have ended are removed.
 *
 * Errors of making directories and sockets
 */
MUST_USE enum err control_new(struct control **out, uv_loop_t *loop, struct script *script,
                              bool quiet);

/*
 * Listen on a socket of a service manager too.
 *
 * fd  taken over on success, and closed later
 * E_INVALID  no UNIX socket;  others of getsockname and listen
 */
MUST_USE enum err control_adopt(struct control *c, int fd);

/* Close all connections and remove the socket; memory is freed when the loop has closed it. */
void control_close(struct control *c);
