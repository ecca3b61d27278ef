/* SPDX-License-Identifier: BSD-2-Clause */
/* See publish.h. Decisions about records are update's; here is when files and NOTIFY are due. */

#include "server/jobs/publish.h"

#include "report/bus.h"
#include "report/log.h"
#include "server/jobs/write_file.h"
#include "server/zone/check_kind.h"

static void retire(void *ctx, struct zone_version *old)
{
	const struct job *j = ctx;
	j->env->retire(j->env->ctx, old);
}

enum err job_flush_now(void *ctx, const struct zone_version *v)
{
	struct job *j = ctx;
	log_line(SEV_NOTICE, LOG_ZONE, j->zone->text,
	         "journal, flushing the zone to allow old changesets cleanup to free space");
	return zone_file_write(j, v);
}

struct update *job_update(struct job *j)
{
	const struct update_target target = {
		.slot = j->unit->slot,
		.conf = j->zone,
		.journal = j->env->journal,
		.ctx = j,
		.retire = retire,
		.flush = job_flush_now,
	};
	return update_begin(&target);
}

static void log_finding(void *arg, const struct zone_check_finding *f)
{
	const struct job *j = arg;
	struct text owner;
	text_init(&owner);
	name_print(&owner, f->owner);
	log_line(SEV_ERROR, LOG_ZONE, j->zone->text, "check, node %s, %s%s%s", owner.buf,
	         zone_check_text(f->kind), f->detail != NULL ? " " : "",
	         f->detail != NULL ? f->detail : "");
	text_deinit(&owner);
}

static void flush_plan(struct job *j)
{
	int64_t sync = j->zone->zonefile_sync_s;
	if (sync == 0) {
		job_plan(j, EVENT_FLUSH, 0);
	} else if (sync > 0) {
		int64_t last = j->unit->timers.last_flush_s;
		int64_t from = last > 0 ? last : clock_wall().s;
		struct mono at = mono_add_ms(
			clock_mono(), MAX_OF(from + sync - clock_wall().s, (int64_t)0) * 1000);
		scheduler_set_sooner(&j->unit->sched, EVENT_FLUSH, at);
	}
}

static void notify_plan(struct job *j, struct serial serial)
{
	struct unit *u = j->unit;
	if (j->zone->notify_count == 0 || u->refresh.is_quiet)
		return;
	if (u->timers.has_notified && u->timers.notified.value == serial.value)
		return;
	/* A primary tells many at once: a second lets its other changes come in. */
	int64_t base = u->refresh.just_now ? 1 : 0;
	mem_free(u->notify.failed);
	u->notify.failed = NULL;
	job_plan(j, EVENT_NOTIFY, MAX_OF(base + j->zone->notify_delay_s, (int64_t)0));
}

void job_follow(struct job *j, const struct update_result *result)
{
	if (result->changed) {
		flush_plan(j);
		notify_plan(j, result->after);
		bus_zone_updated(j->zone->text, result->after.value);
	}
	j->unit->refresh.just_now = j->unit->refresh.is_quiet = false;
}

enum err job_try_commit(struct job *j, struct update *u, const struct update_options *options,
                        struct update_result *result)
{
	struct update_options o = *options;
	if (o.found == NULL) {
		o.found = log_finding;
		o.found_arg = j;
	}
	o.now_s = clock_wall().s;
	enum err e = update_commit(u, &o, result);
	if (e == E_SERIAL)
		log_line(SEV_ERROR, LOG_ZONE, j->zone->text,
		         "updated SOA serial is lower than current");
	else if (e == E_FULL)
		log_line(SEV_ERROR, LOG_ZONE, j->zone->text,
		         "journal, database is full, raise database.journal-db-max-size");
	else if (e == E_NOJOURNAL)
		log_line(SEV_ERROR, LOG_ZONE, j->zone->text,
		         "journal, its database is not open, the change was refused");
	else if (e == E_SPACE || e == E_IO)
		log_line(SEV_ERROR, LOG_ZONE, j->zone->text,
		         "journal, no room or no access (%s), see journal-max-usage and the disk",
		         err_text(e));
	if (e == OK)
		job_follow(j, result);
	return e;
}

enum err job_commit(struct job *j, struct update *u, const struct update_options *options,
                    struct update_result *result)
{
	enum err e = job_try_commit(j, u, options, result);
	if (e != OK)
		update_abort(u);
	return e;
}
