/* SPDX-License-Identifier: BSD-2-Clause */
/* The table from commands to events. */

#include "server/main/zone_triggers.h"

#include "report/log.h"
#include "server/jobs/purge.h"
#include "server/jobs/signing.h"
#include "server/jobs/write_file.h"
#include "server/main/orphans.h"
#include "server/main/zones.h"

#include <libgen.h>

/* zone-flush +outdir: at once, beside all events. */
static enum err dump_to(struct job *job, const char *directory)
{
	char *file = mem_strdup(job->zone->file);
	char *path = mem_printf("%s/%s", directory, basename(file));
	struct zone_version *v = unit_pin(job->unit);
	enum err e = E_EMPTYZONE;
	if (v != NULL) {
		e = zone_file_dump(v, path);
		zone_version_unpin(v);
	}
	mem_free(path);
	mem_free(file);
	return e;
}

static enum err flush(struct job *job, const struct ctl_event *event)
{
	if (event->directory != NULL)
		return dump_to(job, event->directory);
	unit_ask(job->unit, event->force ? ASKED_FLUSH | ASKED_FLUSH_FORCE : ASKED_FLUSH);
	return scheduler_force(&job->unit->sched, EVENT_FLUSH, event->wait);
}

static enum err freeze(struct job *job, const struct ctl_event *event, bool frozen)
{
	struct zone_slot *slot = job->unit->slot;
	scheduler_freeze(&job->unit->sched, frozen, event->wait);
	if (frozen)
		atomic_fetch_or(&slot->flags, (uint32_t)SLOT_FROZEN);
	else
		atomic_fetch_and(&slot->flags, ~(uint32_t)SLOT_FROZEN);
	log_line(SEV_INFO, LOG_ZONE, job->zone->text, "zone updates %s",
	         frozen ? "frozen" : "unfrozen");
	return OK;
}

static enum err xfr_freeze(struct job *job, bool frozen)
{
	struct zone_slot *slot = job->unit->slot;
	if (frozen)
		atomic_fetch_or(&slot->flags, (uint32_t)SLOT_XFR_FROZEN);
	else
		atomic_fetch_and(&slot->flags, ~(uint32_t)SLOT_XFR_FROZEN);
	log_line(SEV_INFO, LOG_ZONE, job->zone->text, "outgoing XFR %s",
	         frozen ? "frozen" : "unfrozen");
	return OK;
}

static enum err refresh(struct job *job, const struct ctl_event *event)
{
	if (!job_is_secondary(job))
		return E_NOTSUP;
	job->unit->refresh.attempts = 0;
	if (event->what == TRIGGER_RETRANSFER)
		unit_ask(job->unit, ASKED_RETRANSFER);
	return scheduler_force(&job->unit->sched, EVENT_REFRESH, event->wait);
}

/* What of a zone that is signed here: keys, signatures. */
static enum err sign(struct job *job, const struct ctl_event *event)
{
	static const unsigned asked[] = {
		[TRIGGER_SIGN] = ASKED_SIGN_ANEW,
		[TRIGGER_KEYS_LOAD] = 0,
		[TRIGGER_KSK_ROLLOVER] = ASKED_ROLL_KSK,
		[TRIGGER_ZSK_ROLLOVER] = ASKED_ROLL_ZSK,
	};
	if (!job->zone->dnssec_signing)
		return E_NOTSUP;
	if (event->what == TRIGGER_KSK_SUBMITTED)
		return signing_confirm(job, 0, event->wait);
	unit_ask(job->unit, asked[event->what]);
	return scheduler_force(&job->unit->sched, EVENT_SIGN, event->wait);
}

static struct purge_choice choice_of(unsigned purge, const struct conf_policy *policy)
{
	return (struct purge_choice){
		.keys = (purge & PURGE_KASP) != 0,
		.keystore = upkeep_keystore(policy),
		.contents = (purge & PURGE_EXPIRE) != 0,
		.file = (purge & PURGE_ZONEFILE) != 0,
		.journal = (purge & PURGE_JOURNAL) != 0,
		.timers = (purge & PURGE_TIMERS) != 0,
	};
}

static enum err purge(struct job *job, const struct ctl_event *event)
{
	const struct purge_choice choice = choice_of(event->purge, job->zone->policy);
	TRY(scheduler_hold(&job->unit->sched));
	enum err e = job_purge(job, &choice);
	scheduler_release(&job->unit->sched);
	return e;
}

static enum err trigger_one(struct job *job, const struct ctl_event *event)
{
	struct sched_zone *sched = &job->unit->sched;
	switch (event->what) {
	case TRIGGER_RELOAD:
		return scheduler_force(sched, EVENT_LOAD, event->wait);
	case TRIGGER_FLUSH:
		return flush(job, event);
	case TRIGGER_FREEZE:
		return freeze(job, event, true);
	case TRIGGER_THAW:
		return freeze(job, event, false);
	case TRIGGER_XFR_FREEZE:
		return xfr_freeze(job, true);
	case TRIGGER_XFR_THAW:
		return xfr_freeze(job, false);
	case TRIGGER_REFRESH:
	case TRIGGER_RETRANSFER:
		return refresh(job, event);
	case TRIGGER_PURGE:
		return purge(job, event);
	case TRIGGER_NOTIFY:
		unit_ask(job->unit, ASKED_NOTIFY);
		return scheduler_force(sched, EVENT_NOTIFY, event->wait);
	case TRIGGER_SIGN:
	case TRIGGER_KEYS_LOAD:
	case TRIGGER_KSK_ROLLOVER:
	case TRIGGER_ZSK_ROLLOVER:
	case TRIGGER_KSK_SUBMITTED:
		return sign(job, event);
	case TRIGGER_VALIDATE:
		return job->zone->dnssec_validation
		               ? scheduler_force(sched, EVENT_VALIDATE, event->wait)
		               : E_NOTSUP;
	}
	return E_NOTSUP;
}

enum err zone_trigger(struct zones *z, const uint8_t *zone, const struct ctl_event *event)
{
	struct job job;
	if ((event->purge & PURGE_ORPHAN) != 0) {
		void *held;
		const struct conf *conf = zones_conf_begin(z, &held);
		const struct purge_choice choice = choice_of(event->purge,
		                                             conf_policy_find(conf, "default"));
		enum err orphans = orphans_purge(z, zones_jobs_env(z), zone, &choice);
		zones_conf_end(z, held);
		return orphans;
	}
	struct unit *u = zones_take(z, zone);
	if (u == NULL)
		return E_NOZONE;
	enum err e = zones_job_begin(z, u, &job);
	if (e == OK) {
		e = trigger_one(&job, event);
		zones_job_end(z, &job);
	}
	zones_give(z, u);
	return e;
}

unsigned zone_triggers(void)
{
	return 1u << TRIGGER_RELOAD | 1u << TRIGGER_FLUSH | 1u << TRIGGER_FREEZE |
	       1u << TRIGGER_THAW | 1u << TRIGGER_XFR_FREEZE | 1u << TRIGGER_XFR_THAW |
	       1u << TRIGGER_REFRESH | 1u << TRIGGER_RETRANSFER | 1u << TRIGGER_PURGE |
	       1u << TRIGGER_NOTIFY | 1u << TRIGGER_VALIDATE | 1u << TRIGGER_SIGN |
	       1u << TRIGGER_KEYS_LOAD | 1u << TRIGGER_KSK_ROLLOVER | 1u << TRIGGER_ZSK_ROLLOVER |
	       1u << TRIGGER_KSK_SUBMITTED;
}
