/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list by time of use, oldest first.  The time to keep may change, so that the thread looks at
 * all of them for the earliest end.
 */

#include "client/pool.h"

#include "base/background.h"
#include "base/list.h"
#include "base/mem.h"

#include <errno.h>
#include <unistd.h>

struct kept {
	struct list link;
	struct addr to;
	struct addr from; /* AF_UNSPEC: any */
	struct mono until;
	int fd;
};

struct conn_pool {
	struct background thread;
	struct list idle; /* of struct kept */
	unsigned count;
	unsigned limit;
	int64_t idle_ms;
};

/* Under the lock. */
static void drop(struct conn_pool *p, struct kept *k)
{
	list_remove(&k->link);
	p->count--;
	close(k->fd);
	mem_free(k);
}

/* Close what has been kept long enough; the next end, or false when none is due. */
static bool close_old(struct conn_pool *p, struct mono now, struct mono *next)
{
	bool any = false;
	LIST_EACH_SAFE (it, &p->idle) {
		struct kept *k = LIST_ITEM(it, struct kept, link);
		if (mono_reached(now, k->until)) {
			drop(p, k);
			continue;
		}
		if (!any || k->until.ns < next->ns)
			*next = k->until;
		any = true;
	}
	return any;
}

static void run(void *arg)
{
	struct conn_pool *p = arg;
	pthread_mutex_lock(&p->thread.lock);
	while (!p->thread.ending) {
		struct mono next;
		if (close_old(p, clock_mono(), &next))
			background_wait_until(&p->thread, next);
		else
			background_wait(&p->thread);
	}
	pthread_mutex_unlock(&p->thread.lock);
}

struct conn_pool *conn_pool_new(unsigned limit, int64_t idle_ms)
{
	struct conn_pool *p = mem_zalloc(sizeof(*p));
	p->limit = limit;
	p->idle_ms = idle_ms;
	list_init(&p->idle);
	background_init(&p->thread);
	background_start(&p->thread, "remote pool", run, p);
	return p;
}

void conn_pool_free(struct conn_pool *p)
{
	if (p == NULL)
		return;
	background_end(&p->thread);
	LIST_EACH_SAFE (it, &p->idle)
		drop(p, LIST_ITEM(it, struct kept, link));
	mem_free(p);
}

void conn_pool_set_idle(struct conn_pool *p, int64_t idle_ms)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->thread.lock);
	p->idle_ms = idle_ms;
	pthread_mutex_unlock(&p->thread.lock);
}

static bool fits(const struct kept *k, const struct addr *to, const struct addr *from)
{
	if (!addr_equal(&k->to, to, true))
		return false;
	return from == NULL ? addr_family(&k->from) == AF_UNSPEC : addr_equal(&k->from, from, true);
}

/* Nothing is to be read: neither the end nor what nobody asked for. */
static bool is_quiet(int fd)
{
	char octet;
	return recv(fd, &octet, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

int conn_pool_take(struct conn_pool *p, const struct addr *to, const struct addr *from)
{
	int fd = -1;
	if (p == NULL)
		return -1;
	struct mono now = clock_mono();
	pthread_mutex_lock(&p->thread.lock);
	for (struct list *it = p->idle.prev, *before = it->prev; fd < 0 && it != &p->idle;
	     it = before, before = it->prev) {
		struct kept *k = LIST_ITEM(it, struct kept, link);
		if (!fits(k, to, from))
			continue;
		if (mono_reached(now, k->until) || !is_quiet(k->fd)) {
			drop(p, k);
			continue;
		}
		list_remove(it);
		p->count--;
		fd = k->fd;
		mem_free(k);
	}
	pthread_mutex_unlock(&p->thread.lock);
	return fd;
}

void conn_pool_give(struct conn_pool *p, const struct addr *to, const struct addr *from, int fd)
{
	if (fd < 0)
		return;
	if (p == NULL) {
		close(fd);
		return;
	}
	struct kept *k = mem_zalloc(sizeof(*k));
	k->to = *to;
	if (from != NULL)
		k->from = *from;
	k->fd = fd;
	pthread_mutex_lock(&p->thread.lock);
	k->until = mono_add_ms(clock_mono(), p->idle_ms);
	if (p->count == p->limit)
		drop(p, LIST_ITEM(p->idle.next, struct kept, link));
	list_append(&p->idle, &k->link);
	p->count++;
	background_wake(&p->thread);
	pthread_mutex_unlock(&p->thread.lock);
}

unsigned conn_pool_count(struct conn_pool *p)
{
	if (p == NULL)
		return 0;
	pthread_mutex_lock(&p->thread.lock);
	unsigned count = p->count;
	pthread_mutex_unlock(&p->thread.lock);
	return count;
}
