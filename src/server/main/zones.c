/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zones of the server.  Invariants: `units` is sorted canonically by name; a unit is freed when it
 * is no longer in the list, none of its events runs and nobody keeps it, its slot a grace period
 * later.  A configuration lives as long as somebody uses it.
 */

#include "server/main/zones.h"

#include "report/log.h"
#include "server/conf/zone_change.h"
#include "server/jobs/refresh.h"

#include <pthread.h>
#include <sys/stat.h>
#include <urcu-qsbr.h>

/* A configuration with those who use it counted. */
struct held_conf {
	struct conf *conf;
	struct modules *modules;
	unsigned users;
};

struct zones {
	struct serve_env *env;
	struct reclaim *reclaim;
	struct scheduler *scheduler;
	struct jobs_env jobs;
	zones_run_fn run;
	_Atomic bool stopping;
	pthread_mutex_t lock;
	VEC(struct unit *) units;
	VEC(struct unit *) gone; /* dropped, and still used */
	struct held_conf *conf;
	uint32_t next_id;
};

static void free_held(void *held)
{
	struct held_conf *h = held;
	modules_free(h->modules);
	conf_free(h->conf);
	mem_free(h);
}

/* Under the lock. The last user hands it to the reclaim thread: queries may still read it. */
static void conf_let_go(struct zones *z, struct held_conf *h)
{
	if (h == NULL || --h->users > 0)
		return;
	reclaim_put(z->reclaim, free_held, h);
}

static void retire(void *ctx, struct zone_version *old)
{
	reclaim_zone(((struct zones *)ctx)->reclaim, old);
}

/* Signatures and keys are due by the wall clock. */
static enum err sign_by_clock(void *ctx, struct unit *u)
{
	struct job job;
	if (zones_job_begin(ctx, u, &job) != OK)
		return OK; /* gone meanwhile */
	if (job.zone->dnssec_signing)
		scheduler_set_sooner(&u->sched, EVENT_SIGN, clock_mono());
	if (job.zone->dnssec_validation)
		scheduler_set_sooner(&u->sched, EVENT_VALIDATE, clock_mono());
	zones_job_end(ctx, &job);
	return OK;
}

static void on_clock_set(void *ctx, int64_t by_s)
{
	log_line(SEV_WARNING, LOG_SERVER, NULL, "the clock was set %s by %lld seconds",
	         by_s < 0 ? "back" : "forward", (long long)(by_s < 0 ? -by_s : by_s));
	enum err e = zones_each(ctx, sign_by_clock, ctx);
	(void)e; /* sign_by_clock has none */
}

struct zones *zones_new(const struct zones_with *with)
{
	struct zones *z = mem_zalloc(sizeof(*z));
	z->env = with->env;
	z->reclaim = with->reclaim;
	z->run = with->run;
	z->scheduler = scheduler_new(with->pool, with->waiting);
	z->jobs = (struct jobs_env){
		.journal = with->databases->journal,
		.timers = with->databases->timers,
		.kasp = with->databases->kasp,
		.connections = with->connections,
		.unreached = with->unreached,
		.ctx = z,
		.retire = retire,
		.stop = &z->stopping,
	};
	pthread_mutex_init(&z->lock, NULL);
	scheduler_watch_clock(z->scheduler, on_clock_set, z);
	return z;
}

void zones_set_kasp(struct zones *z, struct kasp *kasp)
{
	atomic_store(&z->jobs.kasp, kasp);
}

void zones_stop(struct zones *z)
{
	atomic_store(&z->stopping, true);
	scheduler_stop(z->scheduler);
}

static void free_view(void *view)
{
	struct serve_view *v = view;
	zone_table_free((struct zone_table *)(uintptr_t)v->table);
	mem_free(v);
}

/* Workers come from a slot to its unit, so both go together. */
static void free_unit(void *unit)
{
	struct unit *u = unit;
	slot_free(u->slot);
	unit_free(u);
}

static void unit_leave(struct zones *z, struct unit *u)
{
	reclaim_put(z->reclaim, free_unit, u);
}

void zones_free(struct zones *z)
{
	if (z->env->view != NULL)
		reclaim_put(z->reclaim, free_view, z->env->view);
	z->env->view = NULL;
	scheduler_free(z->scheduler); /* it looks at the units once more */
	for (size_t i = 0; i < z->units.count; i++)
		unit_leave(z, z->units.items[i]);
	for (size_t i = 0; i < z->gone.count; i++)
		unit_leave(z, z->gone.items[i]);
	VEC_FREE(&z->units);
	VEC_FREE(&z->gone);
	conf_let_go(z, z->conf);
	pthread_mutex_destroy(&z->lock);
	mem_free(z);
}

