/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One accepted stream connection: its life, its input, and when it reads.  Invariant: the memory
 * stays until libuv has closed the handle, so any function may be called on a closing connection
 * and does nothing.  Output is tcp_output.c.
 */

#include "net/socket.h"
#include "net/tcp_inner.h"

#include <unistd.h>

/* ---- life ---- */

static uint32_t slot_take(struct tcp_server *s, struct tcp_conn *c)
{
	uint32_t slot = s->free_slot;
	if (slot == TCP_SLOT_NONE) {
		/* Generation 0 is never given: an all-zero handle names nothing. */
		struct tcp_slot fresh = {.generation = 1, .next_free = TCP_SLOT_NONE};
		slot = (uint32_t)s->slots.count;
		VEC_PUSH(&s->slots, fresh);
	} else {
		s->free_slot = s->slots.items[slot].next_free;
	}
	s->slots.items[slot].conn = c;
	return slot;
}

static void slot_give(struct tcp_server *s, uint32_t slot)
{
	s->slots.items[slot].conn = NULL;
	s->slots.items[slot].generation++;
	s->slots.items[slot].next_free = s->free_slot;
	s->free_slot = slot;
}

static void on_closed(uv_handle_t *h)
{
	struct tcp_conn *c = h->data;
	struct tcp_server *s = c->server;
	if (s->events.closed != NULL)
		s->events.closed(s->ctx, c);
	tcp_output_discard(c);
	tls_session_free(c->tls);
	frame_hold_deinit(&c->in);
	VEC_FREE(&c->early);
	mem_account(MEM_CONNECTION, -(int64_t)sizeof(*c));
	mem_free(c);
	tcp_server_released(s);
}

void tcp_conn_close(struct tcp_conn *c)
{
	struct tcp_server *s = c->server;
	if (c->closing)
		return;
	c->closing = true;
	if (c->tls != NULL)
		tcp_output_bye(c);
	list_remove(&c->link);
	list_remove(&c->timed);
	list_remove(&c->dirty);
	slot_give(s, c->slot);
	while (!list_is_empty(&c->sources)) {
		struct tcp_queued_source *q = LIST_ITEM(c->sources.next, struct tcp_queued_source,
		                                        link);
		list_remove(&q->link);
		q->source.release(q->source.ctx);
		mem_free(q);
	}
	uv_close((uv_handle_t *)&c->stream, on_closed);
	tcp_server_left(s);
}

void tcp_conn_start(struct tcp_listener *from, int fd, const struct addr *peer)
{
	struct tcp_server *s = from->server;
	struct tcp_conn *c = mem_zalloc(sizeof(*c));
	uv_tcp_init(s->loop, &c->stream);
	bool usable = uv_tcp_open(&c->stream, fd) == 0;
	if (!usable)
		close(fd);
	c->stream.data = c->write.data = c;
	c->server = s;
	c->tag = from->tag;
	c->peer = *peer;
	c->local = addr_family(&from->local) != AF_UNSPEC ? from->local : socket_local(fd);
	list_init(&c->timed);
	list_init(&c->dirty);
	list_init(&c->sources);
	list_append(&s->all, &c->link);
	c->is_early = s->events.early != NULL;
	c->slot = slot_take(s, c);
	s->clients++;
	s->handles++;
	mem_account(MEM_CONNECTION, sizeof(*c));
	if (usable && from->has_tls)
		usable = s->creds != NULL &&
		         tls_session_new(&c->tls, s->creds, tcp_output_cipher, c) == OK;
	if (!usable || (s->events.opened != NULL && !s->events.opened(s->ctx, c)))
		tcp_conn_close(c);
	else
		tcp_conn_proceed(c);
}

void tcp_conn_mark(struct tcp_conn *c)
{
	if (!c->closing && list_is_empty(&c->dirty))
		list_append(&c->server->dirty, &c->dirty);
}

/* ---- input ---- */

/* Limits: may another message be handed over?  Without it nothing is read either. */
static bool takes_input(const struct tcp_conn *c)
{
	const struct tcp_server *s = c->server;
	return !c->closing && !s->closing && c->pending < s->limits.max_pending &&
	       c->out_size <= s->limits.max_output && list_is_empty(&c->sources);
}

/* How many messages may be handed over at once: their answers must not go far past max_output. */
static size_t message_room(const struct tcp_conn *c)
{
	const struct tcp_server_limits *l = &c->server->limits;
	size_t room = MIN_OF((size_t)l->max_pending - c->pending, (size_t)TCP_MESSAGES_MAX);
	return MIN_OF(room, (l->max_output - c->out_size) / FRAME_MAX + 1);
}

