/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands and replies over a control socket.  Whether a prompt comes first is the daemon's choice
 * (-q): its two octets cannot begin a length that is taken. */

#include "tools/kresc/link.h"

#include "base/wire.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static enum err send_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EPIPE ? E_EOF : err_from_errno(errno);
		data += n;
		len -= (size_t)n;
	}
	return OK;
}

static enum err receive_all(int fd, void *data, size_t len)
{
	uint8_t *at = data;
	while (len > 0) {
		ssize_t n = recv(fd, at, len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0 || (n < 0 && errno == ECONNRESET))
			return E_EOF;
		if (n < 0)
			return err_from_errno(errno);
		at += n;
		len -= (size_t)n;
	}
	return OK;
}

enum err link_open(struct link *l, const char *path)
{
	static const char mode[] = "__binary\n";
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(at.sun_path))
		return E_RANGE;
	memcpy(at.sun_path, path, strlen(path));
	*l = (struct link){.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	if (l->fd < 0)
		return err_from_errno(errno);
	enum err e = OK;
	if (connect(l->fd, (const struct sockaddr *)&at, sizeof(at)) != 0)
		e = err_from_errno(errno);
	if (e == OK)
		e = send_all(l->fd, mode, strlen(mode));
	if (e != OK)
		link_close(l);
	return e;
}

void link_close(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}

static enum err receive_length(struct link *l, uint32_t *len)
{
	uint8_t octets[4];
	TRY(receive_all(l->fd, octets, sizeof(octets)));
	if (!l->greeted && octets[0] == '>' && octets[1] == ' ') {
		octets[0] = octets[2];
		octets[1] = octets[3];
		TRY(receive_all(l->fd, octets + 2, 2));
	}
	l->greeted = true;
	*len = wire_get_u32(octets);
	return *len <= LINK_REPLY_MAX ? OK : E_RANGE;
}

enum err link_ask(struct link *l, const char *command, struct text *reply)
{
	struct text line;
	uint32_t len = 0;
	text_init(&line);
	text_put(&line, command);
	while (line.len > 0 && line.buf[line.len - 1] == '\n')
		text_truncate(&line, line.len - 1);
	for (size_t i = 0; i < line.len; i++) {
		if (line.buf[i] == '\n')
			line.buf[i] = ' ';
	}
	text_put_char(&line, '\n');
	enum err e = send_all(l->fd, line.buf, line.len);
	text_deinit(&line);
	TRY(e);
	TRY(receive_length(l, &len));
	text_reset(reply);
	text_reserve(reply, len);
	TRY(receive_all(l->fd, reply->buf, len));
	reply->len = len;
	reply->buf[len] = '\0';
	return OK;
}
