/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Outgoing UDP: a pool of sockets registered with a libuv loop, each used for one query at a time.
 *
 * Before each use a socket is dissolved (connect to AF_UNSPEC) and connected anew, upon which the
 * kernel picks a fresh random port (RFC 5452 section 9.2) at half the price of a new socket.  The
 * kernel then lets only datagrams of that peer through; ones that were queued for an earlier use
 * are thrown away.
 *
 * Owner and thread: the thread that runs the loop.
 */
#pragma once

#include "base/addr.h"
#include "base/err.h"
#include "base/span.h"

#include <uv.h>

struct udp_pool;
struct udp_socket;

struct udp_use {
	/* A datagram from the peer; the span ends with the call.  The use may be ended here. */
	void (*datagram)(void *ctx, struct span data);
	/* The network says no: E_CONNREFUSED, E_UNREACHABLE ...; the use may be ended here. */
	void (*failed)(void *ctx, enum err err);
	void *ctx;
};

/*
 * Make an empty pool.
 *
 * max_sockets  in use at once;  max_idle  kept open for later
 */
struct udp_pool *udp_pool_new(uv_loop_t *loop, unsigned max_sockets, unsigned max_idle);

/* Close all sockets; every use must have ended.  done: called last, may be NULL. */
void udp_pool_close(struct udp_pool *p, void (*done)(void *), void *done_ctx);

/*
 * Begin a use: a socket connected to the peer from a fresh port.
 *
 * from  source address, NULL = any; a port other than 0 in it is used as it is
 * E_LIMIT  max_sockets are in use;  others of err_from_errno: E_UNREACHABLE ...
 */
MUST_USE enum err udp_use_begin(struct udp_socket **out, struct udp_pool *p, const struct addr *to,
                                const struct addr *from, const struct udp_use *use);

/* Send one datagram to the peer.  E_AGAIN  buffer full;  others of err_from_errno */
MUST_USE enum err udp_use_send(struct udp_socket *s, struct span data);

/* End the use: no event follows, the socket goes back to its pool. */
void udp_use_end(struct udp_socket *s);

/* Own address and port of this use. */
struct addr udp_use_local(const struct udp_socket *s);
