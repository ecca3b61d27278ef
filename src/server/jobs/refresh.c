/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass over the primaries.  First the one whose NOTIFY brought us here, which ends the pass
 * with any success; then the pinned one, then the others, until a transfer changed the zone or
 * something failed on our side.  What a primary said becomes timers here; what is taken over goes
 * through an update like every other change.
 */

#include "server/jobs/refresh.h"

#include "base/rand.h"
#include "report/log.h"
#include "server/jobs/intervals.h"
#include "server/jobs/master_serial.h"
#include "server/jobs/moment_text.h"
#include "server/jobs/publish.h"
#include "server/jobs/take_in.h"
#include "server/transfer/refresh.h"
#include "server/zone/check_zonemd.h"

enum { BOOTSTRAP_SPREAD = 30 };

/* A pass under way. */
struct pass {
	struct job *job;
	bool forced;
	bool succeeded; /* some primary could be used */
	bool ended;
	enum err local;        /* what failed on our side */
	struct update *update; /* changes that were tried */
	struct serial theirs;  /* that they lead to */
	struct master_serial master;
};

static bool is_set(const struct addr *a)
{
	return addr_family(a) != AF_UNSPEC;
}

static bool remote_has(const struct conf_remote *r, const struct addr *a)
{
	for (size_t i = 0; i < r->address_count; i++) {
		if (addr_equal(&r->addresses[i], a, false))
			return true;
	}
	return false;
}

/* ---- timers ---- */

static void expire_set(struct job *j, int64_t in_s)
{
	struct unit *u = j->unit;
	u->timers.next_expire_s = clock_wall().s + in_s;
	atomic_store(&u->slot->expire_at_s, u->timers.next_expire_s);
	job_plan(j, EVENT_EXPIRE, in_s);
}

static void refresh_plan_in(struct job *j, int64_t in_s)
{
	j->unit->timers.next_refresh_s = clock_wall().s + in_s;
	job_plan(j, EVENT_REFRESH, in_s);
}

/* The zone is what a primary says it is. */
static void timers_confirm(struct job *j, const struct refresh_result *r, bool transferred)
{
	struct unit *u = j->unit;
	const struct zone_version *v = u->slot->version;
	const struct expire_facts facts = {
		.soa_expire_s = v->expire_s,
		.has_edns = r->has_expire,
		.edns_s = r->expire_s,
		.transferred = transferred,
		.remaining_s = MAX_OF(u->timers.next_expire_s - clock_wall().s, (int64_t)0),
	};
	refresh_plan_in(j, refresh_interval(v->refresh_s, &j->zone->intervals));
	expire_set(j, expire_interval(&facts, &j->zone->intervals));
	u->timers.last_refresh_ok_s = clock_wall().s;
	u->refresh.attempts = 0;
}

/* ", expires in N seconds", or nothing. */
static const char *expires_text(const struct job *j, char *buf, size_t cap)
{
	int64_t left = j->unit->timers.next_expire_s - clock_wall().s;
	buf[0] = '\0';
	if (j->unit->timers.next_expire_s > 0 && left >= 0)
		snprintf(buf, cap, ", expires in %lld seconds", (long long)left);
	return buf;
}

/* ---- taking over ---- */

static enum err changes_apply(struct pass *p, const struct zone_changeset *changes, size_t count)
{
	struct zone_edit *edit = update_edit(p->update);
	for (size_t i = 0; i < count; i++)
		TRY(zone_edit_apply(edit, &changes[i], p->job->zone->ixfr.benevolent));
	return zone_edit_settle(edit);
}

/* Of a zone that is signed here; a digest of theirs cannot be checked with our signatures in it. */
static enum err changes_take_in(struct pass *p, const struct zone_changeset *changes, size_t count)
{
	struct serial from;
	if (p->job->zone->zonemd_verify)
		return E_ZONEMD;
	TRY(zone_changeset_serials(&changes[count - 1], &from, &p->theirs));
	return take_in_changes(update_edit(p->update), changes, count, p->job->zone);
}

static enum err apply(void *ctx, const struct zone_changeset *changes, size_t count)
{
	struct pass *p = ctx;
	p->update = job_update(p->job);
	enum err e = p->job->zone->dnssec_signing && count > 0 ? changes_take_in(p, changes, count)
	                                                       : changes_apply(p, changes, count);
	if (e != OK) {
		update_abort(p->update);
		p->update = NULL;
	}
	return e;
}

/* A whole zone, in place of what there is; signed here, only what differs is a change. */
static struct update *zone_take(struct pass *p, struct zone_version *fresh)
{
	struct job *j = p->job;
	struct update *u = job_update(j);
	const struct zone_version *live = j->unit->slot->version;
	p->theirs = fresh->serial;
	if (!j->zone->dnssec_signing || live == NULL) {
		update_replace(u, fresh);
		return u;
	}
	if (j->zone->zonemd_verify && !zone_check_zonemd(fresh, job_log_finding, j))
		p->local = E_ZONEMD;
	else
		p->local = take_in_version(update_edit(u), live, fresh, j->zone);
	if (p->local == OK)
		p->local = take_in_keys(update_edit(u), fresh, j->zone);
	zone_version_free(fresh);
	return u;
}

