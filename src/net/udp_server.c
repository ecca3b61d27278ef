/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A UDP socket on a loop.  Invariant: replies that wait are sent before the loop blocks; the
 * prepare handle runs only while there are some.
 */

#include "net/udp_server.h"

#include "base/mem.h"
#include "base/vec.h"

#include <unistd.h>

enum {
	BATCHES_PER_TURN = 4, /* TCP and timers want the loop too */
	QUEUE_MAX = 4096      /* replies that may wait: beyond, they are sent at once */
};

struct waiting {
	struct addr peer;
	struct addr local;
	size_t at;
	size_t len;
};

struct udp_server {
	uv_poll_t poll;
	uv_prepare_t prepare;
	int fd;
	struct udp_batch *batch;
	udp_server_fn *arrived;
	void *ctx;
	void *tag;
	VEC(struct waiting) queue;
	VEC(uint8_t) octets;
	unsigned handles;
	bool closing;
};

static void send_queue(struct udp_server *s)
{
	for (size_t at = 0; at < s->queue.count; at += UDP_BATCH_MAX) {
		struct udp_datagram items[UDP_BATCH_MAX];
		size_t count = MIN_OF(s->queue.count - at, (size_t)UDP_BATCH_MAX);
		for (size_t i = 0; i < count; i++) {
			const struct waiting *w = &s->queue.items[at + i];
			items[i] = (struct udp_datagram){
				.peer = &w->peer,
				.local = &w->local,
				.data = span_of(s->octets.items + w->at, w->len),
			};
		}
		udp_send_all(s->fd, items, count);
	}
	s->queue.count = 0;
	s->octets.count = 0;
}

static void on_prepare(uv_prepare_t *p)
{
	send_queue(p->data);
	uv_prepare_stop(p);
}

static void on_readable(uv_poll_t *p, int status, int events)
{
	struct udp_server *s = p->data;
	(void)events;
	for (int i = 0; i < BATCHES_PER_TURN && !s->closing; i++) {
		if (udp_batch_receive(s->batch, s->fd) != OK)
			break;
		bool full = s->batch->count == UDP_BATCH_MAX;
		s->arrived(s->ctx, s, s->batch, s->tag);
		if (!s->closing)
			udp_batch_send(s->batch, s->fd);
		if (!full)
			break;
	}
	/* An error on the socket makes libuv stop looking; it has been read by now. */
	if (status != 0 && !s->closing)
		uv_poll_start(p, UV_READABLE, on_readable);
}

/* Seven parameters: all are the caller's own and none belongs to another. */
/* NOLINTNEXTLINE(readability-function-size) */
enum err udp_server_new(struct udp_server **out, uv_loop_t *loop, int fd, struct udp_batch *batch,
                        udp_server_fn *arrived, void *ctx, void *tag)
{
	struct udp_server *s = mem_zalloc(sizeof(*s));
	if (uv_poll_init(loop, &s->poll, fd) != 0) {
		mem_free(s);
		return E_IO;
	}
	uv_prepare_init(loop, &s->prepare);
	s->poll.data = s->prepare.data = s;
	s->fd = fd;
	s->batch = batch;
	s->arrived = arrived;
	s->ctx = ctx;
	s->tag = tag;
	s->handles = 2; /* poll and prepare */
	uv_poll_start(&s->poll, UV_READABLE, on_readable);
	*out = s;
	return OK;
}

void udp_server_reply(struct udp_server *s, const struct addr *peer, const struct addr *local,
                      struct span data)
{
	if (s->queue.count == QUEUE_MAX)
		send_queue(s);
	struct waiting w = {.peer = *peer, .local = *local, .at = s->octets.count, .len = data.len};
	VEC_RESERVE(&s->octets, s->octets.count + data.len);
	memcpy(s->octets.items + s->octets.count, data.data, data.len);
	s->octets.count += data.len;
	VEC_PUSH(&s->queue, w);
	if (s->queue.count == 1)
		uv_prepare_start(&s->prepare, on_prepare);
}

int udp_server_fd(const struct udp_server *s)
{
	return s->fd;
}

static void on_closed(uv_handle_t *h)
{
	struct udp_server *s = h->data;
	if (--s->handles > 0)
		return;
	close(s->fd);
	VEC_FREE(&s->queue);
	VEC_FREE(&s->octets);
	mem_free(s);
}

void udp_server_close(struct udp_server *s)
{
	send_queue(s);
	s->closing = true;
	uv_close((uv_handle_t *)&s->poll, on_closed);
	uv_close((uv_handle_t *)&s->prepare, on_closed);
}
