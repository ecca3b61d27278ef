/* SPDX-License-Identifier: BSD-2-Clause */
/* The table from events to jobs, and what is planned as words of zone-status. */

#include "server/main/zone_events.h"

#include "report/notify.h"
#include "server/jobs/ddns.h"
#include "server/jobs/dnskey_sync.h"
#include "server/jobs/expire.h"
#include "server/jobs/flush.h"
#include "server/jobs/load.h"
#include "server/jobs/notify.h"
#include "server/jobs/parent.h"
#include "server/jobs/refresh.h"
#include "server/jobs/sign.h"
#include "server/jobs/validate.h"
#include "server/main/zones.h"

enum err zone_event_run(struct job *job, enum zone_event event)
{
	switch (event) {
	case EVENT_LOAD:
		notify_zone_load();
		return job_load(job);
	case EVENT_EXPIRE:
		return job_expire(job);
	case EVENT_FLUSH:
		return job_flush(job);
	case EVENT_REFRESH:
		return job_refresh(job);
	case EVENT_NOTIFY:
		return job_notify(job);
	case EVENT_UPDATE:
		return job_ddns(job);
	case EVENT_SIGN:
		return job_sign(job);
	case EVENT_DS_CHECK:
		return job_ds_check(job);
	case EVENT_DS_PUSH:
		return job_ds_push(job);
	case EVENT_DNSKEY_SYNC:
		return job_dnskey_sync(job);
	case EVENT_VALIDATE:
		return job_validate(job);
	case ZONE_EVENTS:
		break;
	}
	return E_NOTSUP;
}

/* ---- zone-status ---- */

static const enum ctl_plan plans[ZONE_EVENTS] = {
	[EVENT_LOAD] = PLAN_LOAD,         [EVENT_REFRESH] = PLAN_REFRESH,
	[EVENT_UPDATE] = PLAN_UPDATE,     [EVENT_EXPIRE] = PLAN_EXPIRATION,
	[EVENT_FLUSH] = PLAN_FLUSH,       [EVENT_NOTIFY] = PLAN_NOTIFY,
	[EVENT_SIGN] = PLAN_RESIGN,       [EVENT_DS_CHECK] = PLAN_DS_CHECK,
	[EVENT_DS_PUSH] = PLAN_DS_PUSH,   [EVENT_DNSKEY_SYNC] = PLAN_DNSKEY_SYNC,
	[EVENT_VALIDATE] = PLAN_VALIDATE,
};

static struct ctl_planned planned(const struct agenda *a, enum zone_event event)
{
	struct ctl_planned p = {.when = WHEN_NEVER};
	int64_t now_ns = clock_mono().ns;
	if (a->running == (unsigned)event) {
		p.when = WHEN_RUNNING;
	} else if (agenda_has(a, event) && a->frozen && agenda_is_stopped(a, event)) {
		p.when = WHEN_FROZEN;
	} else if (agenda_has(a, event) && a->at_ns[event] <= now_ns) {
		p.when = WHEN_PENDING;
	} else if (agenda_has(a, event)) {
		p.when = WHEN_AT;
		p.at_s = clock_wall().s + (a->at_ns[event] - now_ns + NS_PER_S / 2) / NS_PER_S;
	}
	return p;
}

struct describing {
	struct zones *zones;
	enum err (*each)(void *ctx, const struct ctl_zone *zone);
	void *ctx;
};

static enum err describe_unit(void *ctx, struct unit *u)
{
	const struct describing *d = ctx;
	struct agenda a = scheduler_agenda(&u->sched);
	struct job job;
	if (zones_job_begin(d->zones, u, &job) != OK)
		return OK; /* gone meanwhile */
	struct zone_version *v = unit_pin(u);
	struct ctl_zone zone = {
		.name = job.zone->text,
		.loaded = v != NULL,
		.slave = job_is_secondary(&job),
		.transaction = a.held,
		.xfr_frozen = (u->slot->flags & SLOT_XFR_FROZEN) != 0,
		.freeze = !a.frozen                 ? FREEZE_NO
	                  : a.running != EVENT_NONE ? FREEZE_FREEZING
	                                            : FREEZE_YES,
		.serial = v != NULL ? v->serial.value : 0,
	};
	if (v != NULL)
		zone_version_unpin(v);
	for (int i = 0; i < ZONE_EVENTS; i++)
		zone.plans[plans[i]] = planned(&a, (enum zone_event)i);
	enum err e = d->each(d->ctx, &zone);
	zones_job_end(d->zones, &job);
	return e;
}

enum err zone_describe(struct zones *z, const uint8_t *name,
                       enum err (*each)(void *each_ctx, const struct ctl_zone *zone),
                       void *each_ctx)
{
	struct describing d = {.zones = z, .each = each, .ctx = each_ctx};
	if (name == NULL)
		return zones_each(d.zones, describe_unit, &d);
	struct unit *u = zones_take(d.zones, name);
	if (u == NULL)
		return E_NOZONE;
	enum err e = describe_unit(&d, u);
	zones_give(d.zones, u);
	return e;
}
