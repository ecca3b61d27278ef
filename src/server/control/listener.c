/* SPDX-License-Identifier: BSD-2-Clause */
/* Accepting control clients. A client that says nothing is let go after the timeout. */

#include "server/control/listener.h"

#include "base/crash.h"
#include "base/mem.h"
#include "report/log.h"
#include "server/control/commands.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <urcu-qsbr.h>

struct ctl_listener {
	struct ctl_service *service;
	char *path;
	int fd;
	int stop_fd;
	int timeout_ms;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t fewer;     /* a client ended */
	int clients[CTL_CLIENTS]; /* sockets; -1 = free */
};

struct client {
	struct ctl_listener *listener;
	int fd;
	unsigned slot;
};

/* A request: its first data unit; what follows up to BLOCK must be there, and may repeat. */
static enum err serve_request(struct ctl_listener *l, struct ctl_channel *channel)
{
	struct ctl_unit unit;
	TRY(ctl_receive(channel, &unit));
	if (unit.type == CTL_END)
		return E_CLOSED;
	if (unit.type != CTL_DATA)
		return unit.type == CTL_BLOCK ? OK : E_MALFORMED;
	return ctl_command(channel, &unit, l->service);
}

static void *serve_client(void *arg)
{
	struct client client = *(struct client *)arg;
	struct ctl_listener *l = client.listener;
	struct ctl_channel channel;
	mem_free(arg);
	crash_set_role("control");
	rcu_register_thread();
	rcu_thread_offline();
	ctl_channel_init(&channel, client.fd, l->timeout_ms);
	while (serve_request(l, &channel) == OK)
		;
	pthread_mutex_lock(&l->lock);
	ctl_channel_deinit(&channel);
	l->clients[client.slot] = -1;
	pthread_cond_signal(&l->fewer);
	pthread_mutex_unlock(&l->lock);
	rcu_unregister_thread();
	return NULL;
}

static void accept_client(struct ctl_listener *l)
{
	int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return;
	pthread_mutex_lock(&l->lock);
	unsigned slot = 0;
	while (slot < CTL_CLIENTS && l->clients[slot] >= 0)
		slot++;
	if (slot < CTL_CLIENTS)
		l->clients[slot] = fd;
	pthread_mutex_unlock(&l->lock);
	if (slot == CTL_CLIENTS) {
		close(fd);
		log_line(SEV_WARNING, LOG_CONTROL, NULL, "control, too many clients");
		return;
	}
	pthread_t thread;
	pthread_attr_t attr;
	struct client *client = mem_alloc(sizeof(*client));
	*client = (struct client){l, fd, slot};
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	if (pthread_create(&thread, &attr, serve_client, client) != 0)
		mem_exhausted(sizeof(*client));
	pthread_attr_destroy(&attr);
}

static void *run(void *arg)
{
	struct ctl_listener *l = arg;
	struct pollfd fds[2] = {{.fd = l->fd, .events = POLLIN},
	                        {.fd = l->stop_fd, .events = POLLIN}};
	crash_set_role("control listener");
	for (;;) {
		poll(fds, 2, -1);
		if (fds[1].revents != 0)
			return NULL;
		if (fds[0].revents != 0)
			accept_client(l);
	}
}

enum err ctl_listener_start(struct ctl_listener **out, const char *path, int backlog,
                            int timeout_ms, struct ctl_service *service)
{
	int fd;
	TRY(ctl_listen(&fd, path, backlog));
	struct ctl_listener *l = mem_zalloc(sizeof(*l));
	l->service = service;
	l->path = mem_strdup(path);
	l->fd = fd;
	l->timeout_ms = timeout_ms;
	l->stop_fd = eventfd(0, EFD_CLOEXEC);
	for (unsigned i = 0; i < CTL_CLIENTS; i++)
		l->clients[i] = -1;
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->fewer, NULL);
	if (pthread_create(&l->thread, NULL, run, l) != 0)
		mem_exhausted(sizeof(*l));
	*out = l;
	return OK;
}

void ctl_listener_stop(struct ctl_listener *l)
{
	uint64_t one = 1;
	ssize_t n = write(l->stop_fd, &one, sizeof(one));
	(void)n;
	pthread_join(l->thread, NULL);
	pthread_mutex_lock(&l->lock);
	for (unsigned i = 0; i < CTL_CLIENTS; i++) {
		/* No further request is read; the answer under way still goes out. */
		if (l->clients[i] >= 0)
			shutdown(l->clients[i], SHUT_RD);
	}
	for (unsigned i = 0; i < CTL_CLIENTS; i++) {
		while (l->clients[i] >= 0)
			pthread_cond_wait(&l->fewer, &l->lock);
	}
	pthread_mutex_unlock(&l->lock);
	close(l->fd);
	close(l->stop_fd);
	unlink(l->path);
	pthread_cond_destroy(&l->fewer);
	pthread_mutex_destroy(&l->lock);
	mem_free(l->path);
	mem_free(l);
}
