/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking is repeated as the submission says, for as long as a key waits.  A push is repeated until
 * it was taken; a server that ends in between pushes after its next start.
 */

#include "server/jobs/parent.h"

#include "base/hex.h"
#include "dns/rrtype.h"
#include "report/bus.h"
#include "server/jobs/signing.h"
#include "server/jobs/unit_signing.h"
#include "server/transfer/parent.h"
#include "server/zone/expand.h"

enum { PUSH_RETRY_S = 600 };

static const struct conf_submission *submission_of(const struct job *j)
{
	const struct conf_submission *s = j->zone->policy->parent.submission;
	return s != NULL && s->parent_count > 0 ? s : NULL;
}

static struct parent_plan plan_of(const struct job *j, const struct conf_remote *remote)
{
	return (struct parent_plan){.conf = j->zone, .remote = remote, .terms = job_talk_terms(j)};
}

/* Whoever listens on the bus learns of every key that waits, with every signing. */
static void tell_submissions(const struct job *j)
{
	const struct unit_signing *s = j->unit->signing;
	for (size_t i = 0; i < s->zone.keys.count; i++) {
		const struct zone_key *key = &s->zone.keys.items[i];
		char buf[KEY_ID_TEXT_LEN + 1];
		struct text id;
		if (!key->is_ksk || key_state_at(key, s->passed_s) != KEY_IS_READY)
			continue;
		text_init_fixed(&id, buf, sizeof(buf));
		hex_print(&id, span_of(key->id, KEY_ID_LEN), false);
		bus_ksk_submission(j->zone->text, key->tag, buf);
	}
}

static void push_plan(struct job *j, int64_t in_s)
{
	struct zone_timers *t = &j->unit->timers;
	t->next_push_s = clock_wall().s + in_s;
	unit_timers_save(j->unit);
	job_plan(j, EVENT_DS_PUSH, in_s);
}

void parent_follow(struct job *j)
{
	struct unit_signing *s = j->unit->signing;
	bool cds_grew = s->has_new_cds;
	if (!s->is_to_follow)
		return;
	s->is_to_follow = s->has_new_cds = false;
	if (signing_waits_for_parent(j->unit)) {
		tell_submissions(j);
		if (submission_of(j) != NULL)
			job_plan(j, EVENT_DS_CHECK, 0);
	}
	/* Secondaries have to have the new keys before resolvers are told to want them. */
	if (cds_grew && j->zone->ds_push_count > 0)
		push_plan(j, j->zone->policy->keys.propagation_delay_s);
}

void parent_resume(struct job *j)
{
	if (j->unit->timers.next_push_s != 0 && j->zone->ds_push_count > 0)
		job_plan_at(j, EVENT_DS_PUSH, j->unit->timers.next_push_s);
}

/* ---- DS check ---- */

static bool confirms(void *ctx, const struct rrset *ds)
{
	const struct job *j = ctx;
	return apex_is_confirmed(&j->unit->signing->zone.keys, j->zone->name.wire, ds,
	                         clock_wall().s);
}

enum err job_ds_check(struct job *j)
{
	const struct conf_submission *s = submission_of(j);
	uint32_t longest = 0;
	bool all = true;
	if (!j->zone->dnssec_signing || s == NULL || !signing_waits_for_parent(j->unit))
		return OK;
	for (size_t i = 0; i < s->parent_count && all; i++) {
		const struct parent_plan plan = plan_of(j, s->parents[i]);
		uint32_t ttl = 0;
		all = parent_confirms(&plan, confirms, j, &ttl);
		longest = MAX_OF(longest, ttl);
	}
	if (all)
		return signing_confirm(j, (int64_t)longest + s->parent_delay_s, false);
	job_plan(j, EVENT_DS_CHECK, s->check_interval_s);
	return OK;
}

/* ---- DS push ---- */

/* What is published: not what keys say now, which may not be signed yet. */
static enum err push_set(struct job *j, const struct rrset *cds, uint32_t ttl)
{
	enum err worst = OK;
	for (size_t i = 0; i < j->zone->ds_push_count; i++) {
		const struct parent_plan plan = plan_of(j, j->zone->ds_push[i]);
		enum err e = parent_push(&plan, cds, ttl);
		worst = e != OK ? e : worst;
	}
	return worst;
}

static enum err push_published(struct job *j, const struct zone_version *v)
{
	struct zone_expander memory = {0};
	struct rrset cds;
	const struct zone_set *keys = zone_node_find(v->apex, RR_DNSKEY);
	uint32_t ttl = keys != NULL ? zone_set_ttl(v->apex, keys) : 0;
	enum err e = OK;
	if (zone_expand_type(&memory, v, v->apex, RR_CDS, &cds))
		e = push_set(j, &cds, ttl);
	zone_expander_deinit(&memory);
	return e;
}

enum err job_ds_push(struct job *j)
{
	struct zone_version *v = unit_pin(j->unit);
	if (v == NULL || !j->zone->dnssec_signing) {
		if (v != NULL)
			zone_version_unpin(v);
		return OK; /* the timer stays: after the zone is there */
	}
	enum err e = push_published(j, v);
	zone_version_unpin(v);
	if (e != OK) {
		push_plan(j, PUSH_RETRY_S);
		return e;
	}
	j->unit->timers.next_push_s = 0;
	unit_timers_save(j->unit);
	return OK;
}
