/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two steps: first, at a cold start of a zone that the journal keeps whole, the journal's zone is
 * published; then the file, unless it is not to be read, replaces the contents or is taken as a
 * difference to them.
 */

#include "server/jobs/load.h"

#include "report/log.h"
#include "server/jobs/from_journal.h"
#include "server/jobs/parent.h"
#include "server/jobs/publish.h"
#include "server/jobs/read_file.h"
#include "server/jobs/signing.h"
#include "server/jobs/take_in.h"
#include "server/update/serial.h"
#include "server/update/soa_serial.h"
#include "server/zone/check_zonemd.h"
#include "server/zone/diff.h"

#include <errno.h>
#include <sys/stat.h>

/* A load under way. */
struct load {
	struct job *job;
	struct zone_version *file; /* what the file holds, with the journal's changes; ours */
	struct serial file_serial; /* as in the file */
	bool replayed;             /* the journal's changes are in `file` */
	bool is_stored;            /* `file` came from the journal whole */
	bool stored;               /* what is served came from the journal just now */
	bool has_published;        /* the journal leads to a serial newer than the file's */
	struct serial published;
	struct timespec mtime;
};

static bool is_cold(const struct load *l)
{
	return l->job->unit->slot->version == NULL;
}

static void log_loaded(const struct load *l, const struct update_result *r)
{
	const struct job *j = l->job;
	char before[16] = "none", given[24] = "", expires[48] = "";
	if (r->had_base)
		snprintf(before, sizeof(before), "%u", r->before.value);
	if (!r->had_base && r->given.value != r->after.value)
		snprintf(given, sizeof(given), " -> %u", r->given.value);
	int64_t left = j->unit->timers.next_expire_s - clock_wall().s;
	if (job_is_secondary(j) && left > 0)
		snprintf(expires, sizeof(expires), ", expires in %lld seconds", (long long)left);
	log_line(SEV_INFO, LOG_ZONE, j->zone->text, "loaded, serial %s%s -> %u, %zu bytes%s",
	         before, given, r->after.value, (size_t)r->wire_size, expires);
}

static enum err commit(struct load *l, struct update *u, enum update_serial serial,
                       enum update_origin origin)
{
	/* Files were checked when they were read, with the zone's own strictness. */
	const struct update_options o = {.serial = serial,
	                                 .origin = origin,
	                                 .check_zonemd = true,
	                                 .has_published = l->has_published,
	                                 .published = l->published};
	struct update_result r;
	enum err e = (l->is_stored ? job_commit_stored : job_commit)(l->job, u, &o, &r);
	if (e == OK)
		log_loaded(l, &r);
	else
		log_line(SEV_ERROR, LOG_ZONE, l->job->zone->text, "failed to load (%s)",
		         err_text(e));
	return e;
}

static enum err replace(struct load *l, enum update_origin origin)
{
	struct update *u = job_update(l->job);
	update_replace(u, l->file);
	l->file = NULL;
	return commit(l, u, UPDATE_SERIAL_GIVEN, origin);
}

/* A cold start of a zone that the journal keeps. */
static enum err load_stored(struct load *l)
{
	const struct job *j = l->job;
	enum err e = journal_zone_make(l->job, &l->file);
	if (e == E_NOTFOUND)
		return OK;
	if (e != OK) {
		log_line(SEV_ERROR, LOG_ZONE, j->zone->text, "failed to load journal (%s)",
		         err_text(e));
		return e;
	}
	l->is_stored = true;
	e = replace(l, UPDATE_FROM_JOURNAL);
	l->is_stored = false;
	l->stored = e == OK;
	return e;
}

/* Give the version from the file another serial. */
static enum err file_set_serial(struct load *l, struct serial serial)
{
	struct zone_version *v = l->file;
	struct zone_edit *edit = zone_edit_new(v);
	enum err e = zone_edit_settle(edit);
	if (e == OK)
		e = soa_serial_put(edit, serial);
	if (e != OK) {
		zone_edit_free(edit);
		return e;
	}
	l->file = zone_edit_finish(edit);
	zone_version_free(v);
	return OK;
}

static void file_remember(const struct load *l)
{
	struct unit *u = l->job->unit;
	unit_file_lock(u);
	unit_file_remember(u, l->job->zone->file, l->mtime, l->file_serial);
	unit_file_unlock(u);
}

/* A file that a history leads past, and is not part of it: its serials are out already. */
static void published_find(struct load *l)
{
	const struct job *j = l->job;
	struct journal_info info;
	if (j->env->journal == NULL ||
	    journal_info(j->env->journal, j->unit->slot->name.wire, &info) != OK || !info.exists)
		return;
	l->has_published = serial_is_newer(info.last, l->file->serial);
	l->published = info.last;
}

unsigned load_threads(const struct job *j)
{
	return MAX_OF(j->conf->server.background_workers, j->zone->adjust_threads);
}

