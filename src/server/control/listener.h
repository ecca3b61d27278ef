/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control socket of the server: a thread that accepts, and a thread per client, at most
 * CTL_CLIENTS at once.
 */
#pragma once

#include "server/control/service.h"

enum { CTL_CLIENTS = 8 };

struct ctl_listener;

/*
 * Bind the socket and begin to serve.
 *
 * service     must stay until ctl_listener_stop
 * timeout_ms  per socket operation of a client; -1 = none
 * errors      of ctl_listen
 */
MUST_USE enum err ctl_listener_start(struct ctl_listener **out, const char *path, int backlog,
                                     int timeout_ms, struct ctl_service *service);

/* Stop accepting, let the commands under way finish, remove the socket, free. */
void ctl_listener_stop(struct ctl_listener *l);
