/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections under one poll.  Each has a deadline from the moment it was accepted; what it is
 * answered is made whole before the first octet leaves.
 */
#include "net/http1.h"

#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

struct http1_client {
	int fd; /* -1: free */
	struct mono deadline;
	size_t len; /* of the request so far */
	size_t sent;
	bool answers;
	struct text out;
	uint8_t in[HTTP1_REQUEST_MAX];
};

struct http1_server {
	int fd;
	int stop_fd;
	http1_fn content;
	void *ctx;
	unsigned count;
	struct http1_client clients[HTTP1_CLIENTS];
};

struct http1_server *http1_new(int fd, http1_fn content, void *ctx)
{
	struct http1_server *s = mem_zalloc(sizeof(*s));
	s->fd = fd;
	s->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->content = content;
	s->ctx = ctx;
	for (size_t i = 0; i < HTTP1_CLIENTS; i++)
		s->clients[i].fd = -1;
	return s;
}

static void client_close(struct http1_server *s, struct http1_client *c)
{
	close(c->fd);
	text_deinit(&c->out);
	c->fd = -1;
	s->count--;
}

void http1_free(struct http1_server *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < HTTP1_CLIENTS; i++) {
		if (s->clients[i].fd >= 0)
			client_close(s, &s->clients[i]);
	}
	close(s->fd);
	close(s->stop_fd);
	mem_free(s);
}

void http1_stop(struct http1_server *s)
{
	uint64_t one = 1;
	ssize_t n = write(s->stop_fd, &one, sizeof(one));
	(void)n;
}

static const char *reason(unsigned status)
{
	switch (status) {
	case 200:
		return "OK";
	case 404:
		return "Not Found";
	case 413:
		return "Content Too Large";
	case 414:
		return "URI Too Long";
	case 431:
		return "Request Header Fields Too Large";
	case 501:
		return "Not Implemented";
	case 505:
		return "HTTP Version Not Supported";
	default:
		return "Bad Request";
	}
}

static void answer(struct http1_client *c, unsigned status, const char *type,
                   const struct text *body, bool is_head)
{
	text_printf(&c->out,
	            "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	            "Connection: close\r\n\r\n",
	            status, reason(status), type, body->len);
	if (!is_head && body->len > 0)
		text_put_octets(&c->out, body->buf, body->len);
	c->answers = true;
}

static void request_take(struct http1_server *s, struct http1_client *c)
{
	struct http1_request r = {.is_head = false};
	struct text body;
	const char *type = "text/plain; charset=utf-8";
	unsigned status = 0;
	enum http1_parsed parsed = http1_parse(&r, &status, span_of(c->in, c->len));
	if (parsed == HTTP1_MORE)
		return;
	text_init(&body);
	if (parsed == HTTP1_GOOD)
		status = s->content(s->ctx, r.path, &body, &type) ? 200 : 404;
	if (status != 200) {
		text_reset(&body);
		text_printf(&body, "%s\n", reason(status));
	}
	answer(c, status, type, &body, r.is_head);
	text_deinit(&body);
}

/* false: the connection is over. */
static bool client_read(struct http1_server *s, struct http1_client *c)
{
	ssize_t n = recv(c->fd, c->in + c->len, sizeof(c->in) - c->len, MSG_DONTWAIT);
	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	c->len += (size_t)n;
	request_take(s, c);
	return true;
}

static bool client_write(struct http1_client *c)
{
	ssize_t n = send(c->fd, c->out.buf + c->sent, c->out.len - c->sent,
	                 MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	c->sent += (size_t)n;
	return c->sent < c->out.len;
}

static void client_accept(struct http1_server *s)
{
	int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct http1_client *c = s->clients;
	if (fd < 0)
		return;
	while (c->fd >= 0) /* there is room, or nobody would be accepted */
		c++;
	c->fd = fd;
	c->deadline = mono_add_ms(clock_mono(), HTTP1_TIME_MS);
	c->len = c->sent = 0;
	c->answers = false;
	text_init(&c->out);
	s->count++;
}

/* Milliseconds until the first deadline; -1: nobody is connected. */
static int time_left(const struct http1_server *s, struct mono now)
{
	int64_t least = -1;
	for (size_t i = 0; i < HTTP1_CLIENTS; i++) {
		const struct http1_client *c = &s->clients[i];
		if (c->fd < 0)
			continue;
		int64_t ms = MAX_OF(mono_ms_between(now, c->deadline), (int64_t)0);
		least = least < 0 ? ms : MIN_OF(least, ms);
	}
	return least < 0 ? -1 : (int)least + 1;
}

static void serve_client(struct http1_server *s, struct http1_client *c, short events)
{
	bool goes_on = mono_ms_between(clock_mono(), c->deadline) > 0;
	if (goes_on && events != 0)
		goes_on = c->answers ? client_write(c) : client_read(s, c);
	if (!goes_on)
		client_close(s, c);
}

void http1_run(struct http1_server *s)
{
	for (;;) {
		struct pollfd fds[HTTP1_CLIENTS + 2];
		/* Poll takes no notice of negative descriptors: of free places, and of the listener
		 * while all are taken. */
		fds[0] = (struct pollfd){.fd = s->stop_fd, .events = POLLIN};
		fds[1] = (struct pollfd){.fd = s->count < HTTP1_CLIENTS ? s->fd : -1,
		                         .events = POLLIN};
		for (size_t i = 0; i < HTTP1_CLIENTS; i++)
			fds[i + 2] = (struct pollfd){.fd = s->clients[i].fd,
			                             .events = s->clients[i].answers ? POLLOUT
			                                                             : POLLIN};
		poll(fds, ARRAY_LEN(fds), time_left(s, clock_mono()));
		if (fds[0].revents != 0)
			return;
		for (size_t i = 0; i < HTTP1_CLIENTS; i++) {
			if (fds[i + 2].fd >= 0)
				serve_client(s, &s->clients[i], fds[i + 2].revents);
		}
		if (fds[1].fd >= 0 && fds[1].revents != 0)
			client_accept(s);
	}
}
