/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs what the agendas of zones say: a thread waits for the earliest and hands it to the pool of
 * background workers.  Of one zone at most one event runs at a time, so a zone has one writer.
 *
 * Owner: server/main.  Any thread may call, but for what the comments say.
 */
#pragma once

#include "base/err.h"
#include "base/heap.h"
#include "server/schedule/agenda.h"
#include "server/schedule/pool.h"

struct scheduler;

/* A zone as the scheduler knows it: embedded in whatever a zone is to its owner. */
struct sched_zone {
	struct pool_job job;
	struct heap_item timer;
	struct scheduler *scheduler;
	struct agenda agenda; /* under the scheduler's lock */
	/*
	 * Carry out an event, on a background worker, not under the lock; set by the owner.  Its
	 * result is what waiting commands get.
	 */
	enum err (*run)(struct sched_zone *z, enum zone_event event);
	/* Called on the worker when the zone was removed and nothing runs any more. */
	void (*removed)(struct sched_zone *z);
	uint32_t runs[ZONE_EVENTS];   /* ended so far */
	int16_t results[ZONE_EVENTS]; /* enum err; of the last run of each */
	uint16_t waiters;             /* commands that wait for an event of it to end */
	bool is_gone;
};

/*
 * pool     for events that compute
 * waiting  for events that mostly wait, for other servers or for the disk: with more threads than
 *          there are processors, what they wait for is done for many zones at once
 */
struct scheduler *scheduler_new(struct pool *pool, struct pool *waiting);

/*
 * Be told when the wall clock was set, by how many seconds; back if negative.  Called on the
 * scheduler's thread, not under its lock, 10 seconds later at most.
 */
void scheduler_watch_clock(struct scheduler *s, void (*set)(void *ctx, int64_t by_s), void *ctx);

/* End the thread; nothing new begins. What runs goes on: end the pool next. */
void scheduler_stop(struct scheduler *s);
/* After the pool has ended. Zones still there are their owner's to free, afterwards. */
void scheduler_free(struct scheduler *s);

/* Put a zone under the scheduler's care, nothing planned. run and removed are set. */
void scheduler_add(struct scheduler *s, struct sched_zone *z);

/*
 * Take a zone out: nothing new begins.  z->removed is called when what runs has ended, from within
 * this call when nothing does.
 */
void scheduler_remove(struct sched_zone *z);

/* As the calls of agenda.h. */
void scheduler_set(struct sched_zone *z, enum zone_event event, struct mono at);
void scheduler_set_sooner(struct sched_zone *z, enum zone_event event, struct mono at);
void scheduler_cancel(struct sched_zone *z, enum zone_event event);

/*
 * Run an event now, frozen or not.
 *
 * wait     return when a run that began after this call has ended, with its result
 * E_CANCELED  the zone is gone;  E_TXN_MANY  wait, and the zone is held
 */
MUST_USE enum err scheduler_force(struct sched_zone *z, enum zone_event event, bool wait);

/*
 * Stop events that change the zone, or let them run again.
 *
 * wait  return when none of them runs
 */
void scheduler_freeze(struct sched_zone *z, bool frozen, bool wait);

/*
 * Keep the zone for changes by somebody else (a transaction): waits for what runs to end.
 *
 * E_BUSY  held already;  E_CANCELED  the zone is gone
 */
MUST_USE enum err scheduler_hold(struct sched_zone *z);
void scheduler_release(struct sched_zone *z);

/* A copy of the agenda, to be shown. */
struct agenda scheduler_agenda(struct sched_zone *z);

/* Wait until an event has ended so often since the zone was added, or the zone is gone. */
void scheduler_wait_run(struct sched_zone *z, enum zone_event event, uint64_t runs);

/* Wait until nothing runs and nothing is due, in any zone. */
void scheduler_settle(struct scheduler *s);