/* Read the file, and what the journal has behind its serial. */
static enum err file_read(struct load *l)
{
	const struct job *j = l->job;
	struct stat st = {0};
	/* Taken before reading: a change while we read is seen as one next time. */
	if (stat(j->zone->file, &st) != 0 && errno == ENOENT) {
		log_line(job_is_secondary(j) && is_cold(l) ? SEV_INFO : SEV_ERROR, LOG_ZONE,
		         j->zone->text, "zone not found, file '%s'", j->zone->file);
		return E_NOFILE;
	}
	l->mtime = st.st_mtim;
	TRY(zone_file_read(&l->file, j->zone, load_threads(j)));
	l->file_serial = l->file->serial;
	const struct zone_version *live = j->unit->slot->version;
	if (j->zone->zonefile_load == ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL && live != NULL) {
		const struct serial_rule rule = {j->zone->serial_policy, j->zone->serial_modulo};
		struct serial next = serial_next(live->serial, &rule, clock_wall().s);
		log_line(SEV_INFO, LOG_ZONE, j->zone->text,
		         "zone file parsed, serial updated %u -> %u", l->file_serial.value,
		         next.value);
		return file_set_serial(l, next);
	}
	log_line(SEV_INFO, LOG_ZONE, j->zone->text, "zone file parsed, serial %u",
	         l->file_serial.value);
	if (j->zone->journal.content == JOURNAL_NONE)
		return OK;
	enum err e = journal_replay(l->job, &l->file, &l->replayed);
	published_find(l);
	if (e != OK)
		log_line(SEV_WARNING, LOG_ZONE, j->zone->text, "failed to load journal (%s)",
		         err_text(e));
	return e;
}

/* May the file's contents follow the ones served? */
static bool serial_allows(const struct load *l, const struct zone_version *live)
{
	const char *words;
	switch (serial_compare(l->file->serial, live->serial)) {
	case SERIAL_LOWER:
		words = "decreased";
		break;
	case SERIAL_INCOMPARABLE:
		words = "incomparable";
		break;
	default:
		return true;
	}
	if (l->stored)
		log_line(
			SEV_WARNING, LOG_ZONE, l->job->zone->text,
			"zone file changed with SOA serial %s, ignoring zone file and loading from "
			"journal",
			words);
	else
		log_line(SEV_WARNING, LOG_ZONE, l->job->zone->text,
		         "zone file changed with %s SOA serial", words);
	return false;
}

/* What the file says, for a zone that is signed here: chain and signatures are not the file's. */
static enum err take_in(struct load *l, struct update *u)
{
	const struct job *j = l->job;
	const struct zone_version *live = j->unit->slot->version;
	enum conf_zonefile_load mode = j->zone->zonefile_load;
	struct zone_changeset c = {0};
	if (j->zone->zonemd_verify && !zone_check_zonemd(l->file, job_log_finding, l->job))
		return E_ZONEMD;
	TRY(take_in_version(update_edit(u), live, l->file, j->zone));
	enum err e = update_changes(u, &c);
	bool nothing = c.removed.count == 0 && c.added.count == 0;
	zone_changeset_deinit(&c);
	TRY(e);
	if (!nothing && mode == ZONEFILE_LOAD_DIFFERENCE && !serial_allows(l, live))
		return E_RANGE;
	bool takes_serial = !nothing || mode != ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL;
	return takes_serial && serial_is_newer(l->file->serial, live->serial)
	               ? soa_serial_put(update_edit(u), l->file->serial)
	               : OK;
}

static enum err load_signed(struct load *l)
{
	struct update *u = job_update(l->job);
	enum err e = take_in(l, u);
	if (e == OK)
		return commit(l, u, UPDATE_SERIAL_RAISED, UPDATE_FROM_FILE);
	update_abort(u);
	if (e != E_RANGE || !l->stored)
		return e;
	return commit(l, job_update(l->job), UPDATE_SERIAL_RAISED, UPDATE_FROM_FILE);
}

static enum err load_difference(struct load *l)
{
	struct job *j = l->job;
	const struct zone_version *live = j->unit->slot->version;
	bool any_serial = j->zone->zonefile_load == ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL;
	unsigned flags = j->zone->zonemd_generate != GENERATE_ZONEMD_NONE ? ZONE_DIFF_NO_ZONEMD : 0;
	struct zone_changeset c = {0};
	struct update *u = job_update(j);
	zone_diff(&c, live, l->file, flags);
	bool nothing = any_serial ? zone_changeset_is_empty(&c)
	                          : c.removed.count == 0 && c.added.count == 0;
	enum err e = OK;
	if (!nothing && !any_serial && !serial_allows(l, live))
		e = E_RANGE;
	else if (!nothing)
		e = zone_edit_apply(update_edit(u), &c, false);
	zone_changeset_deinit(&c);
	if (e != OK) {
		update_abort(u);
		return e == E_RANGE && l->stored ? OK : e;
	}
	return commit(l, u, UPDATE_SERIAL_RAISED, UPDATE_FROM_FILE);
}

