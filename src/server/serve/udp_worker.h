/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that answers UDP: its own SO_REUSEPORT sockets, one batch at a time, one RCU quiescent
 * state per batch.
 */
#pragma once

#include "server/serve/view.h"

struct udp_worker;

/*
 * Start a worker.
 *
 * fds    bound sockets, owned by the worker from now on
 * index  for the thread's name
 */
struct udp_worker *udp_worker_start(const struct serve_env *env, const int *fds, size_t count,
                                    unsigned index);

/* Ask the thread to end, wait for it, free it. */
void udp_worker_stop(struct udp_worker *w);
