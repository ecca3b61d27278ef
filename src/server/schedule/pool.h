/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Background workers: threads that run jobs in the order they were put in.
 *
 * Owner: server/main.  Any thread may put.
 */
#pragma once

#include "base/list.h"

struct pool;

/* A job, embedded in what it works on; it must stay until run was called. */
struct pool_job {
	struct list link; /* the pool's */
	void (*run)(struct pool_job *job);
};

struct pool_counts {
	unsigned workers;
	unsigned running;
	unsigned pending;
};

struct pool *pool_new(unsigned workers);
/* Drop what is pending, wait for what runs, end the threads. */
void pool_free(struct pool *p);

/* Queue a job. Its run is called on some worker's thread, which is registered with RCU, offline. */
void pool_put(struct pool *p, struct pool_job *job);

/* Wait until nothing runs and nothing is pending. */
void pool_wait(struct pool *p);

struct pool_counts pool_count(struct pool *p);