static enum err load_file(struct load *l)
{
	const struct job *j = l->job;
	enum err e = file_read(l);
	if (e != OK)
		return e;
	bool whole = j->zone->zonefile_load == ZONEFILE_LOAD_WHOLE;
	if (j->zone->dnssec_signing && !is_cold(l)) {
		e = load_signed(l);
	} else if (whole || is_cold(l)) {
		/* With changes behind it the journal's history goes on from the file. */
		e = replace(l, l->replayed ? UPDATE_FROM_JOURNAL : UPDATE_FROM_FILE);
	} else {
		e = load_difference(l);
	}
	if (e == OK)
		file_remember(l);
	return e;
}

/* Contents stay; a new setting for ZONEMD has its effect. */
static enum err load_nothing(struct load *l)
{
	struct job *j = l->job;
	if (!is_cold(l)) {
		const struct update_options o = {.serial = UPDATE_SERIAL_RAISED,
		                                 .origin = UPDATE_FROM_FILE};
		struct update_result r;
		return job_commit(j, job_update(j), &o, &r);
	}
	if (job_is_secondary(j))
		return OK;
	log_line(SEV_INFO, LOG_ZONE, j->zone->text, "zone not found");
	return E_NOZONE; /* until a transaction or a dynamic update makes it */
}

/* A secondary that expired before the server stopped stays so until a primary confirms it. */
static bool is_past_expire(const struct job *j)
{
	int64_t at = j->unit->timers.next_expire_s;
	return job_is_secondary(j) && at > 0 && clock_wall().s >= at;
}

/* What a secondary does after a start: ask, and expire. */
static void secondary_plan(struct load *l)
{
	struct job *j = l->job;
	const struct zone_timers *t = &j->unit->timers;
	if (!job_is_secondary(j))
		return;
	if (is_cold(l)) {
		log_line(SEV_INFO, LOG_ZONE, j->zone->text, "zone will be bootstrapped");
		job_plan(j, EVENT_REFRESH, 0);
		return;
	}
	job_plan_at(j, EVENT_REFRESH, t->next_refresh_s);
	if (t->next_expire_s > 0) {
		atomic_store(&j->unit->slot->expire_at_s, t->next_expire_s);
		job_plan_at(j, EVENT_EXPIRE, t->next_expire_s);
	}
}

/* A zone that the journal is to keep, and does not yet. */
static void store_missing(struct job *j)
{
	const struct zone_version *v = j->unit->slot->version;
	struct journal_info info;
	if (j->zone->journal.content != JOURNAL_ALL || j->env->journal == NULL || v == NULL)
		return;
	if (journal_info(j->env->journal, j->unit->slot->name.wire, &info) != OK || info.has_zone)
		return;
	const struct journal_limits limits = {.max_usage = j->zone->journal.max_usage,
	                                      .max_depth = j->zone->journal.max_depth};
	struct zone_records all = {0};
	zone_diff_all(&all, v);
	enum err e = journal_put_zone(j->env->journal, j->unit->slot->name.wire, &all, &limits,
	                              clock_wall().s);
	zone_records_deinit(&all);
	if (e != OK)
		log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
		         "journal, failed to store the zone (%s)", err_text(e));
}

enum err job_load(struct job *j)
{
	struct load l = {.job = j};
	const struct zone_conf *zone = j->zone;
	enum err e = OK;
	bool cold = is_cold(&l);
	signing_expect_keys(j->unit);
	if (cold && is_past_expire(j)) {
		log_line(SEV_WARNING, LOG_ZONE, zone->text, "zone expired");
		atomic_fetch_or(&j->unit->slot->flags, (uint32_t)SLOT_EXPIRED);
	} else {
		if (cold && zone->journal.content == JOURNAL_ALL &&
		    zone->zonefile_load != ZONEFILE_LOAD_WHOLE)
			e = load_stored(&l);
		if (e == OK && zone->zonefile_load == ZONEFILE_LOAD_NONE)
			e = load_nothing(&l);
		else if (e == OK)
			e = load_file(&l);
	}
	zone_version_free(l.file);
	if (e == OK)
		store_missing(j);
	if (zone->dnssec_signing && !is_cold(&l) && !signing_is_settled(j->unit))
		job_plan(j, EVENT_SIGN, 0);
	if (cold)
		secondary_plan(&l);
	if (cold && zone->dnssec_signing)
		parent_resume(j);
	/* A secondary without contents asks its primaries: that is no failure. */
	return e != OK && cold && job_is_secondary(j) ? OK : e;
}
