/* SPDX-License-Identifier: BSD-2-Clause */
/* A trampoline gives the thread its role. */

#include "base/background.h"

#include "base/crash.h"
#include "base/mem.h"

#include <errno.h>

struct beginning {
	const char *role;
	void (*run)(void *arg);
	void *arg;
};

void background_init(struct background *b)
{
	pthread_condattr_t attr;
	*b = (struct background){.ending = false};
	pthread_mutex_init(&b->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&b->changed, &attr);
	pthread_condattr_destroy(&attr);
}

static void *begin(void *arg)
{
	struct beginning how = *(struct beginning *)arg;
	mem_free(arg);
	crash_set_role(how.role);
	how.run(how.arg);
	return NULL;
}

void background_start(struct background *b, const char *role, void (*run)(void *arg), void *arg)
{
	struct beginning *how = mem_alloc(sizeof(*how));
	*how = (struct beginning){.role = role, .run = run, .arg = arg};
	if (pthread_create(&b->thread, NULL, begin, how) != 0)
		mem_exhausted(sizeof(b->thread));
	b->runs = true;
}

void background_end(struct background *b)
{
	pthread_mutex_lock(&b->lock);
	b->ending = true;
	pthread_cond_signal(&b->changed);
	pthread_mutex_unlock(&b->lock);
	if (b->runs)
		pthread_join(b->thread, NULL);
	pthread_cond_destroy(&b->changed);
	pthread_mutex_destroy(&b->lock);
}

void background_wake(struct background *b)
{
	pthread_cond_signal(&b->changed);
}

void background_wait(struct background *b)
{
	pthread_cond_wait(&b->changed, &b->lock);
}

bool background_wait_until(struct background *b, struct mono until)
{
	struct timespec at = {.tv_sec = until.ns / NS_PER_S, .tv_nsec = until.ns % NS_PER_S};
	return pthread_cond_timedwait(&b->changed, &b->lock, &at) != ETIMEDOUT;
}
