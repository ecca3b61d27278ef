/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The zones of a running server: units, slots, the table.  Turns a configuration into zones and
 * agendas, runs their events, publishes views.
 *
 * Thread: configuring is for one thread at a time (main's lock); everything else for any.
 */
#pragma once

#include "server/conf/conf.h"
#include "server/jobs/unit.h"
#include "server/main/databases.h"
#include "server/main/reclaim.h"
#include "server/modules/modules.h"
#include "server/serve/view.h"

struct zones;

/* Carries out an event; its result is what waiting commands get. */
typedef enum err (*zones_run_fn)(struct job *job, enum zone_event event);

/* What zones work with; borrowed until zones_free. */
struct zones_with {
	struct serve_env *env;
	struct pool *pool, *waiting; /* as scheduler_new */
	struct reclaim *reclaim;
	struct conn_pool *connections; /* to remotes; NULL: none is kept */
	struct unreached *unreached;
	const struct databases *databases;
	zones_run_fn run;
};

struct zones *zones_new(const struct zones_with *with);
/* No event begins any more; end the pools next. */
void zones_stop(struct zones *z);
/* Workers must be gone, the pools ended. */
void zones_free(struct zones *z);

/*
 * Take a configuration over: make new zones, keep those that stay, drop the rest, plan loading of
 * zones that are new, whose settings say so, or whose file changed; publish a view.
 *
 * conf  owned by the zones from now on; freed when the next one has replaced it
 */
void zones_configure(struct zones *z, struct conf *conf);

/* The database of keys was opened; jobs that begin from now on see it. */
void zones_set_kasp(struct zones *z, struct kasp *kasp);

/* Wait until every zone was loaded once, or could not be. */
void zones_wait_loaded(struct zones *z);

/* The configuration in force; until the next zones_configure. */
const struct conf *zones_conf(const struct zones *z);

/* The same from any thread: kept until zones_conf_end(z, *held). */
const struct conf *zones_conf_begin(struct zones *z, void **held);
void zones_conf_end(struct zones *z, void *held);

size_t zones_count(struct zones *z);

/* Walk over the counters of the global modules (u NULL), or over those of a zone's. */
void zones_counters(struct zones *z, struct unit *u, modules_counter_fn each, void *ctx);

const struct jobs_env *zones_jobs_env(const struct zones *z);

/*
 * A zone by name, kept until zones_give; NULL when it is not configured.  It may leave the
 * configuration meanwhile.
 */
struct unit *zones_take(struct zones *z, const uint8_t *name);
void zones_give(struct zones *z, struct unit *u);

/* Call with each zone in canonical order, kept for the call; any result but OK ends it. */
MUST_USE enum err zones_each(struct zones *z, enum err (*each)(void *ctx, struct unit *u),
                             void *ctx);

/*
 * What a job gets: the unit and the configuration in force, kept until zones_job_end.
 *
 * E_CANCELED  the zone is not configured any more
 */
MUST_USE enum err zones_job_begin(struct zones *z, struct unit *u, struct job *job);
void zones_job_end(struct zones *z, struct job *job);

/* As serve_events.notified: the primary it came from is asked at once. */
void zones_notified(void *ctx, struct zone_slot *slot, const struct addr *from, bool has_serial,
                    struct serial serial);

/* As serve_events.update: it waits for the zone's next event of the kind. */
MUST_USE enum err zones_update(void *ctx, struct zone_slot *slot, struct ddns_request *request);
