/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An outgoing stream connection.  Invariant: no event follows tcp_client_close or `ended`, and the
 * memory stays until libuv has closed all handles.  While the connection is being made a poll
 * handle watches the socket; then a stream handle takes it over.
 */

#include "net/tcp_client.h"

#include "base/mem.h"
#include "base/wire.h"
#include "net/frame.h"
#include "net/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { OUTPUT_DEFAULT = 256 * 1024, MESSAGES_MAX = 64 };

struct octets {
	uint8_t *data;
	size_t len;
	size_t cap;
};

struct tcp_client {
	uv_poll_t poll;
	uv_tcp_t stream;
	uv_timer_t timer;     /* of connecting */
	uv_prepare_t prepare; /* runs while output waits */
	uv_write_t write;
	struct tcp_client_events events;
	void *ctx;
	struct frame_hold in;
	struct octets waiting;
	struct octets flying;
	size_t max_output;
	uint8_t *scratch;
	bool owns_scratch;
	bool connected;
	bool paused;
	bool delivering;
	bool ended;
	bool closed;
	unsigned handles;
	int fd; /* while connecting; -1 once the stream handle owns it */
};

static void end(struct tcp_client *c, enum err e)
{
	if (c->ended || c->closed)
		return;
	c->ended = true;
	c->events.ended(c->ctx, e);
}

/* ---- output ---- */

static void on_written(uv_write_t *w, int status);

static void flush(struct tcp_client *c)
{
	if (!c->connected || c->flying.len > 0 || c->waiting.len == 0 || c->ended)
		return;
	uv_stream_t *stream = (uv_stream_t *)&c->stream;
	uv_buf_t buf = uv_buf_init((char *)c->waiting.data, (unsigned)c->waiting.len);
	int left = uv_try_write(stream, &buf, 1);
	if (left < 0 && left != UV_EAGAIN) {
		end(c, err_from_errno(-left));
		return;
	}
	size_t sent = left > 0 ? (size_t)left : 0;
	if (sent == c->waiting.len) {
		c->waiting.len = 0;
		return;
	}
	struct octets spare = c->flying;
	c->flying = c->waiting;
	c->waiting = spare;
	c->waiting.len = 0;
	buf = uv_buf_init((char *)c->flying.data + sent, (unsigned)(c->flying.len - sent));
	c->write.data = c;
	int result = uv_write(&c->write, stream, &buf, 1, on_written);
	if (result != 0)
		end(c, err_from_errno(-result));
}

static void on_written(uv_write_t *w, int status)
{
	struct tcp_client *c = w->data;
	c->flying.len = 0;
	if (c->closed)
		return;
	if (status != 0)
		end(c, err_from_errno(-status));
	else
		flush(c);
}

static void on_prepare(uv_prepare_t *p)
{
	uv_prepare_stop(p);
	flush(p->data);
}

enum err tcp_client_send(struct tcp_client *c, struct span msg)
{
	struct octets *w = &c->waiting;
	if (c->ended || c->closed)
		return E_CLOSED;
	if (msg.len > UINT16_MAX)
		return E_RANGE;
	size_t size = FRAME_HEAD + msg.len;
	if (w->len + c->flying.len + size > c->max_output)
		return E_LIMIT;
	if (w->cap < w->len + size) {
		w->cap = MAX_OF(w->len + size, w->cap * 2);
		w->data = mem_realloc(w->data, w->cap);
	}
	wire_set_u16(w->data + w->len, (uint16_t)msg.len);
	memcpy(w->data + w->len + FRAME_HEAD, msg.data, msg.len);
	w->len += size;
	if (c->connected)
		uv_prepare_start(&c->prepare, on_prepare);
	return OK;
}

/* ---- input ---- */

static void on_room(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
	struct tcp_client *c = h->data;
	(void)suggested;
	buf->base = (char *)frame_read_at(&c->in, c->scratch);
	buf->len = FRAME_READ;
}

/* Hand over complete messages and keep the rest. */
static void deliver(struct tcp_client *c, struct span octets)
{
	struct span msgs[MESSAGES_MAX];
	c->delivering = true;
	while (!c->closed && !c->ended && !c->paused) {
		size_t used = 0;
		size_t count = frame_split(octets, msgs, MESSAGES_MAX, &used);
		if (count == 0)
			break;
		octets = span_skip(octets, used);
		c->events.messages(c->ctx, msgs, count);
	}
	frame_hold(&c->in, octets);
	c->delivering = false;
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf)
{
	struct tcp_client *c = stream->data;
	(void)buf;
	if (got == 0 || c->closed)
		return;
	if (got < 0) {
		uv_read_stop(stream);
		end(c, got == UV_EOF ? E_CLOSED : err_from_errno((int)-got));
		return;
	}
	struct span octets = frame_arrived(&c->in, c->scratch, (size_t)got);
	if (octets.len > 0)
		deliver(c, octets);
}

