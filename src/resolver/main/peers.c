/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both ends of a leader's commands.  The sockets block, with a bound in time, so that neither end
 * can hold up the other for ever.  Invariant: an end on which a message was cut short is closed.
 */

#include "resolver/main/peers.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

struct head {
	uint32_t len;
	uint32_t serial;
};

/* The first octet of an answer. */
enum { ANSWER_FAILED, ANSWER_GOOD };

struct peers {
	uv_poll_t poll;
	struct script *script;
	int fd;
};

static void set_bounds(int fd)
{
	const struct timeval wait = {.tv_sec = PEERS_WAIT_MS / 1000};
	/* Without them it would only wait for longer. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
}

static bool send_all(int fd, const void *data, size_t len)
{
	const uint8_t *at = data;
	while (len > 0) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* *got says how much came before it failed. */
static bool receive_all(int fd, void *data, size_t len, size_t *got)
{
	*got = 0;
	while (*got < len) {
		ssize_t n = recv(fd, (uint8_t *)data + *got, len - *got, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = ECONNRESET;
		if (n <= 0)
			return false;
		*got += (size_t)n;
	}
	return true;
}

static bool send_message(int fd, uint32_t serial, struct span text)
{
	const struct head head = {.len = (uint32_t)text.len, .serial = serial};
	return send_all(fd, &head, sizeof(head)) && send_all(fd, text.data, text.len);
}

/* *whole: nothing of a message is missing, so that the next one may follow. */
static bool receive_message(int fd, uint32_t *serial, struct text *out, size_t max, bool *whole)
{
	struct head head;
	size_t got;
	bool good = receive_all(fd, &head, sizeof(head), &got);
	*whole = got == 0 && errno == EAGAIN;
	if (!good)
		return false;
	*whole = false;
	text_reset(out);
	if (head.len > max || !text_reserve(out, head.len))
		return false;
	*whole = receive_all(fd, out->buf, head.len, &got);
	out->len = got;
	out->buf[got] = '\0';
	*serial = head.serial;
	return *whole;
}

bool peers_ask(int *fd, struct span command, struct text *out)
{
	static uint32_t last;
	uint32_t serial = ++last, theirs = 0;
	bool whole = false, good;
	if (*fd < 0 || command.len > PEERS_COMMAND_MAX)
		return false;
	set_bounds(*fd);
	good = send_message(*fd, serial, command);
	while (good && theirs != serial)
		good = receive_message(*fd, &theirs, out, PEERS_ANSWER_MAX, &whole);
	if (!good && !whole) {
		close(*fd);
		*fd = -1;
	}
	if (!good || out->len == 0 || out->buf[0] != ANSWER_GOOD)
		return false;
	memmove(out->buf, out->buf + 1, out->len); /* with the terminator */
	out->len--;
	return true;
}

static void stop(struct peers *p)
{
	uv_poll_stop(&p->poll);
	close(p->fd);
	p->fd = -1;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct peers *p = poll->data;
	struct text command, answer;
	uint32_t serial = 0;
	bool whole;
	(void)events;
	text_init(&command);
	text_init(&answer);
	bool good = status == 0 &&
	            receive_message(p->fd, &serial, &command, PEERS_COMMAND_MAX, &whole);
	if (good) {
		text_put_char(&answer, ANSWER_GOOD);
		if (!script_eval(p->script, text_span(&command), &answer))
			answer.buf[0] = ANSWER_FAILED;
		if (answer.len > PEERS_ANSWER_MAX)
			text_truncate(&answer, 0);
		good = send_message(p->fd, serial, text_span(&answer));
	}
	if (!good)
		stop(p);
	text_deinit(&command);
	text_deinit(&answer);
}

struct peers *peers_serve(uv_loop_t *loop, struct script *script, int fd)
{
	struct peers *p = mem_zalloc(sizeof(*p));
	*p = (struct peers){.script = script, .fd = fd};
	set_bounds(fd);
	if (uv_poll_init(loop, &p->poll, fd) != 0) {
		close(fd);
		mem_free(p);
		return NULL;
	}
	/* The loop has made it return at once, but bounds in time are for sockets that block. */
	int flags = fcntl(fd, F_GETFL);
	if (flags >= 0)
		(void)fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	p->poll.data = p;
	uv_poll_start(&p->poll, UV_READABLE, on_readable);
	/* Waiting for commands is no reason to go on. */
	uv_unref((uv_handle_t *)&p->poll);
	return p;
}

static void on_closed(uv_handle_t *h)
{
	mem_free(h->data);
}

void peers_close(struct peers *p)
{
	if (p == NULL)
		return;
	if (p->fd >= 0)
		stop(p);
	uv_close((uv_handle_t *)&p->poll, on_closed);
}
