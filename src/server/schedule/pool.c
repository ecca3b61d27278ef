/* SPDX-License-Identifier: BSD-2-Clause */
/* Background workers: one queue, one lock; jobs are long, so nothing finer is needed. */

#include "server/schedule/pool.h"

#include "base/crash.h"
#include "base/mem.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>
#include <urcu-qsbr.h>

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t came; /* work did, or the end */
	pthread_cond_t idle; /* nothing runs and nothing is pending */
	struct list queue;
	unsigned pending;
	unsigned running;
	unsigned workers;
	bool ending;
	pthread_t threads[];
};

/*
 * Answering goes first where processors are scarce: a zone that takes a moment longer to load hurts
 * nobody, a query that waits for it is lost when the socket's buffer is full.  Threads that a job
 * starts are made alike.  Linux has this per thread.
 */
enum { BACKGROUND_NICE = 10, NICE_MAX = 19 };

static void step_back(void)
{
	id_t self = (id_t)gettid();
	setpriority(PRIO_PROCESS, self,
	            MIN_OF(getpriority(PRIO_PROCESS, self) + BACKGROUND_NICE, (int)NICE_MAX));
}

static void *run(void *arg)
{
	struct pool *p = arg;
	crash_set_role("background worker");
	step_back();
	rcu_register_thread();
	rcu_thread_offline();
	pthread_mutex_lock(&p->lock);
	while (!p->ending) {
		if (list_is_empty(&p->queue)) {
			pthread_cond_wait(&p->came, &p->lock);
			continue;
		}
		struct pool_job *job = LIST_ITEM(p->queue.next, struct pool_job, link);
		list_remove(&job->link);
		p->pending--;
		p->running++;
		pthread_mutex_unlock(&p->lock);
		job->run(job);
		pthread_mutex_lock(&p->lock);
		p->running--;
		if (p->running == 0 && p->pending == 0)
			pthread_cond_broadcast(&p->idle);
	}
	pthread_mutex_unlock(&p->lock);
	rcu_unregister_thread();
	return NULL;
}

struct pool *pool_new(unsigned workers)
{
	struct pool *p = mem_zalloc(sizeof(*p) + workers * sizeof(pthread_t));
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->came, NULL);
	pthread_cond_init(&p->idle, NULL);
	list_init(&p->queue);
	p->workers = workers;
	for (unsigned i = 0; i < workers; i++) {
		if (pthread_create(&p->threads[i], NULL, run, p) != 0)
			mem_exhausted(sizeof(pthread_t));
	}
	return p;
}

void pool_free(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->ending = true;
	pthread_cond_broadcast(&p->came);
	pthread_cond_broadcast(&p->idle);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->workers; i++)
		pthread_join(p->threads[i], NULL);
	pthread_cond_destroy(&p->came);
	pthread_cond_destroy(&p->idle);
	pthread_mutex_destroy(&p->lock);
	mem_free(p);
}

void pool_put(struct pool *p, struct pool_job *job)
{
	pthread_mutex_lock(&p->lock);
	list_append(&p->queue, &job->link);
	p->pending++;
	pthread_cond_signal(&p->came);
	pthread_mutex_unlock(&p->lock);
}

void pool_wait(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	while ((p->pending > 0 || p->running > 0) && !p->ending)
		pthread_cond_wait(&p->idle, &p->lock);
	pthread_mutex_unlock(&p->lock);
}

struct pool_counts pool_count(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	struct pool_counts c = {p->workers, p->running, p->pending};
	pthread_mutex_unlock(&p->lock);
	return c;
}
