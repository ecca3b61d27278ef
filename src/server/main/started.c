/* SPDX-License-Identifier: BSD-2-Clause */
/* See started.h. */

#include "server/main/started.h"

#include "report/bus.h"

static struct {
	pthread_mutex_t lock;
	struct zones *zones; /* NULL: nothing is watched */
	struct name empty;   /* a zone that had no contents */
} w = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool is_empty(struct unit *u)
{
	struct zone_version *v = unit_pin(u);
	if (v != NULL)
		zone_version_unpin(v);
	return v == NULL;
}

/* All are looked at: the last is loaded last, as a rule, and the next look finds it full. */
static enum err note_empty(void *ctx, struct unit *u)
{
	bool *found = ctx;
	if (is_empty(u)) {
		name_copy(&w.empty, u->slot->name.wire);
		*found = true;
	}
	return OK;
}

static void look(void)
{
	bool found = false;
	enum err e = zones_each(w.zones, note_empty, &found);
	(void)e; /* note_empty has none */
	if (found)
		return;
	w.zones = NULL;
	bus_started();
}

void started_watch(struct zones *z)
{
	pthread_mutex_lock(&w.lock);
	w.zones = z;
	look();
	pthread_mutex_unlock(&w.lock);
}

void started_check(void)
{
	pthread_mutex_lock(&w.lock);
	if (w.zones != NULL) {
		struct unit *u = zones_take(w.zones, w.empty.wire);
		bool is_still = u != NULL && is_empty(u);
		if (u != NULL)
			zones_give(w.zones, u);
		if (!is_still)
			look();
	}
	pthread_mutex_unlock(&w.lock);
}

void started_forget(void)
{
	pthread_mutex_lock(&w.lock);
	w.zones = NULL;
	pthread_mutex_unlock(&w.lock);
}
