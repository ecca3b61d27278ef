/* SPDX-License-Identifier: BSD-2-Clause */
/* Deferred release. Items keep their order; zone versions have rules of their own (slot.h). */

#include "server/main/reclaim.h"

#include "base/crash.h"
#include "base/vec.h"
#include "server/zone/retired.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <urcu-qsbr.h>

enum { RETRY_S = 1 }; /* until pinned versions are looked at again, and freed memory is returned */

/* A transfer that goes on longer, or holds back more, is closed (serve/xfr_stream.h). */
static const struct zone_pin_limits pin_limits = {
	.age_ms = 30 * 60 * 1000,
	.percent = 25,
	.least = 1 << 20,
};

struct deferred {
	void (*release)(void *ptr);
	void *ptr;
};

struct reclaim {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	bool ending;
	bool zones_new;     /* versions came since the last look */
	bool zones_waiting; /* some are left that are pinned */
	bool trim_due;      /* memory was used and freed since some was returned to the system */
	VEC(struct deferred) items;
	struct zone_retired *zones;
};

/* A second without work: what loading and freeing left in the heap goes back to the system. */
static void trim(struct reclaim *r)
{
	r->trim_due = false;
	pthread_mutex_unlock(&r->lock);
	mem_trim();
	pthread_mutex_lock(&r->lock);
}

static void wait_for_work(struct reclaim *r)
{
	struct timespec until;
	while (!r->ending && r->items.count == 0 && !r->zones_new) {
		if (!r->zones_waiting && !r->trim_due) {
			pthread_cond_wait(&r->changed, &r->lock);
			continue;
		}
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += RETRY_S;
		if (pthread_cond_timedwait(&r->changed, &r->lock, &until) != ETIMEDOUT)
			continue;
		if (r->trim_due)
			trim(r);
		if (r->zones_waiting)
			return;
	}
}

static void *run(void *arg)
{
	struct reclaim *r = arg;
	crash_set_role("reclaim");
	rcu_register_thread();
	rcu_thread_offline();
	pthread_mutex_lock(&r->lock);
	while (!r->ending) {
		wait_for_work(r);
		size_t n = r->items.count;
		struct deferred *items = r->items.items;
		r->items.items = NULL;
		r->items.count = r->items.cap = 0;
		bool had_zones = r->zones_new;
		r->zones_new = false;
		pthread_mutex_unlock(&r->lock);
		synchronize_rcu();
		for (size_t i = 0; i < n; i++)
			items[i].release(items[i].ptr);
		mem_free(items);
		bool left = zone_reclaim(r->zones, clock_mono(), &pin_limits);
		pthread_mutex_lock(&r->lock);
		r->zones_waiting = left;
		r->trim_due |= n > 0 || had_zones;
	}
	pthread_mutex_unlock(&r->lock);
	rcu_unregister_thread();
	return NULL;
}

struct reclaim *reclaim_new(void)
{
	struct reclaim *r = mem_zalloc(sizeof(*r));
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->changed, NULL);
	r->zones = zone_retired_new();
	if (pthread_create(&r->thread, NULL, run, r) != 0)
		mem_exhausted(sizeof(*r));
	return r;
}

void reclaim_free(struct reclaim *r)
{
	pthread_mutex_lock(&r->lock);
	r->ending = true;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	for (size_t i = 0; i < r->items.count; i++)
		r->items.items[i].release(r->items.items[i].ptr);
	VEC_FREE(&r->items);
	zone_retired_free(r->zones);
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->lock);
	mem_free(r);
}

void reclaim_put(struct reclaim *r, void (*release)(void *ptr), void *ptr)
{
	struct deferred d = {release, ptr};
	pthread_mutex_lock(&r->lock);
	VEC_PUSH(&r->items, d);
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

void reclaim_zone(struct reclaim *r, struct zone_version *v)
{
	if (v != NULL)
		zone_retire(r->zones, v);
	pthread_mutex_lock(&r->lock);
	/* A zone's first version replaces none, but loading and signing it took memory. */
	bool is_news = v != NULL || !r->trim_due;
	r->zones_new |= v != NULL;
	r->trim_due = true;
	if (is_news)
		pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->lock);
}
