/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zones of the server.  Invariants: `served` is sorted canonically by name; a served zone is freed
 * only when it is no longer in the list, its job is done, and a grace period has passed.  A zone
 * that fails to load keeps the version it has.
 */

#include "server/main/zones.h"

#include "report/log.h"
#include "server/jobs/load.h"

#include <pthread.h>
#include <sys/stat.h>
#include <urcu-qsbr.h>

enum load_state { LOAD_IDLE, LOAD_PENDING, LOAD_RUNNING };

struct served {
	struct pool_job job;
	struct zones *zones;
	struct zone_slot *slot;
	enum load_state state;
	bool again;            /* asked for while it was loading */
	bool dropped;          /* no longer configured: free when the job is done */
	enum err result;       /* of the last load */
	uint64_t loads;        /* finished so far */
	char *loaded_file;     /* file of the version in the slot; NULL = none */
	struct timespec mtime; /* of that file when it was read */
};

/* A configuration with those who use it counted, so that a job never loses the one it reads. */
struct held_conf {
	struct conf *conf;
	struct modules *modules;
	unsigned users;
};

struct zones {
	struct serve_env *env;
	struct pool *pool;
	struct reclaim *reclaim;
	pthread_mutex_t lock;
	pthread_cond_t loaded;
	VEC(struct served *) served;
	struct held_conf *conf;
	uint32_t next_id;
};

static void hold(struct held_conf *h)
{
	h->users++;
}

static void free_held(void *held)
{
	struct held_conf *h = held;
	modules_free(h->modules);
	conf_free(h->conf);
	mem_free(h);
}

/* Under the lock. The last user hands it to the reclaim thread: queries may still read it. */
static void let_go(struct zones *z, struct held_conf *h)
{
	if (h == NULL || --h->users > 0)
		return;
	reclaim_put(z->reclaim, free_held, h);
}

static void free_slot(void *slot)
{
	slot_free(slot);
}

static void free_served(struct zones *z, struct served *s)
{
	reclaim_put(z->reclaim, free_slot, s->slot);
	mem_free(s->loaded_file);
	mem_free(s);
}

struct zones *zones_new(struct serve_env *env, struct pool *pool, struct reclaim *reclaim)
{
	struct zones *z = mem_zalloc(sizeof(*z));
	z->env = env;
	z->pool = pool;
	z->reclaim = reclaim;
	pthread_mutex_init(&z->lock, NULL);
	pthread_cond_init(&z->loaded, NULL);
	return z;
}

static void free_view(void *view)
{
	struct serve_view *v = view;
	zone_table_free((struct zone_table *)(uintptr_t)v->table);
	mem_free(v);
}

void zones_free(struct zones *z)
{
	if (z->env->view != NULL)
		reclaim_put(z->reclaim, free_view, z->env->view);
	z->env->view = NULL;
	for (size_t i = 0; i < z->served.count; i++)
		free_served(z, z->served.items[i]);
	VEC_FREE(&z->served);
	let_go(z, z->conf);
	pthread_cond_destroy(&z->loaded);
	pthread_mutex_destroy(&z->lock);
	mem_free(z);
}

const struct conf *zones_conf(const struct zones *z)
{
	return z->conf->conf;
}

static bool file_mtime(const char *path, struct timespec *out)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return false;
	*out = st.st_mtim;
	return true;
}

