/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One lock over all agendas: operations on them are short.  Invariant, whenever the lock is free:
 * a zone with something due is in the pool's queue or running; every other zone with something
 * planned is in the heap, under the time it wants to be woken.
 */

#include "server/schedule/scheduler.h"

#include "base/crash.h"
#include "base/mem.h"
#include "server/schedule/clock_watch.h"

#include <pthread.h>
#include <time.h>

struct scheduler {
	struct pool *pool, *waiting;
	pthread_mutex_t lock;
	pthread_cond_t earlier; /* the first timer changed, or the end came */
	pthread_cond_t ended;   /* an event did of a zone that has waiters; or all did */
	struct heap timers;
	unsigned busy;     /* zones queued or running */
	unsigned settlers; /* who wait for it to be 0 */
	struct clock_watch watch;
	void (*clock_set)(void *ctx, int64_t by_s); /* NULL: nobody wants to know */
	void *clock_ctx;
	bool stopping;
	pthread_t thread;
};

/* Put the zone where its agenda says. Under the lock. */
static void zone_settle(struct sched_zone *z, struct mono now)
{
	struct scheduler *s = z->scheduler;
	heap_remove(&s->timers, &z->timer);
	if (z->agenda.running != EVENT_NONE || z->is_gone || s->stopping)
		return;
	int64_t wake = agenda_wake_ns(&z->agenda);
	if (wake == AGENDA_NEVER)
		return;
	if (wake > now.ns) {
		heap_put(&s->timers, &z->timer, wake);
		if (heap_first(&s->timers) == &z->timer)
			pthread_cond_signal(&s->earlier);
		return;
	}
	unsigned event = agenda_take(&z->agenda, now);
	if (event == EVENT_NONE)
		return;
	s->busy++;
	pool_put(zone_event_waits((enum zone_event)event) ? s->waiting : s->pool, &z->job);
}

/* Wait for an event of the zone to end, or for what may be its end. Under the lock. */
static void wait_ended(struct sched_zone *z)
{
	struct scheduler *s = z->scheduler;
	z->waiters++;
	pthread_cond_wait(&s->ended, &s->lock);
	z->waiters--;
}

static void zone_run(struct pool_job *job)
{
	struct sched_zone *z = CONTAINER_OF(job, struct sched_zone, job);
	struct scheduler *s = z->scheduler;
	enum zone_event event = (enum zone_event)z->agenda.running;
	enum err e = z->is_gone ? E_CANCELED : z->run(z, event);
	pthread_mutex_lock(&s->lock);
	z->results[event] = (int16_t)e;
	z->runs[event]++;
	agenda_end(&z->agenda);
	s->busy--;
	zone_settle(z, clock_mono());
	bool gone = z->is_gone;
	/* Of ten thousand zones that load, at most one is waited for at a time. */
	if (z->waiters > 0 || (s->settlers > 0 && s->busy == 0))
		pthread_cond_broadcast(&s->ended);
	pthread_mutex_unlock(&s->lock);
	if (gone)
		z->removed(z);
}

/* Until a moment, or until the clock is to be looked at. */
static void wait_until(struct scheduler *s, struct mono now, int64_t at_ns)
{
	at_ns = MIN_OF(at_ns, now.ns + CLOCK_LOOK_S * NS_PER_S);
	struct timespec at = {.tv_sec = at_ns / NS_PER_S, .tv_nsec = at_ns % NS_PER_S};
	pthread_cond_timedwait(&s->earlier, &s->lock, &at);
}

/* Under the lock, which is let go while others are told. */
static void look_at_clock(struct scheduler *s, struct mono now)
{
	int64_t by_s = clock_watch_look(&s->watch, now, clock_wall());
	if (by_s == 0 || s->clock_set == NULL)
		return;
	pthread_mutex_unlock(&s->lock);
	s->clock_set(s->clock_ctx, by_s);
	pthread_mutex_lock(&s->lock);
}

