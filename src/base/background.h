/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that belongs to an object, waits under its lock for something to do, and ends with it.
 *
 *	pthread_mutex_lock(&b->lock);
 *	while (!b->ending) {
 *		if (there is something to do) do it;
 *		else background_wait(b);
 *	}
 *	pthread_mutex_unlock(&b->lock);
 *
 * Owner: the object it is part of.
 */
#pragma once

#include "base/clock.h"

#include <pthread.h>

struct background {
	pthread_mutex_t lock;   /* of what the thread shares with others */
	pthread_cond_t changed; /* there may be something to do, or `ending` was set */
	bool ending;            /* under the lock */
	bool runs;
	pthread_t thread;
};

/* Lock and condition; no thread yet, and there need never be one. */
void background_init(struct background *b);

/* role  for crash.h, static; it, then run(arg), in the thread */
void background_start(struct background *b, const char *role, void (*run)(void *arg), void *arg);

/* Have the thread end, wait for that, and free lock and condition.  Not under the lock. */
void background_end(struct background *b);

/* For others: something has changed.  Under the lock. */
void background_wake(struct background *b);

/* For the thread, under the lock: wait until something has changed; or until a time: false then. */
void background_wait(struct background *b);
bool background_wait_until(struct background *b, struct mono until);
