/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UDP datagrams in batches: one recvmmsg and one sendmmsg for up to 64 of them, all memory made
 * beforehand.
 *
 *	while (!stop) {
 *		if (udp_batch_receive(b, fd) == E_AGAIN)
 *			udp_wait(fd, stop_fd);
 *		for (unsigned i = 0; i < b->count; i++)
 *			b->packets[i].reply_len = answer(&b->packets[i]);
 *		udp_batch_send(b, fd);
 *	}
 *
 * Works on a plain thread and inside a uv_poll callback; never blocks but in udp_wait.
 * Owner: the thread that made it; one at a time.
 */
#pragma once

#include "base/addr.h"
#include "base/err.h"
#include "base/span.h"

enum { UDP_BATCH_MAX = 64 };

/* A datagram that came in, and the room for its reply. */
struct udp_packet {
	struct addr peer;  /* who sent it; the reply goes there */
	struct addr local; /* where it was sent to; port 0; AF_UNSPEC on sockets not bound to a
	                      wildcard */
	struct span data;  /* until the next udp_batch_receive */
	bool truncated;    /* longer than the buffer: the rest is lost */
	uint8_t *reply;    /* room for reply_cap octets */
	size_t reply_cap;
	size_t reply_len; /* set by the caller; 0 = no reply */
};

struct udp_batch {
	unsigned count;  /* packets of the last receive */
	unsigned unsent; /* replies the last send lost: no route, full buffer ... */
	struct udp_packet packets[UDP_BATCH_MAX];
	struct udp_batch_memory *memory;
};

/*
 * Make a batch.
 *
 * receive_size  most octets of an incoming datagram;  reply_size  room for each reply
 */
struct udp_batch *udp_batch_new(size_t receive_size, size_t reply_size);
void udp_batch_free(struct udp_batch *b);

/*
 * Receive what waits, at most UDP_BATCH_MAX datagrams, without blocking.  Sets b->count; each
 * reply_len is 0.
 *
 * E_AGAIN  nothing waits;  others of err_from_errno: count is 0
 */
MUST_USE enum err udp_batch_receive(struct udp_batch *b, int fd);

/*
 * Send the replies that have a length, each from the address its query was sent to.  What the
 * kernel does not take at once is lost, as UDP may, and counted in b->unsent.
 */
void udp_batch_send(struct udp_batch *b, int fd);

/*
 * Block until fd can be read or stop_fd (an eventfd; -1 = none) can.
 *
 * timeout_ms  -1 = forever
 * returns false when stop_fd was signalled
 */
bool udp_wait(int fd, int stop_fd, int timeout_ms);

/* A datagram to be sent; all borrowed. */
struct udp_datagram {
	const struct addr *peer;
	const struct addr *local; /* as udp_packet.local */
	struct span data;
};

/*
 * Send datagrams that are not immediate replies, up to UDP_BATCH_MAX per system call, without
 * blocking.
 *
 * returns how many were lost
 */
unsigned udp_send_all(int fd, const struct udp_datagram *items, size_t count);

/*
 * Send one datagram that is not an immediate reply, without blocking.
 *
 * local  as udp_packet.local;  E_AGAIN  buffer full;  others of err_from_errno
 */
MUST_USE enum err udp_send(int fd, const struct addr *peer, const struct addr *local,
                           struct span data);
