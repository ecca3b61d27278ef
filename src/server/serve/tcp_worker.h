/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that answers over TCP and UNIX streams on a libuv loop of its own; transfers out are
 * streamed from a pinned version.
 */
#pragma once

#include "server/serve/view.h"

struct tcp_worker;

/*
 * Start a worker.
 *
 * fds      listening sockets (one's own or duplicates of shared ones), owned by the worker now
 * clients  its share of tcp-max-clients
 */
struct tcp_worker *tcp_worker_start(const struct serve_env *env, const int *fds, size_t count,
                                    unsigned clients, unsigned index);

/* The configuration changed: take limits anew from the view. Any thread. */
void tcp_worker_refresh(struct tcp_worker *w, unsigned clients);

/* Ask the thread to end, letting pending answers finish for a moment; wait; free. */
void tcp_worker_stop(struct tcp_worker *w);
