/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control connections.  A client may close its half after the last command and still gets all
 * replies.  Invariant: while replies wait to be sent no further command is carried out, so that a
 * client that does not read cannot make us hold more than a few commands' texts.
 */

#include "resolver/main/control.h"

#include "base/clock.h"
#include "base/list.h"
#include "base/mem.h"
#include "resolver/main/session.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { READ_SIZE = 4096, CLIENTS_MAX = 64 };

/* A socket that is listened on. */
struct door {
	uv_pipe_t pipe;
	struct list link;
	struct control *control;
};

struct control {
	uv_loop_t *loop;
	struct script *script;
	struct list doors;
	unsigned doors_left; /* not closed by the loop yet */
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
	struct span rest; /* of what was read: commands that wait for the reply to leave */
	bool last;        /* close when the reply is sent */
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

static void go_on(struct client *c);

static void on_written(uv_write_t *w, int status)
{
	struct client *c = w->data;
	text_reset(&c->reply);
	if (status != 0)
		client_close(c);
	else
		go_on(c);
}

static void client_send(struct client *c)
{
	uv_buf_t buf = uv_buf_init(c->reply.buf, (unsigned)c->reply.len);
	uv_read_stop((uv_stream_t *)&c->pipe);
	c->write.data = c;
	if (uv_write(&c->write, (uv_stream_t *)&c->pipe, &buf, 1, on_written) != 0)
		client_close(c);
}

/* Carry out what was read, then send what it gave, or read on, or close. */
static void go_on(struct client *c)
{
	if (c->rest.len > 0 && !session_take(&c->session, &c->rest, &c->reply)) {
		text_put(&c->reply, "the command is too long\n");
		c->rest = span_of(NULL, 0);
		c->last = true;
	}
	if (c->reply.len > 0)
		client_send(c);
	else if (c->last)
		client_close(c);
	else
		uv_read_start((uv_stream_t *)&c->pipe, on_room, on_read);
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
	} else {
		c->rest = span_of(buf->base, (size_t)got);
	}
	go_on(c);
}

static void on_connection(uv_stream_t *listener, int status)
{
	struct control *k = ((struct door *)listener->data)->control;
	if (status != 0)
		return;
	struct client *c = mem_zalloc(sizeof(*c));
	uv_pipe_init(listener->loop, &c->pipe, 0);
	c->pipe.data = c;
	c->control = k;
	session_init(&c->session, k->script, k->quiet, stdout);
	text_init(&c->reply);
	list_append(&k->clients, &c->link);
	k->count++;
	if (uv_accept(listener, (uv_stream_t *)&c->pipe) != 0 || k->count > CLIENTS_MAX) {
		client_close(c);
		return;
	}
	session_greet(&c->session, &c->reply);
	go_on(c);
}

/* ---- files in the run directory ---- */

/* Is nobody there any more?  The number may have gone to another program since. */
static bool is_dead(int folder, const char *name, pid_t pid)
{
	enum { STARTING_S = 10 }; /* between making a socket and listening on it */
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	struct stat st;
	if (pid == getpid() || (kill(pid, 0) != 0 && errno == ESRCH))
		return true;
	if (fstatat(folder, name, &st, 0) != 0 || clock_wall().s - st.st_ctime < STARTING_S)
		return false;
	snprintf(at.sun_path, sizeof(at.sun_path), "/proc/self/fd/%d/%s", folder, name);
	int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return false;
	bool dead = connect(probe, (const struct sockaddr *)&at, sizeof(at)) != 0 &&
	            errno == ECONNREFUSED;
	close(probe);
	return dead;
}

/* Remove what processes that have ended left behind, so that the listing is that of live ones. */
static void remove_stale(DIR *d)
{
	enum { PID_DIGITS = 10 };
	const struct dirent *e;
	struct stat st;
	while ((e = readdir(d)) != NULL) {
		char *end;
		long pid = strtol(e->d_name, &end, 10);
		bool is_link = fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		               S_ISLNK(st.st_mode);
		if (e->d_name[0] == '.' || (!is_link && (*end != '\0' || pid <= 0)) ||
		    strlen(e->d_name) > (is_link ? NAME_MAX : PID_DIGITS))
			continue;
		/* A link leads to a socket in tty, which has been looked at before. */
		bool stale = is_link ? fstatat(dirfd(d), e->d_name, &st, 0) != 0
		                     : is_dead(dirfd(d), e->d_name, (pid_t)pid);
		if (stale)
			unlinkat(dirfd(d), e->d_name, 0);
	}
}

static enum err make_dir(const char *dir)
{
	if (mkdir(dir, 0770) != 0 && errno != EEXIST)
		return err_from_errno(errno);
	DIR *d = opendir(dir);
	if (d == NULL)
		return err_from_errno(errno);
	remove_stale(d);
	closedir(d);
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

/* The link may lead to a later process of the same name by now. */
static void unlink_instance(const struct control *c)
{
	char target[64];
	ssize_t len = c->link[0] != '\0' ? readlink(c->link, target, sizeof(target)) : -1;
	/* "../" and our path */
	if (len > 3 && (size_t)len == 3 + strlen(c->path) &&
	    memcmp(target + 3, c->path, strlen(c->path)) == 0)
		unlink(c->link);
}

/* ---- doors ---- */

static void on_door_closed(uv_handle_t *h)
{
	struct door *door = h->data;
	struct control *c = door->control;
	mem_free(door);
	if (--c->doors_left == 0)
		mem_free(c);
}

static struct door *door_new(struct control *c)
{
	struct door *door = mem_zalloc(sizeof(*door));
	uv_pipe_init(c->loop, &door->pipe, 0);
	door->pipe.data = door;
	door->control = c;
	list_append(&c->doors, &door->link);
	c->doors_left++;
	return door;
}

static void doors_close(struct control *c)
{
	LIST_EACH_SAFE (it, &c->doors)
		uv_close((uv_handle_t *)&LIST_ITEM(it, struct door, link)->pipe, on_door_closed);
}

static enum err door_open(struct door *door, int status)
{
	enum { BACKLOG = 16 };
	if (status == 0)
		status = uv_listen((uv_stream_t *)&door->pipe, BACKLOG, on_connection);
	return status == 0 ? OK : err_from_errno(-status);
}

enum err control_new(struct control **out, uv_loop_t *loop, struct script *script, bool quiet)
{
	TRY(make_dir("tty"));
	struct control *c = mem_zalloc(sizeof(*c));
	c->loop = loop;
	c->script = script;
	c->quiet = quiet;
	list_init(&c->doors);
	list_init(&c->clients);
	snprintf(c->path, sizeof(c->path), "tty/%d", (int)getpid());
	struct door *door = door_new(c);
	enum err e = door_open(door, uv_pipe_bind(&door->pipe, c->path));
	if (e != OK) {
		doors_close(c);
		return e;
	}
	link_instance(c);
	*out = c;
	return OK;
}

enum err control_adopt(struct control *c, int fd)
{
	struct sockaddr_un at = {.sun_family = AF_UNSPEC};
	socklen_t len = sizeof(at);
	if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return err_from_errno(errno);
	if (at.sun_family != AF_UNIX)
		return E_INVALID;
	struct door *door = door_new(c);
	return door_open(door, uv_pipe_open(&door->pipe, fd));
}

void control_close(struct control *c)
{
	LIST_EACH_SAFE (it, &c->clients)
		client_close(LIST_ITEM(it, struct client, link));
	unlink(c->path); /* libuv removes it too, but only where its path still leads */
	unlink_instance(c);
	doors_close(c);
}