static void *run(void *arg)
{
	struct scheduler *s = arg;
	crash_set_role("scheduler");
	pthread_mutex_lock(&s->lock);
	while (!s->stopping) {
		struct mono now = clock_mono();
		look_at_clock(s, now);
		struct heap_item *first = heap_first(&s->timers);
		if (first == NULL || first->key > now.ns)
			wait_until(s, now, first != NULL ? first->key : INT64_MAX);
		else
			zone_settle(CONTAINER_OF(first, struct sched_zone, timer), now);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

struct scheduler *scheduler_new(struct pool *pool, struct pool *waiting)
{
	struct scheduler *s = mem_zalloc(sizeof(*s));
	pthread_condattr_t attr;
	s->pool = pool;
	s->waiting = waiting;
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->earlier, &attr);
	pthread_condattr_destroy(&attr);
	pthread_cond_init(&s->ended, NULL);
	heap_init(&s->timers);
	clock_watch_init(&s->watch, clock_mono(), clock_wall());
	if (pthread_create(&s->thread, NULL, run, s) != 0)
		mem_exhausted(sizeof(pthread_t));
	return s;
}

void scheduler_watch_clock(struct scheduler *s, void (*set)(void *ctx, int64_t by_s), void *ctx)
{
	pthread_mutex_lock(&s->lock);
	s->clock_set = set;
	s->clock_ctx = ctx;
	pthread_mutex_unlock(&s->lock);
}

void scheduler_stop(struct scheduler *s)
{
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	pthread_cond_signal(&s->earlier);
	pthread_cond_broadcast(&s->ended);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
}

void scheduler_free(struct scheduler *s)
{
	heap_deinit(&s->timers);
	pthread_cond_destroy(&s->earlier);
	pthread_cond_destroy(&s->ended);
	pthread_mutex_destroy(&s->lock);
	mem_free(s);
}

void scheduler_add(struct scheduler *s, struct sched_zone *z)
{
	z->scheduler = s;
	z->job.run = zone_run;
	agenda_init(&z->agenda);
}

void scheduler_remove(struct sched_zone *z)
{
	struct scheduler *s = z->scheduler;
	pthread_mutex_lock(&s->lock);
	z->is_gone = true;
	heap_remove(&s->timers, &z->timer);
	bool idle = z->agenda.running == EVENT_NONE;
	pthread_cond_broadcast(&s->ended);
	pthread_mutex_unlock(&s->lock);
	if (idle)
		z->removed(z);
}

void scheduler_set(struct sched_zone *z, enum zone_event event, struct mono at)
{
	pthread_mutex_lock(&z->scheduler->lock);
	agenda_set(&z->agenda, event, at);
	zone_settle(z, clock_mono());
	pthread_mutex_unlock(&z->scheduler->lock);
}

void scheduler_set_sooner(struct sched_zone *z, enum zone_event event, struct mono at)
{
	pthread_mutex_lock(&z->scheduler->lock);
	agenda_set_sooner(&z->agenda, event, at);
	zone_settle(z, clock_mono());
	pthread_mutex_unlock(&z->scheduler->lock);
}

void scheduler_cancel(struct sched_zone *z, enum zone_event event)
{
	pthread_mutex_lock(&z->scheduler->lock);
	agenda_cancel(&z->agenda, event);
	zone_settle(z, clock_mono());
	pthread_mutex_unlock(&z->scheduler->lock);
}

enum err scheduler_force(struct sched_zone *z, enum zone_event event, bool wait)
{
	struct scheduler *s = z->scheduler;
	enum err e = OK;
	pthread_mutex_lock(&s->lock);
	/* A run under way may have passed what the caller wants it to see: one more has to end. */
	uint64_t target = z->runs[event] + (z->agenda.running == event ? 2 : 1);
	agenda_force(&z->agenda, event, clock_mono());
	if (wait && z->agenda.held && agenda_is_stopped(&z->agenda, event))
		e = E_TXN_MANY;
	zone_settle(z, clock_mono());
	while (wait && e == OK && z->runs[event] < target) {
		if (z->is_gone || s->stopping)
			e = E_CANCELED;
		else
			wait_ended(z);
	}
	if (wait && e == OK)
		e = (enum err)z->results[event];
	pthread_mutex_unlock(&s->lock);
	return e;
}

void scheduler_freeze(struct sched_zone *z, bool frozen, bool wait)
{
	struct scheduler *s = z->scheduler;
	pthread_mutex_lock(&s->lock);
	z->agenda.frozen = frozen;
	zone_settle(z, clock_mono());
	while (wait && frozen && z->agenda.running != EVENT_NONE && !z->is_gone && !s->stopping)
		wait_ended(z);
	pthread_mutex_unlock(&s->lock);
}

enum err scheduler_hold(struct sched_zone *z)
{
	struct scheduler *s = z->scheduler;
	enum err e = OK;
	pthread_mutex_lock(&s->lock);
	if (z->agenda.held)
		e = E_BUSY;
	else
		z->agenda.held = true;
	while (e == OK && z->agenda.running != EVENT_NONE) {
		if (z->is_gone || s->stopping)
			e = E_CANCELED;
		else
			wait_ended(z);
	}
	if (e == E_CANCELED)
		z->agenda.held = false;
	pthread_mutex_unlock(&s->lock);
	return e;
}

void scheduler_release(struct sched_zone *z)
{
	pthread_mutex_lock(&z->scheduler->lock);
	z->agenda.held = false;
	zone_settle(z, clock_mono());
	pthread_mutex_unlock(&z->scheduler->lock);
}

struct agenda scheduler_agenda(struct sched_zone *z)
{
	pthread_mutex_lock(&z->scheduler->lock);
	struct agenda a = z->agenda;
	pthread_mutex_unlock(&z->scheduler->lock);
	return a;
}

void scheduler_wait_run(struct sched_zone *z, enum zone_event event, uint64_t runs)
{
	struct scheduler *s = z->scheduler;
	pthread_mutex_lock(&s->lock);
	while (z->runs[event] < runs && !z->is_gone && !s->stopping)
		wait_ended(z);
	pthread_mutex_unlock(&s->lock);
}

void scheduler_settle(struct scheduler *s)
{
	pthread_mutex_lock(&s->lock);
	s->settlers++;
	while (s->busy > 0 && !s->stopping)
		pthread_cond_wait(&s->ended, &s->lock);
	s->settlers--;
	pthread_mutex_unlock(&s->lock);
}
