/* SPDX-License-Identifier: BSD-2-Clause */
/* Binding what the configuration lists, while still privileged. */
#pragma once

#include "base/vec.h"
#include "server/conf/conf.h"

/* Bound sockets by worker. Owner: the caller until workers take them. */
struct listeners {
	VEC(int) udp; /* worker-major: worker 0's sockets, then worker 1's ... */
	VEC(int) tcp;
	size_t udp_per_worker;
	size_t tcp_per_worker;
};

/*
 * Bind all addresses for all workers.
 *
 * E_ADDRINUSE, E_PERM ...  logged as "cannot bind address"; nothing is left open
 */
MUST_USE enum err listeners_bind(struct listeners *out, const struct server_conf *conf);
void listeners_close(struct listeners *l);
