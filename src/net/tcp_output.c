/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a stream connection sends.  Invariant: octets leave in the order gathered, waiting, with
 * `flying` (in libuv's hands) before both; gathered octets never stay behind an event.  Replies
 * made within an event go from the server's one buffer straight to the socket; only what the
 * socket does not take is copied.
 */

#include "base/wire.h"
#include "net/tcp_inner.h"

#include <assert.h>

enum {
	CHUNK_LEAST = 4096 - sizeof(struct tcp_chunk),
	IOV_MOST = 32,
	FEED_ROUNDS = 4 /* writes per turn of the loop for one stream's source */
};

static void chunk_free(struct tcp_chunk *k)
{
	mem_account(MEM_CONNECTION, -(int64_t)(sizeof(*k) + k->cap));
	mem_free(k);
}

static void chunks_free(struct tcp_chunk *k)
{
	while (k != NULL) {
		struct tcp_chunk *next = k->next;
		chunk_free(k);
		k = next;
	}
}

void tcp_output_discard(struct tcp_conn *c)
{
	chunks_free(c->waiting);
	chunks_free(c->flying);
	c->waiting = c->last = c->flying = NULL;
	c->out_size = 0;
}

/* Room for size octets behind what waits. */
static uint8_t *append(struct tcp_conn *c, size_t size)
{
	struct tcp_chunk *k = c->last;
	if (k == NULL || k->cap - k->len < size) {
		size_t cap = MAX_OF(size, (size_t)CHUNK_LEAST);
		k = mem_alloc(sizeof(*k) + cap);
		*k = (struct tcp_chunk){.cap = (uint32_t)cap};
		mem_account(MEM_CONNECTION, (int64_t)(sizeof(*k) + cap));
		if (c->last != NULL)
			c->last->next = k;
		else
			c->waiting = k;
		c->last = k;
	}
	uint8_t *at = k->octets + k->len;
	k->len += (uint32_t)size;
	c->out_size += size;
	return at;
}

void tcp_output_cipher(void *ctx, struct span octets)
{
	struct tcp_conn *c = ctx;
	memcpy(append(c, octets.len), octets.data, octets.len);
}

/* Queue octets of the client's: through the session if there is one. */
static void queue(struct tcp_conn *c, const struct span *parts, size_t count)
{
	if (c->tls != NULL) {
		tls_session_write(c->tls, parts, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		memcpy(append(c, parts[i].len), parts[i].data, parts[i].len);
}

static void on_written(uv_write_t *w, int status)
{
	struct tcp_conn *c = w->data;
	for (struct tcp_chunk *k = c->flying; k != NULL; k = k->next)
		c->out_size -= k->len - k->from;
	chunks_free(c->flying);
	c->flying = NULL;
	if (c->closing)
		return;
	c->moved = true;
	if (status != 0)
		tcp_conn_close(c);
	else
		tcp_conn_proceed(c);
}

static unsigned buffers_of(struct tcp_chunk *k, uv_buf_t bufs[IOV_MOST])
{
	unsigned n = 0;
	for (; k != NULL && n < IOV_MOST; k = k->next)
		bufs[n++] = uv_buf_init((char *)k->octets + k->from, k->len - k->from);
	return n;
}

/* Take off the front what left. */
static void advance(struct tcp_conn *c, size_t left)
{
	c->out_size -= left;
	while (left > 0 && c->waiting != NULL) {
		struct tcp_chunk *k = c->waiting;
		size_t part = MIN_OF(left, (size_t)(k->len - k->from));
		k->from += (uint32_t)part;
		left -= part;
		if (k->from < k->len)
			return;
		c->waiting = k->next;
		if (c->waiting == NULL)
			c->last = NULL;
		chunk_free(k);
	}
}

/* Leave the waiting chunks to libuv: it goes on when the peer takes more. */
static void fly(struct tcp_conn *c)
{
	uv_buf_t bufs[IOV_MOST];
	unsigned n = buffers_of(c->waiting, bufs);
	struct tcp_chunk *end = c->waiting;
	assert(end != NULL); /* called only while something waits */
	for (unsigned i = 1; i < n && end->next != NULL; i++)
		end = end->next;
	c->flying = c->waiting;
	c->waiting = end->next;
	end->next = NULL;
	if (c->waiting == NULL)
		c->last = NULL;
	if (uv_write(&c->write, (uv_stream_t *)&c->stream, bufs, n, on_written) != 0)
		tcp_conn_close(c);
}

static void write_waiting(struct tcp_conn *c)
{
	if (c->flying != NULL || c->waiting == NULL)
		return;
	uv_buf_t bufs[IOV_MOST];
	unsigned n = buffers_of(c->waiting, bufs);
	int left = uv_try_write((uv_stream_t *)&c->stream, bufs, n);
	if (left < 0 && left != UV_EAGAIN) {
		tcp_conn_close(c);
		return;
	}
	if (left > 0)
		advance(c, (size_t)left);
	if (c->waiting != NULL)
		fly(c);
}

/* Send the server's buffer; true when all of it left. */
static bool write_gathered(struct tcp_conn *c)
{
	struct tcp_server *s = c->server;
	struct span rest = span_of(s->gather, s->gathered);
	s->gathered = 0;
	if (c->closing || rest.len == 0)
		return true;
	if (c->tls == NULL && c->flying == NULL && c->waiting == NULL) {
		uv_buf_t buf = uv_buf_init((char *)s->gather, (unsigned)rest.len);
		int left = uv_try_write((uv_stream_t *)&c->stream, &buf, 1);
		if (left < 0 && left != UV_EAGAIN) {
			tcp_conn_close(c);
			return false;
		}
		if (left > 0)
			rest = span_skip(rest, (size_t)left);
	}
	if (rest.len == 0)
		return true;
	queue(c, &rest, 1);
	return false;
}

void tcp_output_bye(struct tcp_conn *c)
{
	uv_buf_t bufs[IOV_MOST];
	tls_session_bye(c->tls);
	if (c->flying != NULL || c->waiting == NULL)
		return;
	unsigned n = buffers_of(c->waiting, bufs);
	(void)uv_try_write((uv_stream_t *)&c->stream, bufs, n);
}

void tcp_output_flush(struct tcp_conn *c)
{
	if (c->server->answering == c)
		write_gathered(c);
	if (!c->closing)
		write_waiting(c);
}

/* ---- replies ---- */

static bool is_answering(const struct tcp_conn *c)
{
	return c->server->answering == c;
}

static uint8_t *gather_room(struct tcp_conn *c)
{
	struct tcp_server *s = c->server;
	if (s->gathered > TCP_GATHER)
		tcp_output_flush(c);
	return s->gather + s->gathered + FRAME_HEAD;
}

static void gather_commit(struct tcp_conn *c, size_t len)
{
	struct tcp_server *s = c->server;
	if (c->closing || len == 0)
		return;
	wire_set_u16(s->gather + s->gathered, (uint16_t)len);
	s->gathered += FRAME_HEAD + len;
	s->answered += FRAME_HEAD + len;
}

uint8_t *tcp_reply_room(struct tcp_conn *c)
{
	return gather_room(c);
}

void tcp_reply_commit(struct tcp_conn *c, size_t len)
{
	gather_commit(c, len);
	tcp_drop(c);
}

void tcp_drop(struct tcp_conn *c)
{
	if (c->pending > 0)
		c->pending--;
	if (!is_answering(c))
		tcp_conn_mark(c);
}

void tcp_push(struct tcp_conn *c, struct span msg)
{
	if (c->closing || msg.len > UINT16_MAX)
		return;
	if (is_answering(c)) {
		uint8_t *room = gather_room(c);
		memcpy(room, msg.data, msg.len);
		gather_commit(c, msg.len);
		return;
	}
	uint8_t head[FRAME_HEAD];
	wire_set_u16(head, (uint16_t)msg.len);
	queue(c, (const struct span[]){span_of(head, FRAME_HEAD), msg}, 2);
	tcp_conn_mark(c);
}

void tcp_reply(struct tcp_conn *c, struct span msg)
{
	tcp_push(c, msg);
	tcp_drop(c);
}

/* ---- sources ---- */

void tcp_stream(struct tcp_conn *c, const struct tcp_source *source)
{
	if (c->closing) {
		source->release(source->ctx);
		return;
	}
	struct tcp_queued_source *q = mem_zalloc(sizeof(*q));
	q->source = *source;
	list_append(&c->sources, &q->link);
	tcp_conn_mark(c);
}

uint8_t *tcp_source_room(struct tcp_conn *c)
{
	return gather_room(c);
}

void tcp_source_commit(struct tcp_conn *c, size_t len)
{
	size_t before = c->server->gathered;
	gather_commit(c, len);
	c->source_written += c->server->gathered - before;
}

size_t tcp_source_written(const struct tcp_conn *c)
{
	return c->source_written;
}

void tcp_stream_ready(struct tcp_conn *c)
{
	if (list_is_empty(&c->sources))
		return;
	LIST_ITEM(c->sources.next, struct tcp_queued_source, link)->waiting = false;
	tcp_conn_mark(c);
}

/* One turn of the first source; false when nothing more can be asked now. */
static bool ask_source(struct tcp_conn *c)
{
	struct tcp_queued_source *q = LIST_ITEM(c->sources.next, struct tcp_queued_source, link);
	if (q->waiting)
		return false;
	c->source_written = 0;
	enum tcp_more more = q->source.next(q->source.ctx, c);
	if (c->closing)
		return false; /* closed from within: the source is released already */
	if (more == TCP_MORE) {
		assert(c->source_written > 0);
		return true;
	}
	if (more == TCP_WAIT) {
		q->waiting = true;
		return false;
	}
	list_remove(&q->link);
	q->source.release(q->source.ctx);
	mem_free(q);
	if (c->pending > 0)
		c->pending--;
	if (more == TCP_ABORT)
		tcp_conn_close(c);
	return !c->closing && !list_is_empty(&c->sources);
}

void tcp_output_feed(struct tcp_conn *c)
{
	struct tcp_server *s = c->server;
	write_waiting(c);
	for (int round = 0; !c->closing && c->flying == NULL; round++) {
		bool more = true;
		s->answering = c;
		while (more && s->gathered < TCP_GATHER)
			more = ask_source(c);
		if (!c->closing && more && round + 1 == FEED_ROUNDS && c->flying == NULL &&
		    c->waiting == NULL) {
			/* Others want the loop: libuv comes back for more in its next turn. */
			const struct span all = span_of(s->gather, s->gathered);
			s->gathered = 0;
			queue(c, &all, 1);
			if (c->waiting != NULL)
				fly(c);
			else
				tcp_conn_close(c); /* its session failed */
		} else {
			tcp_output_flush(c);
		}
		s->answering = NULL;
		if (!more)
			break;
	}
	s->gathered = 0;
	if (!c->closing && list_is_empty(&c->sources) && c->backlog)
		tcp_conn_mark(c);
}
