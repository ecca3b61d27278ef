/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 1996 section 3.6, over TCP: what is left to repeat is whole remotes. */

#include "server/jobs/notify.h"

#include "report/log.h"
#include "server/jobs/intervals.h"
#include "server/transfer/notify.h"

/* Who is still to be told, by the order of the zone's remotes. */
static bool *pending_take(struct job *j, bool *is_retry)
{
	struct unit_notify *n = &j->unit->notify;
	bool all = unit_asked(j->unit, ASKED_NOTIFY) != 0;
	bool *pending = n->failed;
	n->failed = NULL;
	*is_retry = pending != NULL && !all && n->count == j->zone->notify_count;
	if (*is_retry)
		return pending;
	mem_free(pending);
	pending = mem_alloc(j->zone->notify_count);
	memset(pending, true, j->zone->notify_count);
	return pending;
}

static enum err tell(struct job *j, const struct conf_remote *remote, struct zone_version *v,
                     bool is_retry)
{
	struct notify_plan plan = {
		.conf = j->zone,
		.remote = remote,
		.version = v,
		.is_retry = is_retry,
		.terms = job_talk_terms(j),
	};
	enum err e = E_CANCELED;
	for (size_t i = 0; i < remote->address_count && e != OK; i++) {
		if (atomic_load(j->env->stop))
			return E_CANCELED;
		plan.address = i;
		e = notify_send(&plan);
	}
	return e;
}

enum err job_notify(struct job *j)
{
	struct unit *u = j->unit;
	bool is_retry, any_failed = false;
	enum err result = OK;
	if (j->zone->notify_count == 0)
		return OK;
	struct zone_version *v = unit_pin(u);
	if (v == NULL)
		return OK;
	bool *pending = pending_take(j, &is_retry);
	for (size_t i = 0; i < j->zone->notify_count; i++) {
		if (!pending[i])
			continue;
		enum err e = tell(j, j->zone->notify[i], v, is_retry);
		pending[i] = e != OK;
		any_failed |= e != OK;
		result = e != OK ? e : result;
	}
	u->timers.has_notified = true;
	u->timers.notified = v->serial;
	unit_timers_save(u);
	if (any_failed) {
		u->notify.failed = pending;
		u->notify.count = j->zone->notify_count;
		job_plan(j, EVENT_NOTIFY, retry_interval(v->retry_s, &j->zone->intervals));
	} else {
		mem_free(pending);
	}
	zone_version_unpin(v);
	return result;
}
