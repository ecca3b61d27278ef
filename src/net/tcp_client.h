/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An outgoing stream connection on a libuv loop: TCP or a UNIX socket, messages behind two-octet
 * lengths.  Messages may be sent before it is connected; those sent in one turn of the loop leave
 * in one write.
 *
 * Owner: whoever opened it, until tcp_client_close.  Thread: the loop's.
 */
#pragma once

#include "base/addr.h"
#include "base/err.h"
#include "base/span.h"

#include <uv.h>

struct tcp_client;

struct tcp_client_events {
	/* The connection stands.  May be NULL. */
	void (*connected)(void *ctx);
	/* Complete messages, in order; at most 64.  Spans end with the call. */
	void (*messages)(void *ctx, const struct span *msgs, size_t count);
	/*
	 * It is over, by the peer, by an error, or by the connect timeout; not after
	 * tcp_client_close.  The owner must still call tcp_client_close (here is fine).
	 *
	 * err  E_CLOSED  orderly by the peer;  E_TIMEOUT;  E_CONNREFUSED;  others
	 */
	void (*ended)(void *ctx, enum err err);
};

struct tcp_client_options {
	const struct addr *from; /* source address; NULL = any */
	unsigned connect_ms;     /* 0 = as long as the kernel tries */
	size_t max_output;       /* octets that may wait to be sent; 0 = 256 KiB */
	bool fast_open;          /* RFC 7413 */
	uint8_t *scratch;        /* FRAME_SCRATCH (net/frame.h) octets that all clients of the
	                            loop may share, borrowed; NULL = one of its own */
};

/*
 * Begin a connection.
 *
 * events, options  copied;  errors that are known at once: of socket_connect_stream
 */
MUST_USE enum err tcp_client_open(struct tcp_client **out, uv_loop_t *loop, const struct addr *to,
                                  const struct tcp_client_options *options,
                                  const struct tcp_client_events *events, void *ctx);

/*
 * Go on with a connection that stands, as of tcp_client_release; `connected` follows.
 *
 * fd  taken, with an error too;  options  `from` and `fast_open` mean nothing here
 * E_IO  the loop cannot watch it
 */
MUST_USE enum err tcp_client_adopt(struct tcp_client **out, uv_loop_t *loop, int fd,
                                   const struct tcp_client_options *options,
                                   const struct tcp_client_events *events, void *ctx);

/*
 * As tcp_client_close, but the connection stays open and is the caller's.
 *
 * returns its descriptor; -1 when it is of no use to anyone: not connected, ended, amid a message
 * either way, or within `messages`
 */
MUST_USE int tcp_client_release(struct tcp_client *c);

/*
 * Send a copy of a message.
 *
 * E_LIMIT  too much waits to be sent;  E_RANGE  longer than 65535 octets;  E_CLOSED  it has ended
 */
MUST_USE enum err tcp_client_send(struct tcp_client *c, struct span msg);

/* Close and free; no event follows.  Safe within events. */
void tcp_client_close(struct tcp_client *c);

/* Stop or go on reading: for a consumer that is behind. */
void tcp_client_pause(struct tcp_client *c, bool paused);

bool tcp_client_is_connected(const struct tcp_client *c);
/* Own address and port once connected. */
struct addr tcp_client_local(const struct tcp_client *c);
