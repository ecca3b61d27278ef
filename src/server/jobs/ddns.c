/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Updates in bulk.  A request that fails is left out and the others go on; what makes the commit
 * fail makes all of them fail.  Nobody is answered before the journal has what was done.
 */

#include "server/jobs/ddns.h"

#include "report/log.h"
#include "server/jobs/ddns_forward.h"
#include "server/jobs/publish.h"
#include "server/transfer/ddns_apply.h"

static void log_failed(const struct job *j, const struct ddns_request *r)
{
	static struct log_limit limit;
	unsigned suppressed = 0;
	if (!log_wants(SEV_WARNING, LOG_ZONE) || !log_limit_allows(&limit, &suppressed))
		return;
	bool unmet = r->rcode == RCODE_NXDOMAIN || r->rcode == RCODE_YXDOMAIN ||
	             r->rcode == RCODE_NXRRSET || r->rcode == RCODE_YXRRSET;
	const char *word = msg_rcode_name(r->rcode);
	char buf[128];
	struct text peer;
	text_init_fixed(&peer, buf, sizeof(buf));
	addr_print(&peer, &r->peer, true);
	log_line(SEV_WARNING, LOG_ZONE, j->zone->text, "DDNS, incoming, remote %s%s, %s (%s)", buf,
	         r->is_tcp ? " TCP" : "", unmet ? "prerequisites not met" : "failed to apply",
	         word != NULL ? word : "?");
	if (suppressed > 0)
		log_line(SEV_WARNING, LOG_SERVER, NULL, "DDNS, %u more failures not logged",
		         suppressed);
}

static uint16_t apply_one(const struct ddns_request *r, struct zone_edit *edit)
{
	struct msg m;
	struct arena arena;
	struct ddns_message message;
	if (msg_parse(&m, span_of(r->message, r->len)) != OK)
		return RCODE_FORMERR; /* looked at when it came */
	arena_init(&arena, DDNS_MEMORY_MAX);
	unsigned rcode = ddns_message_read(&message, &arena, &m);
	if (rcode == RCODE_NOERROR)
		rcode = ddns_apply(&message, edit);
	arena_deinit(&arena);
	return (uint16_t)rcode;
}

static void answer_all(struct list *requests)
{
	LIST_EACH_SAFE (it, requests) {
		list_remove(it);
		ddns_request_answer(LIST_ITEM(it, struct ddns_request, link));
	}
}

/* Requests that went well so far share the fate of the commit. */
static void fail_all(struct list *requests, uint16_t rcode)
{
	LIST_EACH (it, requests) {
		struct ddns_request *r = LIST_ITEM(it, struct ddns_request, link);
		if (r->rcode == RCODE_NOERROR)
			r->rcode = rcode;
	}
}

static enum err commit(struct job *j, struct update *u, struct mono begun)
{
	const struct update_options o = {
		.serial = UPDATE_SERIAL_RAISED, .origin = UPDATE_FROM_CHANGE, .check = true};
	struct update_result result;
	enum err e = job_commit(j, u, &o, &result);
	if (e != OK)
		return e;
	int64_t ms = mono_ms_between(begun, clock_mono());
	if (!result.changed)
		log_line(SEV_INFO, LOG_ZONE, j->zone->text,
		         "DDNS, finished, no changes to the zone were made");
	else if (result.had_base)
		log_line(SEV_INFO, LOG_ZONE, j->zone->text,
		         "DDNS, finished, serial %u -> %u, %lld.%02lld seconds",
		         result.before.value, result.after.value, (long long)(ms / 1000),
		         (long long)(ms % 1000 / 10));
	else
		log_line(SEV_INFO, LOG_ZONE, j->zone->text,
		         "DDNS, finished, serial none -> %u, %lld.%02lld seconds",
		         result.after.value, (long long)(ms / 1000), (long long)(ms % 1000 / 10));
	return OK;
}

static enum err apply_all(struct job *j, struct list *requests, size_t count)
{
	struct mono begun = clock_mono();
	bool any = false;
	log_line(SEV_INFO, LOG_ZONE, j->zone->text, "DDNS, processing %zu updates", count);
	struct update *u = job_update(j);
	LIST_EACH (it, requests) {
		struct ddns_request *r = LIST_ITEM(it, struct ddns_request, link);
		r->rcode = apply_one(r, update_edit(u));
		if (r->rcode != RCODE_NOERROR)
			log_failed(j, r);
		any |= r->rcode == RCODE_NOERROR;
	}
	if (!any) {
		update_abort(u);
		return OK;
	}
	enum err e = commit(j, u, begun);
	if (e != OK) {
		log_line(SEV_ERROR, LOG_ZONE, j->zone->text,
		         "DDNS, dropping %zu updates in a bulk (%s)", count, err_text(e));
		fail_all(requests, e == E_ZONESIZE ? RCODE_REFUSED : RCODE_SERVFAIL);
	}
	return e;
}

enum err job_ddns(struct job *j)
{
	struct list all, local, forwarded;
	size_t count = 0;
	enum err e = OK;
	list_init(&all);
	list_init(&local);
	list_init(&forwarded);
	ddns_queue_take(&j->unit->ddns, &all);
	LIST_EACH_SAFE (it, &all) {
		bool is_forwarded = LIST_ITEM(it, struct ddns_request, link)->is_forwarded;
		list_remove(it);
		list_append(is_forwarded ? &forwarded : &local, it);
		count += !is_forwarded;
	}
	if (count > 0)
		e = apply_all(j, &local, count);
	answer_all(&local);
	if (!list_is_empty(&forwarded))
		job_ddns_forward(j, &forwarded);
	return e;
}