void tcp_client_pause(struct tcp_client *c, bool paused)
{
	if (c->paused == paused || c->closed)
		return;
	c->paused = paused;
	if (!c->connected || c->ended)
		return;
	if (paused) {
		uv_read_stop((uv_stream_t *)&c->stream);
	} else {
		deliver(c, frame_held(&c->in));
		if (!c->closed && !c->paused && !c->ended)
			uv_read_start((uv_stream_t *)&c->stream, on_room, on_read);
	}
}

/* ---- connecting ---- */

static void on_own_closed(uv_handle_t *h);

static void on_connected(uv_poll_t *p, int status, int events)
{
	struct tcp_client *c = p->data;
	int errnum = 0;
	socklen_t len = sizeof(errnum);
	(void)status;
	(void)events;
	if (c->closed || c->connected)
		return;
	/* Closed before the stream handle takes the descriptor: both would share its events. */
	uv_close((uv_handle_t *)p, on_own_closed);
	uv_timer_stop(&c->timer);
	if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &errnum, &len) != 0)
		errnum = errno;
	if (errnum == 0)
		errnum = -uv_tcp_open(&c->stream, c->fd);
	if (errnum != 0) {
		end(c, err_from_errno(errnum));
		return;
	}
	c->fd = -1;
	c->connected = true;
	if (c->events.connected != NULL)
		c->events.connected(c->ctx);
	if (!c->closed && !c->paused)
		uv_read_start((uv_stream_t *)&c->stream, on_room, on_read);
	if (!c->closed)
		flush(c);
}

static void on_timeout(uv_timer_t *t)
{
	struct tcp_client *c = t->data;
	uv_poll_stop(&c->poll);
	end(c, E_TIMEOUT);
}

enum err tcp_client_adopt(struct tcp_client **out, uv_loop_t *loop, int fd,
                          const struct tcp_client_options *options,
                          const struct tcp_client_events *events, void *ctx)
{
	struct tcp_client *c = mem_zalloc(sizeof(*c));
	if (uv_poll_init(loop, &c->poll, fd) != 0) {
		close(fd);
		mem_free(c);
		return E_IO;
	}
	uv_tcp_init(loop, &c->stream);
	uv_timer_init(loop, &c->timer);
	uv_prepare_init(loop, &c->prepare);
	c->poll.data = c->stream.data = c->timer.data = c->prepare.data = c;
	c->handles = 4; /* poll, stream, timer and prepare */
	c->fd = fd;
	c->events = *events;
	c->ctx = ctx;
	c->max_output = options->max_output > 0 ? options->max_output : (size_t)OUTPUT_DEFAULT;
	c->owns_scratch = options->scratch == NULL;
	c->scratch = c->owns_scratch ? mem_alloc(FRAME_SCRATCH) : options->scratch;
	uv_poll_start(&c->poll, UV_WRITABLE, on_connected);
	if (options->connect_ms > 0)
		uv_timer_start(&c->timer, on_timeout, options->connect_ms, 0);
	*out = c;
	return OK;
}

enum err tcp_client_open(struct tcp_client **out, uv_loop_t *loop, const struct addr *to,
                         const struct tcp_client_options *options,
                         const struct tcp_client_events *events, void *ctx)
{
	int fd = -1;
	TRY(socket_connect_stream(&fd, to, options->from, options->fast_open));
	return tcp_client_adopt(out, loop, fd, options, events, ctx);
}

/* ---- the end ---- */

static void on_own_closed(uv_handle_t *h)
{
	struct tcp_client *c = h->data;
	if (--c->handles > 0)
		return;
	if (c->fd >= 0)
		close(c->fd);
	if (c->owns_scratch)
		mem_free(c->scratch);
	frame_hold_deinit(&c->in);
	mem_free(c->waiting.data);
	mem_free(c->flying.data);
	mem_free(c);
}

void tcp_client_close(struct tcp_client *c)
{
	if (c->closed)
		return;
	c->closed = true;
	if (!uv_is_closing((uv_handle_t *)&c->poll))
		uv_close((uv_handle_t *)&c->poll, on_own_closed);
	uv_close((uv_handle_t *)&c->stream, on_own_closed);
	uv_close((uv_handle_t *)&c->timer, on_own_closed);
	uv_close((uv_handle_t *)&c->prepare, on_own_closed);
}

int tcp_client_release(struct tcp_client *c)
{
	int fd = -1;
	bool whole = c->waiting.len == 0 && c->flying.len == 0 && !c->delivering &&
	             frame_hold_is_empty(&c->in);
	uv_os_fd_t ours;
	/* libuv gives no descriptor back: it closes its own, another one keeps the connection. */
	if (tcp_client_is_connected(c) && whole && !c->closed &&
	    uv_fileno((const uv_handle_t *)&c->stream, &ours) == 0)
		fd = fcntl(ours, F_DUPFD_CLOEXEC, 0);
	tcp_client_close(c);
	return fd;
}

bool tcp_client_is_connected(const struct tcp_client *c)
{
	return c->connected && !c->ended;
}

struct addr tcp_client_local(const struct tcp_client *c)
{
	uv_os_fd_t fd = c->fd;
	if (c->connected && uv_fileno((const uv_handle_t *)&c->stream, &fd) != 0)
		fd = -1;
	return socket_local(fd);
}
