/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UDP workers.  With one socket the loop is recvmmsg, answer, sendmmsg, and it waits only when
 * nothing is there; with several, epoll says which to read.  The thread is offline to RCU exactly
 * while it waits.
 */

#include "server/serve/udp_worker.h"

#include "base/crash.h"
#include "base/rand.h"
#include "net/udp_batch.h"
#include "server/serve/late_reply.h"
#include "server/serve/special.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <urcu-qsbr.h>

enum { RECEIVE_MAX = 4096, REPLY_MAX = 4096, EVENTS = 16 };

struct udp_worker {
	const struct serve_env *env;
	int *fds;
	struct late_socket **late; /* by socket, as fds */
	size_t count;
	int stop_fd;
	int epoll_fd; /* -1 with one socket */
	pthread_t thread;
	char role[32];
	struct udp_batch *batch;
	struct answer_scratch *scratch;
	uint64_t random;
	struct answer_query queries[UDP_BATCH_MAX];
};

/* Who sent the packets of a batch: one socket, one family. */
static const struct answer_options *options_for(const struct udp_worker *w,
                                                const struct serve_view *view)
{
	return addr_family(&w->batch->packets[0].peer) == AF_INET6 ? &view->udp6 : &view->udp4;
}

/* Tell modules of a batch, if there are any. */
static void tell_modules(struct udp_worker *w, const struct answer_options *options)
{
	for (unsigned i = 0; i < w->batch->count; i++) {
		if (w->queries[i].facts.is_hooked)
			answer_sent(w->scratch, options, &w->queries[i], 0);
		w->queries[i].facts.is_hooked = false;
	}
}

/* A packet whose reply may come late. */
struct udp_client {
	struct late_socket *socket;
	const struct udp_packet *packet;
};

static struct ddns_return reply_later(void *ctx)
{
	const struct udp_client *c = ctx;
	return late_by_udp(c->socket, &c->packet->peer, &c->packet->local);
}

static struct late_socket *late_of(const struct udp_worker *w, int fd)
{
	size_t i = 0;
	while (w->fds[i] != fd)
		i++;
	return w->late[i];
}

static void handle_special(struct udp_worker *w, const struct serve_view *view, unsigned i, int fd)
{
	struct special s;
	struct udp_client late = {late_of(w, fd), &w->batch->packets[i]};
	const struct special_context context = {
		.env = w->env,
		.view = view,
		.scratch = w->scratch,
		.client = {.peer = &w->batch->packets[i].peer,
	                   .protocol = PROTOCOL_UDP,
	                   .later = reply_later,
	                   .later_ctx = &late},
	};
	special_handle(&s, &context, &w->queries[i]);
}

/* false when nothing waited. */
static bool serve_socket(struct udp_worker *w, int fd)
{
	struct udp_batch *b = w->batch;
	if (udp_batch_receive(b, fd) != OK)
		return false;
	const struct serve_view *view = serve_view_get(w->env);
	struct answer_query *q = w->queries;
	for (struct udp_packet *p = b->packets, *end = p + b->count; p < end; p++, q++) {
		q->query = p->data;
		if (UNLIKELY(p->truncated))
			q->query.len = 0; /* too short for a header: dropped */
		q->reserve = 0;
		q->tsig_verified = false;
	}
	struct answer_moment moment = {clock_mono(), clock_wall(), w->random};
	w->random += b->count; /* each query takes one */
	answer_scratch_set_moment(w->scratch, &moment);
	const struct answer_options *options = options_for(w, view);
	answer_batch(w->scratch, view->table, options, w->queries, b->count);
	q = w->queries;
	for (struct udp_packet *p = b->packets, *end = p + b->count; p < end; p++, q++) {
		if (UNLIKELY(q->kind != ANSWER_REPLY)) {
			if (q->kind == ANSWER_DROP)
				continue;
			handle_special(w, view, (unsigned)(p - b->packets), fd);
		}
		p->reply_len = q->reply_len;
	}
	udp_batch_send(b, fd);
	if (UNLIKELY(answer_scratch_was_hooked(w->scratch)))
		tell_modules(w, options);
	rcu_quiescent_state();
	return true;
}

static void loop_one(struct udp_worker *w)
{
	for (;;) {
		if (serve_socket(w, w->fds[0]))
			continue;
		rcu_thread_offline();
		bool go_on = udp_wait(w->fds[0], w->stop_fd, -1);
		rcu_thread_online();
		if (!go_on)
			return;
	}
}

static void loop_many(struct udp_worker *w)
{
	struct epoll_event events[EVENTS];
	for (;;) {
		rcu_thread_offline();
		int n = epoll_wait(w->epoll_fd, events, EVENTS, -1);
		rcu_thread_online();
		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == w->stop_fd)
				return;
			serve_socket(w, events[i].data.fd);
		}
		if (n < 0 && errno != EINTR)
			return;
	}
}

static void *run(void *arg)
{
	struct udp_worker *w = arg;
	crash_set_role(w->role);
	rcu_register_thread();
	if (w->count == 1)
		loop_one(w);
	else
		loop_many(w);
	rcu_unregister_thread();
	return NULL;
}

static void watch(int epoll_fd, int fd)
{
	struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &e);
}

struct udp_worker *udp_worker_start(const struct serve_env *env, const int *fds, size_t count,
                                    unsigned index)
{
	struct udp_worker *w = mem_zalloc(sizeof(*w));
	w->env = env;
	w->count = count;
	w->fds = mem_dup(fds, count * sizeof(*fds));
	w->late = mem_calloc(count, sizeof(struct late_socket *));
	for (size_t i = 0; i < count; i++)
		w->late[i] = late_socket_new(fds[i]);
	w->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->epoll_fd = -1;
	if (count != 1) {
		w->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
		watch(w->epoll_fd, w->stop_fd);
		for (size_t i = 0; i < count; i++)
			watch(w->epoll_fd, fds[i]);
	}
	snprintf(w->role, sizeof(w->role), "udp worker %u", index);
	w->batch = udp_batch_new(RECEIVE_MAX, REPLY_MAX);
	for (unsigned i = 0; i < UDP_BATCH_MAX; i++) {
		w->queries[i].reply = w->batch->packets[i].reply;
		w->queries[i].reply_cap = w->batch->packets[i].reply_cap;
		w->queries[i].peer = &w->batch->packets[i].peer;
		w->queries[i].local = &w->batch->packets[i].local;
	}
	w->scratch = answer_scratch_new();
	w->random = rand_u64();
	if (pthread_create(&w->thread, NULL, run, w) != 0)
		mem_exhausted(sizeof(*w));
	return w;
}

void udp_worker_stop(struct udp_worker *w)
{
	uint64_t one = 1;
	ssize_t n = write(w->stop_fd, &one, sizeof(one));
	(void)n;
	pthread_join(w->thread, NULL);
	for (size_t i = 0; i < w->count; i++) {
		late_socket_unref(w->late[i]);
		close(w->fds[i]);
	}
	close(w->stop_fd);
	if (w->epoll_fd >= 0)
		close(w->epoll_fd);
	udp_batch_free(w->batch);
	answer_scratch_free(w->scratch);
	mem_free(w->late);
	mem_free(w->fds);
	mem_free(w);
}