/*
 * Hand over the complete messages of octets, as many as this turn of the loop has room for, keep
 * the rest, and send what was answered in one write.
 */
static void consume(struct tcp_conn *c, struct span octets)
{
	struct tcp_server *s = c->server;
	struct span msgs[TCP_MESSAGES_MAX];
	size_t used = 0, before = s->answered;
	unsigned handed = s->handed;
	s->answering = c;
	while (takes_input(c) &&
	       s->handed < MIN_OF(handed + TCP_TURN_MESSAGES, TCP_TURN_ALL_MESSAGES) &&
	       s->answered < MIN_OF(before + TCP_TURN_OCTETS, (size_t)TCP_TURN_ALL_OCTETS)) {
		size_t count = frame_split(octets, msgs, message_room(c), &used);
		if (count == 0)
			break;
		s->handed += (unsigned)count;
		c->pending += (unsigned)count;
		c->moved = true;
		s->events.messages(s->ctx, c, msgs, count);
		octets = span_skip(octets, used);
	}
	tcp_output_flush(c);
	s->answering = NULL;
	c->backlog = frame_split(octets, msgs, 1, &used) > 0;
	frame_hold(&c->in, octets);
	if (c->backlog && takes_input(c))
		tcp_conn_mark(c);
}

static void on_room(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
	struct tcp_conn *c = h->data;
	struct tcp_server *s = c->server;
	(void)suggested;
	buf->base = (char *)(c->tls != NULL ? s->cipher : frame_read_at(&c->in, s->scratch));
	buf->len = FRAME_READ;
}

static void arrived(struct tcp_conn *c, size_t got)
{
	struct span octets = frame_arrived(&c->in, c->server->scratch, got);
	if (octets.len > 0)
		consume(c, octets);
}

/*
 * All that came is taken through the session, also what limits forbid to hand over now: it is never
 * more than one read, and none follows before it was handed over.
 */
static void decipher(struct tcp_conn *c, struct span raw)
{
	enum err err = OK;
	bool was_open = tls_session_is_open(c->tls);
	tls_session_feed(c->tls, raw);
	while (!c->closing) {
		size_t room = FRAME_SCRATCH - c->in.len;
		size_t got = tls_session_read(c->tls, frame_read_at(&c->in, c->server->scratch),
		                              room, &err);
		if (got == 0)
			break;
		arrived(c, got);
	}
	c->moved |= !was_open && tls_session_is_open(c->tls);
	if (err == E_CLOSED)
		c->eof = true;
	else if (err != OK)
		tcp_conn_close(c);
}

/* Octets that were read; *they are where TLS, or on_room, had them put. */
static void take(struct tcp_conn *c, struct span octets)
{
	if (c->tls != NULL)
		decipher(c, octets);
	else
		arrived(c, octets.len);
}

/* Is there something in front?  Everything that came is kept until that is known. */
static void take_early(struct tcp_conn *c, struct span octets)
{
	struct tcp_server *s = c->server;
	size_t used = 0;
	VEC_RESERVE(&c->early, c->early.count + octets.len);
	memcpy(c->early.items + c->early.count, octets.data, octets.len);
	c->early.count += octets.len;
	struct span all = span_of(c->early.items, c->early.count);
	switch (s->events.early(s->ctx, c, all, &used)) {
	case TCP_EARLY_DONE:
		break;
	case TCP_EARLY_MORE:
		if (all.len < TCP_EARLY_MAX)
			return;
		tcp_conn_close(c);
		return;
	case TCP_EARLY_BAD:
		tcp_conn_close(c);
		return;
	}
	c->is_early = false;
	all = span_skip(all, used);
	if (c->tls == NULL && all.len > 0)
		memcpy(frame_read_at(&c->in, s->scratch), all.data, all.len);
	if (all.len > 0)
		take(c, all);
	VEC_FREE(&c->early);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf)
{
	struct tcp_conn *c = stream->data;
	(void)buf;
	if (got == 0 || c->closing)
		return;
	if (got == UV_EOF) {
		/* The peer may have closed its half only: what is pending is still answered. */
		c->eof = true;
	} else if (got < 0) {
		tcp_conn_close(c);
		return;
	} else {
		const void *at = c->tls != NULL ? c->server->cipher
		                                : frame_read_at(&c->in, c->server->scratch);
		struct span octets = span_of(at, (size_t)got);
		if (UNLIKELY(c->is_early))
			take_early(c, octets);
		else
			take(c, octets);
	}
	tcp_conn_proceed(c);
}

