/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A UDP socket of a server on a libuv loop: batches come in by event, replies leave at once from
 * within the event or together before the loop waits again.
 *
 * Owner and thread: the thread that runs the loop.  (Workers without a loop use udp_batch.h.)
 */
#pragma once

#include "net/udp_batch.h"

#include <uv.h>

struct udp_server;

/*
 * A batch arrived; replies set in it leave when this returns.
 *
 * tag  as given to udp_server_new
 */
typedef void udp_server_fn(void *ctx, struct udp_server *s, struct udp_batch *batch, void *tag);

/*
 * Serve a bound socket (socket_bind_udp); the server owns and closes it.
 *
 * batch  borrowed for as long as the server lives; servers of one thread may share it
 * E_IO  the loop refuses the socket
 */
MUST_USE enum err udp_server_new(struct udp_server **out, uv_loop_t *loop, int fd,
                                 struct udp_batch *batch, udp_server_fn *arrived, void *ctx,
                                 void *tag);

/*
 * Reply later with a copy of data; it leaves before the loop waits again, with others in one call.
 *
 * local  udp_packet.local of the query
 */
void udp_server_reply(struct udp_server *s, const struct addr *peer, const struct addr *local,
                      struct span data);

int udp_server_fd(const struct udp_server *s);

/* Close and free; no event follows.  Replies that wait are sent first. */
void udp_server_close(struct udp_server *s);
