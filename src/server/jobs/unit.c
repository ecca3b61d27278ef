/* SPDX-License-Identifier: BSD-2-Clause */
/* Making and keeping what jobs remember. */

#include "server/jobs/unit.h"

#include "base/hash.h"
#include "report/log.h"
#include "server/jobs/unit_signing.h"

#include <urcu-qsbr.h>

struct unit *unit_new(struct zone_slot *slot, const struct jobs_env *env)
{
	struct unit *u = mem_zalloc(sizeof(*u));
	u->slot = slot;
	u->env = env;
	pthread_mutex_init(&u->lock, NULL);
	ddns_queue_init(&u->ddns, &u->lock);
	if (env->timers != NULL && timers_get(env->timers, slot->name.wire, &u->timers) != OK)
		zone_timers_clear(&u->timers); /* damaged: as if it had been never here */
	return u;
}

void unit_free(struct unit *u)
{
	ddns_queue_deinit(&u->ddns);
	unit_signing_free(u->signing);
	zone_timers_clear(&u->timers);
	mem_free(u->refresh.notifier);
	mem_free(u->notify.failed);
	pthread_mutex_destroy(&u->lock);
	mem_free(u);
}

void unit_ask(struct unit *u, unsigned what)
{
	pthread_mutex_lock(&u->lock);
	u->asked |= what;
	pthread_mutex_unlock(&u->lock);
}

unsigned unit_asked(struct unit *u, unsigned what)
{
	pthread_mutex_lock(&u->lock);
	unsigned asked = u->asked & what;
	u->asked &= ~what;
	pthread_mutex_unlock(&u->lock);
	return asked;
}

/*
 * Locks of files, shared by the zones whose numbers end alike: ten thousand zones would have as
 * many that are never waited for.
 */
enum { FILE_LOCKS = 64 };
static pthread_mutex_t file_locks[FILE_LOCKS] = {
	[0 ... FILE_LOCKS - 1] = PTHREAD_MUTEX_INITIALIZER,
};

void unit_file_lock(struct unit *u)
{
	pthread_mutex_lock(&file_locks[u->slot->id % FILE_LOCKS]);
}

void unit_file_unlock(struct unit *u)
{
	pthread_mutex_unlock(&file_locks[u->slot->id % FILE_LOCKS]);
}

bool unit_file_is(const struct unit *u, const char *path)
{
	return u->file.is_known &&
	       u->file.path_hash == hash_octets(path, strlen(path), hash_seed());
}

void unit_file_remember(struct unit *u, const char *path, struct timespec mtime,
                        struct serial serial)
{
	u->file = (struct unit_file){
		.mtime = mtime,
		.path_hash = hash_octets(path, strlen(path), hash_seed()),
		.serial = serial,
		.is_known = true,
	};
}

struct zone_version *unit_pin(struct unit *u)
{
	rcu_thread_online();
	rcu_read_lock();
	struct zone_version *v = slot_pin(u->slot);
	rcu_read_unlock();
	rcu_thread_offline();
	return v;
}

void unit_timers_save(struct unit *u)
{
	static struct log_limit limit;
	unsigned suppressed;
	if (u->env->timers == NULL)
		return;
	enum err e = timers_put(u->env->timers, u->slot->name.wire, &u->timers);
	if (e != OK && log_limit_allows(&limit, &suppressed))
		log_line(SEV_ERROR, LOG_SERVER, NULL, "failed to update timer DB (%s)",
		         err_text(e));
}

struct talk_terms job_talk_terms(const struct job *j)
{
	return (struct talk_terms){
		.io_ms = j->conf->server.tcp_remote_io_timeout_ms,
		.fast_open = j->conf->server.tcp_fastopen,
		.pool = j->env->connections,
		.unreached = j->env->unreached,
		.stop = j->env->stop,
	};
}

void job_plan(struct job *j, enum zone_event event, int64_t in_s)
{
	scheduler_set(&j->unit->sched, event, mono_add_ms(clock_mono(), in_s * 1000));
}

void job_plan_at(struct job *j, enum zone_event event, int64_t wall_s)
{
	job_plan(j, event, MAX_OF(wall_s - clock_wall().s, (int64_t)0));
}
