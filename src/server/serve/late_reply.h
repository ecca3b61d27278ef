/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies that come after the worker has gone on, from other threads.  The worker, its socket or
 * the connection may be gone by then: the reply is lost quietly.
 *
 * Owner: counted; the worker holds one reference, every reply that is due another.
 */
#pragma once

#include "base/addr.h"
#include "net/tcp_server.h"
#include "server/transfer/ddns_request.h"

/* A UDP socket that outlives its worker as long as replies are due. */
struct late_socket;
struct late_socket *late_socket_new(int fd);
void late_socket_unref(struct late_socket *s);

/* Where to send a reply over UDP; local: as udp_packet.local. */
struct ddns_return late_by_udp(struct late_socket *s, const struct addr *peer,
                               const struct addr *local);

/* Replies on their way to the loop of a TCP worker. */
struct late_queue;
/* wake: the loop's own, to be signalled when something is put in */
struct late_queue *late_queue_new(uv_async_t *wake);
/* The loop takes no more; before `wake` is closed. */
void late_queue_close(struct late_queue *q);

/* Where to send a reply over a connection, which counts one message as pending till then. */
struct ddns_return late_by_tcp(struct late_queue *q, struct tcp_handle conn);

/* Hand over what came, within the loop. */
void late_queue_deliver(struct late_queue *q, struct tcp_server *server);
