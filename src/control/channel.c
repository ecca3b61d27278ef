/* SPDX-License-Identifier: BSD-2-Clause */
/* Control connections. Blocking by design: both ends serve one peer per thread. */

#include "control/channel.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { OUTPUT_FLUSH = 64 * 1024, INPUT_CHUNK = 16 * 1024 };

void ctl_channel_init(struct ctl_channel *c, int fd, int timeout_ms)
{
	*c = (struct ctl_channel){.fd = fd, .timeout_ms = timeout_ms};
	text_init(&c->in);
	text_init(&c->out);
}

void ctl_channel_deinit(struct ctl_channel *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	text_deinit(&c->in);
	text_deinit(&c->out);
}

static enum err unix_address(struct sockaddr_un *un, const char *path)
{
	*un = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(un->sun_path))
		return E_NAME_LONG;
	memcpy(un->sun_path, path, strlen(path));
	return OK;
}

enum err ctl_connect(struct ctl_channel *c, const char *path, int timeout_ms)
{
	struct sockaddr_un un;
	TRY(unix_address(&un, path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_from_errno(errno);
	if (connect(fd, (struct sockaddr *)&un, sizeof(un)) != 0) {
		enum err e = err_from_errno(errno);
		close(fd);
		return e;
	}
	ctl_channel_init(c, fd, timeout_ms);
	return OK;
}

enum err ctl_listen(int *out, const char *path, int backlog)
{
	struct sockaddr_un un;
	TRY(unix_address(&un, path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_from_errno(errno);
	/* Nobody answers at a file that a dead server left: only then is it ours to remove. */
	bool live = connect(fd, (struct sockaddr *)&un, sizeof(un)) == 0;
	close(fd);
	if (live)
		return E_ADDRINUSE;
	if (unlink(path) != 0 && errno != ENOENT)
		return err_from_errno(errno);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_from_errno(errno);
	if (bind(fd, (struct sockaddr *)&un, sizeof(un)) != 0 || listen(fd, backlog) != 0) {
		enum err e = err_from_errno(errno);
		close(fd);
		return e;
	}
	*out = fd;
	return OK;
}

static enum err wait_for(const struct ctl_channel *c, short events)
{
	struct pollfd p = {.fd = c->fd, .events = events};
	int n;
	do {
		n = poll(&p, 1, c->timeout_ms);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_from_errno(errno);
	return n == 0 ? E_TIMEOUT : OK;
}

static enum err flush(struct ctl_channel *c)
{
	size_t done = 0;
	while (done < c->out.len) {
		TRY(wait_for(c, POLLOUT));
		ssize_t n = send(c->fd, c->out.buf + done, c->out.len - done,
		                 MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return errno == EPIPE ? E_CLOSED : err_from_errno(errno);
		done += (size_t)n;
	}
	text_reset(&c->out);
	return OK;
}

enum err ctl_send(struct ctl_channel *c, const struct ctl_unit *unit)
{
	ctl_unit_write(&c->out, unit);
	bool ends = unit->type == CTL_BLOCK || unit->type == CTL_END;
	return ends || c->out.len >= OUTPUT_FLUSH ? flush(c) : OK;
}

enum err ctl_send_frames(struct ctl_channel *c, struct span frames)
{
	text_put_octets(&c->out, frames.data, frames.len);
	return c->out.len >= OUTPUT_FLUSH ? flush(c) : OK;
}

enum err ctl_send_type(struct ctl_channel *c, enum ctl_unit_type type)
{
	struct ctl_unit unit = {.type = type};
	return ctl_send(c, &unit);
}

static enum err read_more(struct ctl_channel *c)
{
	if (c->in.len >= CTL_INPUT_MAX)
		return E_LIMIT;
	TRY(wait_for(c, POLLIN));
	text_reserve(&c->in, INPUT_CHUNK);
	ssize_t n = recv(c->fd, c->in.buf + c->in.len, INPUT_CHUNK, MSG_DONTWAIT);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? OK : err_from_errno(errno);
	if (n == 0)
		return E_CLOSED;
	c->in.len += (size_t)n;
	return OK;
}

enum err ctl_receive(struct ctl_channel *c, struct ctl_unit *out)
{
	size_t used;
	/* What was read before is no longer borrowed: make room at the front. */
	memmove(c->in.buf, c->in.buf + c->in_used, c->in.len - c->in_used);
	c->in.len -= c->in_used;
	c->in_used = 0;
	for (;;) {
		enum err e = ctl_unit_read(out, text_span(&c->in), &used);
		if (e == OK) {
			c->in_used = used;
			return OK;
		}
		if (e != E_AGAIN)
			return e;
		TRY(read_more(c));
	}
}