static void log_updated(const struct job *j, const struct refresh_result *r,
                        const struct update_result *u)
{
	char expires[48], before[16] = "none";
	double seconds = (double)(clock_mono().ns - r->started.ns) / (double)NS_PER_S;
	if (u->had_base)
		snprintf(before, sizeof(before), "%u", u->before.value);
	log_line(SEV_INFO, LOG_ZONE, j->zone->text,
	         "refresh, remote %s, zone updated, %.2f seconds, serial %s -> %u%s", r->peer,
	         seconds, before, u->after.value, expires_text(j, expires, sizeof(expires)));
}

/* Make what came the zone. */
static void take_over(struct pass *p, const struct conf_remote *remote, const struct addr *from,
                      struct refresh_result *r)
{
	struct job *j = p->job;
	struct unit *u = j->unit;
	struct update_result result;
	struct update_options o = {.serial = j->zone->dnssec_signing ? UPDATE_SERIAL_RAISED
	                                                             : UPDATE_SERIAL_GIVEN,
	                           .origin = UPDATE_FROM_TRANSFER,
	                           .check = true,
	                           .check_zonemd = true,
	                           .has_published = p->master.has_signed,
	                           .published = p->master.signed_as};
	struct update *update = r->outcome == REFRESH_ZONE ? zone_take(p, r->version) : p->update;
	p->update = NULL;
	u->refresh.just_now = true;
	u->refresh.is_quiet = remote->block_notify_after_transfer;
	if (p->local == OK)
		p->local = job_commit(j, update, &o, &result);
	else
		update_abort(update);
	p->ended = true;
	if (p->local != OK) {
		log_line(SEV_ERROR, LOG_ZONE, j->zone->text, "refresh, remote %s, failed (%s)",
		         r->peer, err_text(p->local));
		return;
	}
	p->succeeded = true;
	if (j->zone->dnssec_signing)
		master_serial_note(j, p->theirs, result.after);
	zone_timers_set_master(&u->timers, from);
	u->timers.master_pin_s = 0;
	timers_confirm(j, r, true);
	if (r->more)
		refresh_plan_in(j, 0);
	log_updated(j, r, &result);
}

static void confirm(struct pass *p, const struct addr *from, const struct refresh_result *r)
{
	char expires[48];
	struct job *j = p->job;
	p->succeeded = true;
	timers_confirm(j, r, false);
	if (j->unit->timers.last_master == NULL)
		zone_timers_set_master(&j->unit->timers, from);
	log_line(SEV_INFO, LOG_ZONE, j->zone->text,
	         "refresh, remote %s, remote serial %u, zone is up-to-date%s", r->peer,
	         r->serial.value, expires_text(j, expires, sizeof(expires)));
}

/* ---- asking ---- */

/* How far is this primary trusted with a newer serial? */
static enum refresh_pin pin_of(const struct job *j, const struct conf_remote *remote)
{
	const struct zone_timers *t = &j->unit->timers;
	int64_t tolerance = j->zone->master_pin_tolerance_s;
	if (tolerance == 0)
		return REFRESH_PIN_NONE;
	if (t->last_master == NULL)
		return REFRESH_PIN_TAKES;
	if (remote_has(remote, t->last_master))
		return REFRESH_PIN_NONE;
	bool waited = t->master_pin_s > 0 && clock_wall().s >= t->master_pin_s + tolerance;
	return waited ? REFRESH_PIN_TAKES : REFRESH_PIN_WAIT;
}

/* Ask one address; true when it was reached. */
static bool ask(struct pass *p, const struct conf_remote *remote, size_t address, const char *how)
{
	struct job *j = p->job;
	struct refresh_plan plan = {
		.conf = j->zone,
		.remote = remote,
		.address = address,
		.base = j->unit->slot->version,
		.serial = NULL,
		.forced = p->forced,
		.pin = pin_of(j, remote),
		.terms = job_talk_terms(j),
		.apply = apply,
		.ctx = p,
	};
	struct refresh_result r;
	const struct addr *from = &remote->addresses[address];
	if (j->zone->dnssec_signing) {
		master_serial_find(j, &p->master);
		plan.serial = &p->master.serial;
		plan.base = p->master.is_known ? plan.base : NULL;
	}
	refresh_run(&plan, &r);
	switch (r.outcome) {
	case REFRESH_UP_TO_DATE:
		confirm(p, from, &r);
		break;
	case REFRESH_OUTDATED:
		p->succeeded = true;
		refresh_plan_in(j, refresh_interval(j->unit->slot->version->refresh_s,
		                                    &j->zone->intervals));
		break;
	case REFRESH_WAITS:
		p->succeeded = true;
		if (j->unit->timers.master_pin_s == 0)
			j->unit->timers.master_pin_s = clock_wall().s;
		refresh_plan_in(j, j->unit->timers.master_pin_s + j->zone->master_pin_tolerance_s -
		                           clock_wall().s);
		break;
	case REFRESH_CHANGES:
	case REFRESH_ZONE:
		take_over(p, remote, from, &r);
		break;
	case REFRESH_FAILED: {
		char peer[PEER_TEXT_MAX];
		peer_text(peer, from, PEER_UDP, NULL);
		log_line(SEV_INFO, LOG_ZONE, j->zone->text,
		         "refresh, %sremote %s, address %s, failed (%s)", how, remote->id, peer,
		         err_text(r.err));
		break;
	}
	}
	return r.reached;
}

