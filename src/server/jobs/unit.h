/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A zone as the background knows it: its slot, its agenda, and what each job remembers of it from
 * one run to the next.  Members belong to the job named; the zone's one running event may use them
 * without a lock.
 *
 * Owner: server/main.  Lifetime: until the scheduler says that nothing runs any more.
 */
#pragma once

#include "server/conf/conf.h"
#include "server/jobs/ddns_queue.h"
#include "server/journal/journal.h"
#include "server/schedule/scheduler.h"
#include "server/schedule/timers.h"
#include "server/transfer/talk.h"
#include "server/zone/slot.h"

#include <pthread.h>
#include <time.h>

/*
 * What is known of the zone file last read or written (load, flush).  Between unit_file_lock and
 * unit_file_unlock: a transaction may write it, too.
 */
struct unit_file {
	struct timespec mtime; /* of it then */
	uint64_t path_hash;    /* of its path, seeded; see unit_file_is */
	struct serial serial;  /* that it holds */
	bool is_known;         /* false: none was */
};

/* How asking the primaries goes (refresh). */
struct unit_refresh {
	unsigned attempts;     /* in a row that failed while the zone was empty */
	struct addr *notifier; /* NULL: none; owned */
	bool two_notifiers;    /* NOTIFY came from two: prefer none */
	bool just_now;         /* the version before the next NOTIFY came from a primary */
	bool is_quiet;         /* from one after whose transfers nobody is told */
};

/* Whom to tell (notify). */
struct unit_notify {
	bool *failed; /* by the order of the zone's remotes; NULL: all are to be told */
	size_t count;
};

enum unit_asked {
	ASKED_FLUSH = 1,       /* write the file even if it has the serial */
	ASKED_FLUSH_FORCE = 2, /* and even if zonefile-sync says never */
	ASKED_RETRANSFER = 4,  /* take the whole zone, whatever its serial */
	ASKED_NOTIFY = 8,      /* tell all secondaries, not only those that missed it */
	ASKED_SIGN_ANEW = 16,  /* make every signature anew */
	ASKED_ROLL_KSK = 32,   /* begin a rollover now */
	ASKED_ROLL_ZSK = 64,
};

/* Who holds it; server/main's, under its lock. */
struct unit_kept {
	unsigned users;
	bool removed; /* the scheduler has done with it */
	bool dropped; /* no longer configured */
};

struct unit_signing; /* unit_signing.h */

struct unit {
	struct sched_zone sched;
	struct unit_kept kept;
	struct zone_slot *slot;
	const struct jobs_env *env;
	pthread_mutex_t lock; /* of asked, refresh.notifier and ddns, which other threads set */
	unsigned asked;       /* set of enum unit_asked: how the next runs are to be */
	struct zone_timers timers;
	struct unit_file file;
	struct unit_refresh refresh;
	struct unit_notify notify;
	struct unit_signing *signing; /* NULL: nothing is known yet (sign) */
	struct ddns_queue ddns;
};

/* What jobs may use of the server. One per process, by server/main. */
struct jobs_env {
	struct journal *journal;       /* NULL: the database could not be opened */
	struct timers *timers;         /* likewise */
	struct kasp *_Atomic kasp;     /* likewise; opened when the first zone is to be signed */
	struct conn_pool *connections; /* to remotes, kept; NULL: remote-pool-limit is 0 */
	struct unreached *unreached;   /* remotes that could not be reached */
	void *ctx;
	/* Free a version when no reader is left. */
	void (*retire)(void *ctx, struct zone_version *old);
	const _Atomic bool *stop; /* the server is about to: long jobs give up soon */
};

/* One event being carried out: the unit, and the configuration in force when it began. */
struct job {
	struct unit *unit;
	const struct jobs_env *env;
	const struct conf *conf;
	const struct zone_conf *zone;
	void *held; /* what keeps them; server/main's */
};

struct unit *unit_new(struct zone_slot *slot, const struct jobs_env *env);
/* Not the slot. */
void unit_free(struct unit *u);

/* Ask for how the next run of an event is to be; and what was asked of these, once. Any thread. */
void unit_ask(struct unit *u, unsigned what);
unsigned unit_asked(struct unit *u, unsigned what);

/* Keep the zone file, and what is known of it, from other threads; and let go. */
void unit_file_lock(struct unit *u);
void unit_file_unlock(struct unit *u);
/* Is it the file of this path that is known? */
bool unit_file_is(const struct unit *u, const char *path);
void unit_file_remember(struct unit *u, const char *path, struct timespec mtime,
                        struct serial serial);

/* The version now, pinned (zone_version_unpin), or NULL. On a background worker, offline to RCU. */
struct zone_version *unit_pin(struct unit *u);

/* Keep the timers in the database; failures are logged, at most a few a minute. */
void unit_timers_save(struct unit *u);

/* Is the zone a secondary? */
static inline bool job_is_secondary(const struct job *j)
{
	return j->zone->master_count > 0;
}

/* How remotes are asked. */
struct talk_terms job_talk_terms(const struct job *j);

/* Plan an event of the job's zone in some seconds; 0: now. */
void job_plan(struct job *j, enum zone_event event, int64_t in_s);
/* Plan it at a wall time, which may have passed. */
void job_plan_at(struct job *j, enum zone_event event, int64_t wall_s);
