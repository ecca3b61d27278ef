/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See publish.h. Decisions about records are update's; here is who signs them, and when files and
 * NOTIFY are due.
 */

#include "server/jobs/publish.h"

#include "report/bus.h"
#include "report/log.h"
#include "server/jobs/dnskey_sync.h"
#include "server/jobs/parent.h"
#include "server/jobs/signing.h"
#include "server/jobs/validate.h"
#include "server/jobs/write_file.h"
#include "server/sign/gate.h"
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

void job_log_finding(void *arg, const struct zone_check_finding *f)
{
	const struct job *j = arg;
	struct text owner;
	if (f->kind == CHECK_ZONEMD_INVALID)
		bus_dnssec_invalid(j->zone->text, 0);
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

static void log_failed(const struct job *j, enum err e)
{
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
}

static enum err try_commit(struct job *j, struct update *u, const struct update_options *options,
                           struct update_result *result)
{
	struct update_options o = *options;
	if (o.found == NULL) {
		o.found = job_log_finding;
		o.found_arg = j;
	}
	struct update_validation validation;
	if (j->zone->dnssec_validation) {
		validation = validate_options(j);
		o.validation = &validation;
	}
	o.now_s = clock_wall().s;
	enum err e = update_commit(u, &o, result);
	if (e != OK)
		log_failed(j, e);
	else
		job_follow(j, result);
	if (e == OK && j->zone->dnssec_validation)
		validate_follow(j, result->changed);
	return e;
}

/* Whom to run again when a zone could not be signed. */
static enum zone_event again(const struct job *j, enum update_origin origin)
{
	bool is_load = origin == UPDATE_FROM_FILE || origin == UPDATE_FROM_JOURNAL;
	return is_load || j->unit->slot->version == NULL ? EVENT_LOAD : EVENT_SIGN;
}

/*
 * Without keys a change waits.  What lies in the zone's file and journal may be signed as it is:
 * then it is the last good version.
 */
static enum err commit_unsigned(struct job *j, struct update *u,
                                const struct update_options *options, struct update_result *result,
                                enum err why)
{
	const struct zone_version *view;
	bool is_start = again(j, options->origin) == EVENT_LOAD && j->unit->slot->version == NULL;
	if (!is_start || update_view(u, &view) != OK || sign_gate(view, clock_wall()) != OK)
		return why;
	TRY(try_commit(j, u, options, result));
	signing_distrust(j->unit);
	log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
	         "DNSSEC, the zone is served with the signatures that were stored");
	return OK;
}

static enum err commit_signed(struct job *j, struct update *u, const struct update_options *options,
                              struct update_result *result)
{
	struct update_options o = *options;
	struct signer signer;
	const struct zone_version *view;
	TRY(update_view(u, &view));
	enum err e = signing_begin(j, view, o.origin, &signer);
	if (e != OK) {
		enum zone_event next = again(j, o.origin);
		e = commit_unsigned(j, u, options, result, e);
		signing_fail(j, next, OK);
		return e;
	}
	o.signer = &signer;
	e = try_commit(j, u, &o, result);
	if (e == OK) {
		signing_end(j, result, &signer);
		parent_follow(j);
		dnskey_sync_follow(j);
		return OK;
	}
	if (signer.how == SIGNER_ANEW)
		unit_ask(j->unit, ASKED_SIGN_ANEW);
	if (o.origin == UPDATE_FROM_SIGNER || e == E_SIGNATURE || e == E_KEY || e == E_EXISTS)
		signing_fail(j, again(j, o.origin), e);
	return e;
}

enum err job_try_commit(struct job *j, struct update *u, const struct update_options *options,
                        struct update_result *result)
{
	if (j->zone->dnssec_signing)
		return commit_signed(j, u, options, result);
	signing_distrust(j->unit);
	return try_commit(j, u, options, result);
}

enum err job_commit(struct job *j, struct update *u, const struct update_options *options,
                    struct update_result *result)
{
	enum err e = job_try_commit(j, u, options, result);
	if (e != OK)
		update_abort(u);
	return e;
}

enum err job_commit_stored(struct job *j, struct update *u, const struct update_options *options,
                           struct update_result *result)
{
	signing_distrust(j->unit);
	enum err e = try_commit(j, u, options, result);
	if (e != OK)
		update_abort(u);
	return e;
}