static void ask_remote(struct pass *p, const struct conf_remote *remote, const char *how)
{
	for (size_t i = 0; i < remote->address_count && !p->ended; i++) {
		if (ask(p, remote, i, how))
			return;
		if (atomic_load(p->job->env->stop)) {
			p->ended = true;
			return;
		}
	}
	if (!p->ended)
		log_line(SEV_WARNING, LOG_ZONE, p->job->zone->text,
		         "refresh, %sremote %s not usable", how, remote->id);
}

/* Whose NOTIFY brought us here: once. */
static struct addr notifier_take(struct unit *u)
{
	struct addr a = {.sa.sa_family = AF_UNSPEC};
	pthread_mutex_lock(&u->lock);
	if (!u->refresh.two_notifiers && u->refresh.notifier != NULL)
		a = *u->refresh.notifier;
	mem_free(u->refresh.notifier);
	u->refresh.notifier = NULL;
	u->refresh.two_notifiers = false;
	pthread_mutex_unlock(&u->lock);
	return a;
}

void refresh_prefer(struct unit *u, const struct addr *from)
{
	pthread_mutex_lock(&u->lock);
	if (u->refresh.notifier == NULL)
		u->refresh.notifier = mem_alloc(sizeof(*from));
	else if (!addr_equal(u->refresh.notifier, from, false))
		u->refresh.two_notifiers = true;
	*u->refresh.notifier = *from;
	u->refresh.attempts = 0;
	pthread_mutex_unlock(&u->lock);
}

static void ask_all(struct pass *p)
{
	const struct zone_conf *zone = p->job->zone;
	const struct zone_timers *t = &p->job->unit->timers;
	struct addr notifier = notifier_take(p->job->unit);
	const struct conf_remote *first = NULL, *pinned = NULL;
	for (size_t i = 0; i < zone->master_count; i++) {
		if (first == NULL && is_set(&notifier) && remote_has(zone->masters[i], &notifier))
			first = zone->masters[i];
		if (pinned == NULL && zone->master_pin_tolerance_s > 0 && t->last_master != NULL &&
		    remote_has(zone->masters[i], t->last_master))
			pinned = zone->masters[i];
	}
	if (first != NULL) {
		ask_remote(p, first, "notifier ");
		if (p->succeeded)
			return;
	}
	if (pinned != NULL && pinned != first && !p->ended)
		ask_remote(p, pinned, "pinned ");
	for (size_t i = 0; i < zone->master_count && !p->ended; i++) {
		if (zone->masters[i] != first && zone->masters[i] != pinned)
			ask_remote(p, zone->masters[i], "");
	}
}

static void plan_retry(struct pass *p)
{
	char when[MOMENT_TEXT_MAX], expires[48];
	struct job *j = p->job;
	struct unit *u = j->unit;
	const struct zone_version *v = u->slot->version;
	uint32_t in = v != NULL ? retry_interval(v->retry_s, &j->zone->intervals)
	                        : bootstrap_interval(++u->refresh.attempts,
	                                             rand_below(BOOTSTRAP_SPREAD),
	                                             &j->zone->intervals);
	refresh_plan_in(j, in);
	log_line(SEV_ERROR, LOG_ZONE, j->zone->text, "refresh, failed (%s), next retry at %s%s",
	         p->local != OK ? err_text(p->local) : "no usable master",
	         moment_text(when, u->timers.next_refresh_s),
	         expires_text(j, expires, sizeof(expires)));
}

enum err job_refresh(struct job *j)
{
	struct pass p = {.job = j};
	if (!job_is_secondary(j))
		return E_NOTSUP;
	p.forced = unit_asked(j->unit, ASKED_RETRANSFER) != 0;
	ask_all(&p);
	if (atomic_load(j->env->stop))
		return E_CANCELED;
	if (!p.succeeded)
		plan_retry(&p);
	unit_timers_save(j->unit);
	return p.succeeded ? OK : p.local != OK ? p.local : E_NOMASTER;
}