const struct conf *zones_conf(const struct zones *z)
{
	return z->conf->conf;
}

const struct conf *zones_conf_begin(struct zones *z, void **held)
{
	pthread_mutex_lock(&z->lock);
	struct held_conf *h = z->conf;
	h->users++;
	pthread_mutex_unlock(&z->lock);
	*held = h;
	return h->conf;
}

void zones_conf_end(struct zones *z, void *held)
{
	pthread_mutex_lock(&z->lock);
	conf_let_go(z, held);
	pthread_mutex_unlock(&z->lock);
}

const struct jobs_env *zones_jobs_env(const struct zones *z)
{
	return &z->jobs;
}

size_t zones_count(struct zones *z)
{
	pthread_mutex_lock(&z->lock);
	size_t count = z->units.count;
	pthread_mutex_unlock(&z->lock);
	return count;
}

/* Position of a zone in the sorted list, or where it would stand. */
static size_t position(const struct zones *z, const uint8_t *name, bool *found)
{
	size_t low = 0, high = z->units.count;
	*found = false;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int d = name_cmp(z->units.items[mid]->slot->name.wire, name);
		if (d == 0) {
			*found = true;
			return mid;
		}
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* ---- keeping units ---- */

/* Free a unit that nobody needs any more. Under the lock. */
static void gone_sweep(struct zones *z)
{
	size_t kept = 0;
	for (size_t i = 0; i < z->gone.count; i++) {
		struct unit *u = z->gone.items[i];
		if (u->kept.removed && u->kept.users == 0)
			unit_leave(z, u);
		else
			z->gone.items[kept++] = u;
	}
	z->gone.count = kept;
}

struct unit *zones_take(struct zones *z, const uint8_t *name)
{
	bool found;
	struct unit *u = NULL;
	pthread_mutex_lock(&z->lock);
	size_t at = position(z, name, &found);
	if (found) {
		u = z->units.items[at];
		u->kept.users++;
	}
	pthread_mutex_unlock(&z->lock);
	return u;
}

void zones_give(struct zones *z, struct unit *u)
{
	pthread_mutex_lock(&z->lock);
	if (--u->kept.users == 0 && u->kept.dropped)
		gone_sweep(z);
	pthread_mutex_unlock(&z->lock);
}

typedef enum err (*each_fn)(void *ctx, struct unit *u);

static enum err each_unit(struct zones *z, each_fn each, void *ctx, bool backwards)
{
	enum err e = OK;
	pthread_mutex_lock(&z->lock);
	size_t count = z->units.count;
	struct unit **all = mem_calloc(count + 1, sizeof(*all));
	for (size_t i = 0; i < count; i++) {
		all[i] = z->units.items[i];
		all[i]->kept.users++;
	}
	pthread_mutex_unlock(&z->lock);
	for (size_t i = 0; i < count && e == OK; i++)
		e = each(ctx, all[backwards ? count - 1 - i : i]);
	pthread_mutex_lock(&z->lock);
	for (size_t i = 0; i < count; i++)
		all[i]->kept.users--;
	gone_sweep(z);
	pthread_mutex_unlock(&z->lock);
	mem_free(all);
	return e;
}

enum err zones_each(struct zones *z, each_fn each, void *ctx)
{
	return each_unit(z, each, ctx, false);
}

void zones_counters(struct zones *z, struct unit *u, modules_counter_fn each, void *ctx)
{
	pthread_mutex_lock(&z->lock);
	struct held_conf *h = z->conf;
	bool is_there = u == NULL || !u->kept.dropped;
	size_t number = u != NULL && is_there ? (size_t)(slot_conf(u->slot) - h->conf->zones) : 0;
	h->users++;
	pthread_mutex_unlock(&z->lock);
	if (u == NULL)
		modules_counters_global(h->modules, each, ctx);
	else if (is_there)
		modules_counters_zone(h->modules, number, each, ctx);
	pthread_mutex_lock(&z->lock);
	conf_let_go(z, h);
	pthread_mutex_unlock(&z->lock);
}

/* ---- running events ---- */

enum err zones_job_begin(struct zones *z, struct unit *u, struct job *job)
{
	enum err e = OK;
	pthread_mutex_lock(&z->lock);
	if (u->kept.dropped) {
		e = E_CANCELED;
	} else {
		z->conf->users++;
		*job = (struct job){
			.unit = u,
			.env = &z->jobs,
			.conf = z->conf->conf,
			.zone = slot_conf(u->slot),
			.held = z->conf,
		};
	}
	pthread_mutex_unlock(&z->lock);
	return e;
}

void zones_job_end(struct zones *z, struct job *job)
{
	pthread_mutex_lock(&z->lock);
	conf_let_go(z, job->held);
	pthread_mutex_unlock(&z->lock);
}

static enum err run_event(struct sched_zone *s, enum zone_event event)
{
	struct unit *u = CONTAINER_OF(s, struct unit, sched);
	struct zones *z = u->env->ctx;
	struct job job;
	TRY(zones_job_begin(z, u, &job));
	enum err e = z->run(&job, event);
	zones_job_end(z, &job);
	return e;
}

static void event_zone_removed(struct sched_zone *s)
{
	struct unit *u = CONTAINER_OF(s, struct unit, sched);
	struct zones *z = u->env->ctx;
	pthread_mutex_lock(&z->lock);
	u->kept.removed = true;
	gone_sweep(z);
	pthread_mutex_unlock(&z->lock);
}

void zones_notified(void *ctx UNUSED, struct zone_slot *slot, const struct addr *from,
                    bool has_serial UNUSED, struct serial serial UNUSED)
{
	struct unit *u = slot->owner;
	refresh_prefer(u, from);
	scheduler_set_sooner(&u->sched, EVENT_REFRESH, clock_mono());
}

enum err zones_update(void *ctx UNUSED, struct zone_slot *slot, struct ddns_request *request)
{
	struct unit *u = slot->owner;
	bool frozen = (atomic_load(&slot->flags) & SLOT_FROZEN) != 0;
	TRY(ddns_queue_put(&u->ddns, request, frozen));
	if (scheduler_agenda(&u->sched).held)
		log_line(SEV_WARNING, LOG_ZONE, slot_conf(slot)->text,
		         "blocked zone update due to open control transaction");
	scheduler_set_sooner(&u->sched, EVENT_UPDATE, clock_mono());
	return OK;
}

/* ---- configuring ---- */

static struct unit *unit_begin(struct zones *z, const struct zone_conf *conf)
{
	struct unit *u = unit_new(slot_new(z->next_id++, conf->name.wire), &z->jobs);
	u->slot->owner = u;
	u->sched.run = run_event;
	u->sched.removed = event_zone_removed;
	scheduler_add(z->scheduler, &u->sched);
	return u;
}

/* Has the zone file changed since it was read or written? */
static bool file_differs(struct unit *u, const struct zone_conf *conf)
{
	struct stat st;
	if (conf->zonefile_load == ZONEFILE_LOAD_NONE)
		return false;
	unit_file_lock(u);
	bool same = unit_file_is(u, conf->file) && stat(conf->file, &st) == 0 &&
	            st.st_mtim.tv_sec == u->file.mtime.tv_sec &&
	            st.st_mtim.tv_nsec == u->file.mtime.tv_nsec;
	unit_file_unlock(u);
	return !same;
}

/* Give a zone its new settings, and plan what they ask for. */
static void unit_configure(struct unit *u, const struct zone_conf *conf)
{
	const struct zone_conf *old = slot_publish_conf(u->slot, conf);
	if (old == NULL || zone_conf_reloads(old, conf) || file_differs(u, conf))
		scheduler_set(&u->sched, EVENT_LOAD, clock_mono());
	if (old == NULL)
		return;
	if (!conf->dnssec_signing)
		scheduler_cancel(&u->sched, EVENT_SIGN);
	else if (zone_conf_signs(old, conf))
		scheduler_set(&u->sched, EVENT_SIGN, clock_mono());
	if (!conf->dnssec_validation)
		scheduler_cancel(&u->sched, EVENT_VALIDATE);
	else if (!old->dnssec_validation)
		scheduler_set(&u->sched, EVENT_VALIDATE, clock_mono());
	if (conf->master_count == 0) {
		scheduler_cancel(&u->sched, EVENT_REFRESH);
		scheduler_cancel(&u->sched, EVENT_EXPIRE);
	} else if (zone_conf_refreshes(old, conf)) {
		scheduler_set(&u->sched, EVENT_REFRESH, clock_mono());
	}
}

static int by_name(const void *a, const void *b)
{
	const struct zone_conf *const *x = a, *const *y = b;
	return name_cmp((*x)->name.wire, (*y)->name.wire);
}

/* Move zones that are no longer configured to `gone`. */
static void drop_others(struct zones *z, struct unit *const *next, size_t count)
{
	for (size_t i = 0, k = 0; i < z->units.count; i++) {
		struct unit *u = z->units.items[i];
		const uint8_t *name = u->slot->name.wire;
		while (k < count && name_cmp(next[k]->slot->name.wire, name) < 0)
			k++;
		if (k < count && next[k] == u)
			continue;
		struct text text;
		text_init(&text);
		name_print(&text, name);
		log_line(SEV_INFO, LOG_ZONE, text.buf, "zone is no longer configured");
		text_deinit(&text);
		u->kept.dropped = true;
		VEC_PUSH(&z->gone, u);
	}
}

/* The list of the next configuration: zones that stay move over. Under the lock. */
static void rebuild_list(struct zones *z, const struct conf *conf)
{
	VEC(struct unit *) next = {0};
	const struct zone_conf **sorted = mem_calloc(conf->zone_count + 1, sizeof(*sorted));
	for (size_t i = 0; i < conf->zone_count; i++)
		sorted[i] = &conf->zones[i];
	qsort(sorted, conf->zone_count, sizeof(*sorted), by_name);
	for (size_t i = 0; i < conf->zone_count; i++) {
		bool found;
		size_t at = position(z, sorted[i]->name.wire, &found);
		struct unit *u = found ? z->units.items[at] : unit_begin(z, sorted[i]);
		VEC_PUSH(&next, u);
	}
	drop_others(z, next.items, next.count);
	VEC_FREE(&z->units);
	z->units.items = next.items;
	z->units.count = next.count;
	z->units.cap = next.cap;
	for (size_t i = 0; i < z->units.count; i++) {
		size_t number = (size_t)(sorted[i] - conf->zones);
		slot_publish_hooks(z->units.items[i]->slot, modules_zone(z->conf->modules, number));
		unit_configure(z->units.items[i], sorted[i]);
	}
	mem_free(sorted);
}

static void publish_view(struct zones *z)
{
	struct zone_slot **slots = mem_calloc(z->units.count + 1, sizeof(*slots));
	for (size_t i = 0; i < z->units.count; i++)
		slots[i] = z->units.items[i]->slot;
	struct serve_view *view = mem_zalloc(sizeof(*view));
	serve_view_init(view, zone_table_new(slots, z->units.count), z->conf->conf,
	                modules_global(z->conf->modules));
	struct serve_view *old = z->env->view;
	rcu_assign_pointer(z->env->view, view);
	if (old != NULL)
		reclaim_put(z->reclaim, free_view, old);
	mem_free(slots);
}

/* Tell the scheduler what was dropped; it calls back, so not under the lock. */
static void remove_dropped(struct zones *z)
{
	pthread_mutex_lock(&z->lock);
	size_t count = z->gone.count;
	struct unit **dropped = mem_calloc(count + 1, sizeof(*dropped));
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		if (!z->gone.items[i]->sched.is_gone)
			dropped[n++] = z->gone.items[i];
	}
	pthread_mutex_unlock(&z->lock);
	for (size_t i = 0; i < n; i++)
		scheduler_remove(&dropped[i]->sched);
	mem_free(dropped);
}

void zones_configure(struct zones *z, struct conf *conf)
{
	struct held_conf *held = mem_zalloc(sizeof(*held));
	*held = (struct held_conf){.conf = conf, .modules = modules_new(conf), .users = 1};
	conn_pool_set_idle(z->jobs.connections, (int64_t)conf->server.remote_pool_timeout_s * 1000);
	unreached_set_delay(z->jobs.unreached, conf->server.remote_retry_delay_ms);
	pthread_mutex_lock(&z->lock);
	struct held_conf *old = z->conf;
	z->conf = held;
	rebuild_list(z, conf);
	publish_view(z);
	conf_let_go(z, old);
	pthread_mutex_unlock(&z->lock);
	remove_dropped(z);
}

static enum err wait_loaded(void *ctx UNUSED, struct unit *u)
{
	scheduler_wait_run(&u->sched, EVENT_LOAD, 1);
	return OK;
}

void zones_wait_loaded(struct zones *z)
{
	/* The last is loaded last, as a rule: then all others need no waiting. */
	enum err e = each_unit(z, wait_loaded, NULL, true);
	(void)e; /* wait_loaded has none */
}