/* Position of a zone in the sorted list, or where it would stand. */
static size_t position(const struct zones *z, const uint8_t *name, bool *found)
{
	size_t low = 0, high = z->served.count;
	*found = false;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int d = name_cmp(z->served.items[mid]->slot->name.wire, name);
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

static void log_loaded(const struct zone_conf *conf, const struct zone_version *old,
                       const struct zone_version *fresh)
{
	char before[16] = "none";
	if (old != NULL)
		snprintf(before, sizeof(before), "%u", old->serial.value);
	log_line(SEV_INFO, LOG_ZONE, conf->text, "loaded, serial %s -> %u, %zu bytes", before,
	         fresh->serial.value, (size_t)fresh->wire_size);
}

/* Publish what a job made, unless the zone is gone by now. Under the lock. */
static void publish(struct zones *z, struct served *s, const struct zone_conf *conf,
                    struct zone_version *fresh, const struct timespec *mtime)
{
	log_loaded(conf, s->slot->version, fresh);
	reclaim_zone(z->reclaim, slot_publish(s->slot, fresh));
	mem_free(s->loaded_file);
	s->loaded_file = mem_strdup(conf->file);
	s->mtime = *mtime;
}

static void queue_load(struct zones *z, struct served *s)
{
	if (s->state != LOAD_IDLE) {
		s->again = true;
		return;
	}
	s->state = LOAD_PENDING;
	pool_put(z->pool, &s->job);
}

static void run_load(struct pool_job *job)
{
	struct served *s = CONTAINER_OF(job, struct served, job);
	struct zones *z = s->zones;
	struct zone_version *fresh = NULL;
	struct timespec mtime = {0};

	pthread_mutex_lock(&z->lock);
	struct held_conf *held = z->conf;
	const struct zone_conf *conf = s->dropped ? NULL : slot_conf(s->slot);
	unsigned threads = held->conf->server.background_workers;
	hold(held);
	s->state = LOAD_RUNNING;
	pthread_mutex_unlock(&z->lock);

	enum err e = E_CANCELED;
	if (conf != NULL) {
		/* Taken before reading: a change while we read is seen as one next time. */
		file_mtime(conf->file, &mtime);
		e = job_load_zone(&fresh, conf, threads);
	}

	pthread_mutex_lock(&z->lock);
	if (e == OK && !s->dropped)
		publish(z, s, conf, fresh, &mtime);
	else if (e == OK)
		zone_version_free(fresh);
	s->result = e;
	s->loads++;
	s->state = LOAD_IDLE;
	let_go(z, held);
	pthread_cond_broadcast(&z->loaded);
	if (s->dropped) {
		free_served(z, s);
	} else if (s->again) {
		s->again = false;
		queue_load(z, s);
	}
	pthread_mutex_unlock(&z->lock);
}

static struct served *new_served(struct zones *z, const struct zone_conf *conf)
{
	struct served *s = mem_zalloc(sizeof(*s));
	s->zones = z;
	s->job.run = run_load;
	s->slot = slot_new(z->next_id++, conf->name.wire);
	return s;
}

/* Must the zone be loaded: never was, other file, or the file changed? */
static bool is_due(const struct served *s, const struct zone_conf *conf)
{
	struct timespec mtime;
	if (s->loaded_file == NULL || strcmp(s->loaded_file, conf->file) != 0)
		return true;
	return !file_mtime(conf->file, &mtime) || mtime.tv_sec != s->mtime.tv_sec ||
	       mtime.tv_nsec != s->mtime.tv_nsec;
}

static int by_name(const void *a, const void *b)
{
	const struct zone_conf *const *x = a, *const *y = b;
	return name_cmp((*x)->name.wire, (*y)->name.wire);
}

/* The list of the next configuration: zones that stay move over, what is left behind is dropped. */
static void rebuild_list(struct zones *z, const struct conf *conf, const struct modules *modules)
{
	VEC(struct served *) next = {0};
	const struct zone_conf **sorted = mem_calloc(conf->zone_count, sizeof(*sorted));
	for (size_t i = 0; i < conf->zone_count; i++)
		sorted[i] = &conf->zones[i];
	qsort(sorted, conf->zone_count, sizeof(*sorted), by_name);
	for (size_t i = 0; i < conf->zone_count; i++) {
		bool found;
		size_t at = position(z, sorted[i]->name.wire, &found);
		struct served *s = found ? z->served.items[at] : new_served(z, sorted[i]);
		(void)!slot_publish_conf(s->slot, sorted[i]);
		slot_publish_hooks(s->slot,
		                   modules_zone(modules, (size_t)(sorted[i] - conf->zones)));
		VEC_PUSH(&next, s);
	}
	for (size_t i = 0, k = 0; i < z->served.count; i++) {
		struct served *s = z->served.items[i];
		while (k < next.count &&
		       name_cmp(next.items[k]->slot->name.wire, s->slot->name.wire) < 0)
			k++;
		if (k < next.count && next.items[k] == s)
			continue;
		struct text name;
		text_init(&name);
		name_print(&name, s->slot->name.wire);
		log_line(SEV_INFO, LOG_ZONE, name.buf, "zone is no longer configured");
		text_deinit(&name);
		s->dropped = true;
		if (s->state == LOAD_IDLE)
			free_served(z, s);
	}
	mem_free(sorted);
	VEC_FREE(&z->served);
	z->served.items = next.items;
	z->served.count = next.count;
	z->served.cap = next.cap;
}

static void publish_view(struct zones *z)
{
	struct zone_slot **slots = mem_calloc(z->served.count, sizeof(*slots));
	for (size_t i = 0; i < z->served.count; i++)
		slots[i] = z->served.items[i]->slot;
	struct serve_view *view = mem_zalloc(sizeof(*view));
	serve_view_init(view, zone_table_new(slots, z->served.count), z->conf->conf,
	                modules_global(z->conf->modules));
	struct serve_view *old = z->env->view;
	rcu_assign_pointer(z->env->view, view);
	if (old != NULL)
		reclaim_put(z->reclaim, free_view, old);
	mem_free(slots);
}

void zones_configure(struct zones *z, struct conf *conf)
{
	struct modules *modules = modules_new(conf);
	struct held_conf *held = mem_zalloc(sizeof(*held));
	*held = (struct held_conf){.conf = conf, .modules = modules, .users = 1};
	pthread_mutex_lock(&z->lock);
	struct held_conf *old = z->conf;
	z->conf = held;
	rebuild_list(z, conf, modules);
	publish_view(z);
	for (size_t i = 0; i < z->served.count; i++) {
		struct served *s = z->served.items[i];
		if (is_due(s, slot_conf(s->slot)))
			queue_load(z, s);
	}
	let_go(z, old);
	pthread_mutex_unlock(&z->lock);
}

enum err zones_reload(struct zones *z, const uint8_t *name, bool wait)
{
	bool found;
	pthread_mutex_lock(&z->lock);
	size_t at = position(z, name, &found);
	enum err e = found ? OK : E_NOZONE;
	if (found) {
		struct served *s = z->served.items[at];
		/* A load under way may have read the file already: one more has to finish. */
		uint64_t target = s->loads + (s->state == LOAD_RUNNING ? 2 : 1);
		queue_load(z, s);
		while (wait && found && s->loads < target) {
			pthread_cond_wait(&z->loaded, &z->lock);
			at = position(z, name, &found);
			found = found && z->served.items[at] == s;
		}
		if (wait)
			e = found ? s->result : E_CANCELED;
	}
	pthread_mutex_unlock(&z->lock);
	return e;
}

struct description {
	char *name;
	bool loaded;
	uint32_t serial;
	enum load_state state;
};

/* What is told is copied first: telling may block on a slow client. */
enum err zones_describe(struct zones *z, const uint8_t *name,
                        enum err (*each)(void *ctx, const struct ctl_zone *zone), void *ctx)
{
	static const enum ctl_when states[] = {WHEN_NEVER, WHEN_PENDING, WHEN_RUNNING};
	VEC(struct description) all = {0};
	pthread_mutex_lock(&z->lock);
	for (size_t i = 0; i < z->served.count; i++) {
		struct served *s = z->served.items[i];
		if (name != NULL && !name_equal(name, s->slot->name.wire))
			continue;
		const struct zone_version *v = s->slot->version;
		struct description d = {mem_strdup(slot_conf(s->slot)->text), v != NULL,
		                        v != NULL ? v->serial.value : 0, s->state};
		VEC_PUSH(&all, d);
	}
	pthread_mutex_unlock(&z->lock);
	enum err e = name != NULL && all.count == 0 ? E_NOZONE : OK;
	for (size_t i = 0; i < all.count; i++) {
		struct ctl_zone zone = {.name = all.items[i].name,
		                        .loaded = all.items[i].loaded,
		                        .serial = all.items[i].serial};
		zone.plans[PLAN_LOAD].when = states[all.items[i].state];
		if (e == OK)
			e = each(ctx, &zone);
		mem_free(all.items[i].name);
	}
	VEC_FREE(&all);
	return e;
}
