/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Publishing versions, and freeing the ones replaced.  Invariant: retired versions are freed in
 * the order in which they were retired, each only when a grace period has passed since it was
 * taken off its slot and neither it nor any before it is pinned.
 */

#include "server/zone/slot.h"

#include "base/mem.h"

#include <pthread.h>
#include <string.h>
#include <urcu-qsbr.h>

struct zone_slot *slot_new(uint32_t id, const uint8_t *name)
{
	struct name lower;
	struct name_key key;
	name_copy(&lower, name);
	name_lower(lower.wire, lower.len);
	name_key_make(&key, lower.wire);
	struct zone_slot *slot = mem_zalloc(sizeof(*slot) + key.len + 1u);
	slot->id = id;
	slot->name = lower;
	slot->key_len = key.len;
	memcpy(slot->key, key.symbols, key.len + 1u);
	return slot;
}

void slot_free(struct zone_slot *slot)
{
	if (slot == NULL)
		return;
	zone_version_free(slot->version);
	mem_free(slot);
}

struct zone_version *slot_pin(const struct zone_slot *slot)
{
	struct zone_version *v = slot_version(slot);
	if (v != NULL)
		zone_version_pin(v);
	return v;
}

struct zone_version *slot_publish(struct zone_slot *slot, struct zone_version *v)
{
	return rcu_xchg_pointer(&slot->version, v);
}

const struct zone_conf *slot_publish_conf(struct zone_slot *slot, const struct zone_conf *conf)
{
	return rcu_xchg_pointer(&slot->conf, (struct zone_conf *)(uintptr_t)conf);
}

struct zone_retired {
	pthread_mutex_t lock;
	struct zone_version *first; /* under the lock: retired, grace period not begun */
	struct zone_version **last;
	struct zone_version *ready; /* the reclaim thread's: grace period over, oldest first */
	struct zone_version **ready_last;
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
	pthread_mutex_lock(&r->lock);
	v->next_retired = NULL;
	*r->last = v;
	r->last = &v->next_retired;
	pthread_mutex_unlock(&r->lock);
}

bool zone_reclaim(struct zone_retired *r)
{
	pthread_mutex_lock(&r->lock);
	struct zone_version *waiting = r->first, **last = r->last;
	r->first = NULL;
	r->last = &r->first;
	pthread_mutex_unlock(&r->lock);
	if (waiting != NULL) {
		synchronize_rcu();
		*r->ready_last = waiting;
		r->ready_last = last;
	}
	while (r->ready != NULL &&
	       atomic_load_explicit(&r->ready->pins, memory_order_acquire) == 0) {
		struct zone_version *v = r->ready;
		r->ready = v->next_retired;
		if (r->ready == NULL)
			r->ready_last = &r->ready;
		zone_version_free(v);
	}
	return r->ready != NULL;
}