static void read_or_not(struct tcp_conn *c)
{
	bool wanted = takes_input(c) && !c->backlog && !c->eof;
	if (wanted == c->reading)
		return;
	c->reading = wanted;
	if (wanted)
		uv_read_start((uv_stream_t *)&c->stream, on_room, on_read);
	else
		uv_read_stop((uv_stream_t *)&c->stream);
}

/* ---- time ---- */

static enum tcp_timing timing_of(const struct tcp_conn *c)
{
	if (c->tls != NULL && !tls_session_is_open(c->tls))
		return TCP_SHAKING;
	bool partial = c->early.count > 0 || (c->reading && !frame_hold_is_empty(&c->in));
	if (c->out_size > 0 || (partial && c->pending > 0))
		return TCP_STUCK;
	if (partial)
		return TCP_PARTIAL;
	return c->pending > 0 ? TCP_BUSY : TCP_IDLE;
}

/*
 * Join the list of the connection's state.  Time runs from the moment the state began: octets that
 * trickle in do not prolong it.  Whole messages, and output that leaves, begin it anew.
 */
static void keep_time(struct tcp_conn *c)
{
	struct tcp_server *s = c->server;
	enum tcp_timing timing = timing_of(c);
	if (timing == c->timing && !list_is_empty(&c->timed) && !c->moved)
		return;
	c->moved = false;
	c->timing = timing;
	c->since = uv_now(s->loop);
	list_remove(&c->timed);
	if (timing == TCP_BUSY)
		return;
	unsigned limit_ms = timing == TCP_IDLE      ? s->limits.idle_ms
	                    : timing == TCP_SHAKING ? tcp_server_shake_ms(s)
	                                            : s->limits.io_ms;
	list_append(timing == TCP_IDLE      ? &s->idle
	            : timing == TCP_SHAKING ? &s->shaking
	            : timing == TCP_PARTIAL ? &s->partial
	                                    : &s->stuck,
	            &c->timed);
	c->stuck_size = uv_stream_get_write_queue_size((uv_stream_t *)&c->stream);
	if (limit_ms > 0)
		tcp_server_arm(s, limit_ms);
	/* It may make room for one that waits to be accepted. */
	if (timing != TCP_STUCK && s->held > 0)
		tcp_server_accept_again(s);
}

void tcp_conn_proceed(struct tcp_conn *c)
{
	if (c->closing)
		return;
	if (c->backlog && takes_input(c))
		consume(c, frame_held(&c->in));
	if (!list_is_empty(&c->sources))
		tcp_output_feed(c);
	else
		tcp_output_flush(c);
	if (c->closing)
		return;
	bool finished = c->pending == 0 && c->out_size == 0 && list_is_empty(&c->sources);
	if (finished && (c->eof || c->server->closing) && !(c->backlog && !c->server->closing)) {
		tcp_conn_close(c);
		return;
	}
	read_or_not(c);
	keep_time(c);
}

/* ---- facts ---- */

const struct addr *tcp_conn_peer(const struct tcp_conn *c)
{
	return &c->peer;
}

const struct addr *tcp_conn_local(const struct tcp_conn *c)
{
	return &c->local;
}

void tcp_conn_set_addresses(struct tcp_conn *c, const struct addr *peer, const struct addr *local)
{
	c->peer = *peer;
	c->local = *local;
}

void *tcp_conn_tag(const struct tcp_conn *c)
{
	return c->tag;
}

void tcp_conn_set_user(struct tcp_conn *c, void *user)
{
	c->user = user;
}

void *tcp_conn_user(const struct tcp_conn *c)
{
	return c->user;
}

int tcp_conn_fd(const struct tcp_conn *c)
{
	uv_os_fd_t fd = -1;
	return uv_fileno((const uv_handle_t *)&c->stream, &fd) == 0 ? fd : -1;
}

bool tcp_conn_has_tls(const struct tcp_conn *c)
{
	return c->tls != NULL;
}

struct tcp_handle tcp_conn_handle(const struct tcp_conn *c)
{
	return (struct tcp_handle){
		.slot = c->slot,
		.generation = c->server->slots.items[c->slot].generation,
	};
}
