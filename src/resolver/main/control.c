/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control connections.  A client may close its half after the last command and still gets all
 * replies.  Invariant: while replies wait to be sent nothing more is read, so that a client that
 * does not read cannot make us hold more than one command's text.
 */

#include "resolver/main/control.h"

#include "base/list.h"
#include "base/mem.h"
#include "report/group_log.h"
#include "resolver/main/session.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_SIZE = 4096, CLIENTS_MAX = 64 };

struct control {
	uv_pipe_t listener;
	struct script *script;
	struct list clients;
	unsigned count;
	bool quiet;
	char path[32];
	char link[288];
};

struct client {
	uv_pipe_t pipe;
	struct list link;
	struct control *control;
	struct session session;
	struct text reply; /* being sent */
	uv_write_t write;
	bool last; /* close when the reply is sent */
	char room[READ_SIZE];
};

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf);

static void on_client_closed(uv_handle_t *h)
{
	struct client *c = h->data;
	session_deinit(&c->session);
	text_deinit(&c->reply);
	mem_free(c);
}

static void client_close(struct client *c)
{
	if (uv_is_closing((uv_handle_t *)&c->pipe))
		return;
	list_remove(&c->link);
	c->control->count--;
	uv_close((uv_handle_t *)&c->pipe, on_client_closed);
}

static void on_room(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
	struct client *c = h->data;
	(void)suggested;
	*buf = uv_buf_init(c->room, sizeof(c->room));
}

static void on_written(uv_write_t *w, int status)
{
	struct client *c = w->data;
	text_reset(&c->reply);
	if (status != 0 || c->last)
		client_close(c);
	else
		uv_read_start((uv_stream_t *)&c->pipe, on_room, on_read);
}

static void client_send(struct client *c)
{
	uv_buf_t buf = uv_buf_init(c->reply.buf, (unsigned)c->reply.len);
	if (c->reply.len == 0) {
		if (c->last)
			client_close(c);
		return;
	}
	uv_read_stop((uv_stream_t *)&c->pipe);
	c->write.data = c;
	if (uv_write(&c->write, (uv_stream_t *)&c->pipe, &buf, 1, on_written) != 0)
		client_close(c);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf)
{
	struct client *c = stream->data;
	if (got == 0)
		return;
	if (got == UV_EOF) {
		uv_read_stop(stream);
		c->last = true;
		session_finish(&c->session, &c->reply);
	} else if (got < 0) {
		client_close(c);
		return;
	} else if (!session_take(&c->session, span_of(buf->base, (size_t)got), &c->reply)) {
		text_put(&c->reply, "the command is too long\n");
		c->last = true;
	}
	client_send(c);
}

static void on_connection(uv_stream_t *listener, int status)
{
	struct control *k = listener->data;
	if (status != 0)
		return;
	struct client *c = mem_zalloc(sizeof(*c));
	uv_pipe_init(listener->loop, &c->pipe, 0);
	c->pipe.data = c;
	c->control = k;
	session_init(&c->session, k->script, k->quiet);
	text_init(&c->reply);
	list_append(&k->clients, &c->link);
	k->count++;
	if (uv_accept(listener, (uv_stream_t *)&c->pipe) != 0 || k->count > CLIENTS_MAX) {
		client_close(c);
		return;
	}
	session_greet(&c->session, &c->reply);
	uv_read_start((uv_stream_t *)&c->pipe, on_room, on_read);
	client_send(c);
}

/* Remove what processes that have ended left behind, so that the listing is that of live ones. */
static void remove_stale(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL) {
		char *end;
		long pid = strtol(e->d_name, &end, 10);
		if (e->d_name[0] == '.' || *end != '\0' || pid <= 0)
			continue;
		if (pid == getpid() || (kill((pid_t)pid, 0) != 0 && errno == ESRCH))
			unlinkat(dirfd(d), e->d_name, 0);
	}
	closedir(d);
}

static enum err make_dir(const char *dir)
{
	if (mkdir(dir, 0770) != 0 && errno != EEXIST)
		return err_from_errno(errno);
	remove_stale(dir);
	return OK;
}

/* The later layout of the run directory: the same socket under another name. */
static void link_instance(struct control *c)
{
	const char *instance = getenv("SYSTEMD_INSTANCE");
	char target[40];
	if (make_dir("control") != OK || (instance != NULL && strchr(instance, '/') != NULL))
		return;
	if (instance != NULL && instance[0] != '\0')
		snprintf(c->link, sizeof(c->link), "control/%s", instance);
	else
		snprintf(c->link, sizeof(c->link), "control/%d", (int)getpid());
	snprintf(target, sizeof(target), "../%s", c->path);
	unlink(c->link);
	if (symlink(target, c->link) != 0)
		c->link[0] = '\0'; /* the socket itself is there */
}

static void on_listener_closed(uv_handle_t *h)
{
	mem_free(h->data);
}

enum err control_new(struct control **out, uv_loop_t *loop, struct script *script, bool quiet)
{
	enum { BACKLOG = 16 };
	TRY(make_dir("tty"));
	struct control *c = mem_zalloc(sizeof(*c));
	c->script = script;
	c->quiet = quiet;
	list_init(&c->clients);
	snprintf(c->path, sizeof(c->path), "tty/%d", (int)getpid());
	uv_pipe_init(loop, &c->listener, 0);
	c->listener.data = c;
	int status = uv_pipe_bind(&c->listener, c->path);
	if (status == 0)
		status = uv_listen((uv_stream_t *)&c->listener, BACKLOG, on_connection);
	if (status != 0) {
		uv_close((uv_handle_t *)&c->listener, on_listener_closed);
		return err_from_errno(-status);
	}
	link_instance(c);
	*out = c;
	return OK;
}

void control_close(struct control *c)
{
	LIST_EACH_SAFE (it, &c->clients)
		client_close(LIST_ITEM(it, struct client, link));
	unlink(c->path); /* libuv removes it too, but only where its path still leads */
	if (c->link[0] != '\0')
		unlink(c->link);
	uv_close((uv_handle_t *)&c->listener, on_listener_closed);
}
