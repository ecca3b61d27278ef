/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: of versions that share memory none is freed before an older one.  Versions with
 * memories of their own (zones that were loaded anew) go as soon as nobody pins them, so a slow
 * transfer holds back no other zone.
 */

#include "server/zone/retired.h"

#include "base/mem.h"

#include <pthread.h>
#include <urcu-qsbr.h>

struct zone_retired {
	pthread_mutex_t lock;
	struct zone_version *first; /* under the lock: retired, grace period not begun */
	struct zone_version **last;
	struct zone_version *ready; /* the reclaim thread's: grace period over, oldest first */
	struct zone_version **ready_last;
};

/* A pinned version, and what it holds back. */
struct holder {
	struct zone_version *version;
	size_t bytes; /* retired by it and by those behind it */
};

struct holders {
	struct holder *items;
	size_t count;
	size_t cap;
};

struct zone_retired *zone_retired_new(void)
{
	struct zone_retired *r = mem_zalloc(sizeof(*r));
	pthread_mutex_init(&r->lock, NULL);
	r->last = &r->first;
	r->ready_last = &r->ready;
	return r;
}

static void versions_free(struct zone_version *v)
{
	while (v != NULL) {
		struct zone_version *next = v->next_retired;
		zone_version_free(v);
		v = next;
	}
}

void zone_retired_free(struct zone_retired *r)
{
	if (r == NULL)
		return;
	versions_free(r->ready);
	versions_free(r->first);
	pthread_mutex_destroy(&r->lock);
	mem_free(r);
}

void zone_retire(struct zone_retired *r, struct zone_version *v)
{
	if (v == NULL)
		return;
	v->retired_bytes = 0;
	for (size_t i = 0; i < v->retired.count; i++)
		v->retired_bytes += v->retired.items[i].size;
	pthread_mutex_lock(&r->lock);
	v->next_retired = NULL;
	*r->last = v;
	r->last = &v->next_retired;
	pthread_mutex_unlock(&r->lock);
}

/* Wait until no query can see what was retired so far, and put it behind what is ready. */
static void grace_period(struct zone_retired *r, struct mono now)
{
	pthread_mutex_lock(&r->lock);
	struct zone_version *waiting = r->first, **last = r->last;
	r->first = NULL;
	r->last = &r->first;
	pthread_mutex_unlock(&r->lock);
	if (waiting == NULL)
		return;
	synchronize_rcu();
	for (struct zone_version *v = waiting; v != NULL; v = v->next_retired)
		v->retired_at = now;
	*r->ready_last = waiting;
	r->ready_last = last;
}

/* Must the version stay?  Then it counts for those that hold it. */
static bool is_kept(struct holders *h, struct zone_version *v)
{
	bool kept = false;
	if (atomic_load_explicit(&v->pins, memory_order_acquire) > 0) {
		struct holder own = {.version = v};
		VEC_PUSH(h, own);
	}
	for (size_t i = 0; i < h->count; i++) {
		if (h->items[i].version->memory != v->memory)
			continue;
		h->items[i].bytes += v->retired_bytes;
		kept = true;
	}
	return kept;
}

static void holder_judge(const struct holder *h, struct mono now,
                         const struct zone_pin_limits *limits)
{
	size_t zone = zone_version_bytes(h->version);
	size_t allowed = (zone - MIN_OF(zone, h->bytes)) / 100 * limits->percent;
	if (mono_ms_between(h->version->retired_at, now) > limits->age_ms ||
	    h->bytes > MAX_OF(allowed, limits->least))
		atomic_store_explicit(&h->version->is_overdue, true, memory_order_relaxed);
}

bool zone_reclaim(struct zone_retired *r, struct mono now, const struct zone_pin_limits *limits)
{
	struct holders holders = {0};
	grace_period(r, now);
	struct zone_version **at = &r->ready;
	while (*at != NULL) {
		struct zone_version *v = *at;
		if (is_kept(&holders, v)) {
			at = &v->next_retired;
		} else {
			*at = v->next_retired;
			zone_version_free(v);
		}
	}
	r->ready_last = at;
	for (size_t i = 0; i < holders.count; i++)
		holder_judge(&holders.items[i], now, limits);
	VEC_FREE(&holders);
	return r->ready != NULL;
}
