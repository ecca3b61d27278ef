/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whoever was told is asked again after a while: other signers may have told it otherwise.  Nothing
 * is stored: a start signs, and signing leads here.
 */

#include "server/jobs/dnskey_sync.h"

#include "base/rand.h"
#include "dns/rrtype.h"
#include "server/jobs/unit_signing.h"
#include "server/keys/sync_scope.h"
#include "server/transfer/key_sync.h"
#include "server/zone/expand.h"

enum { SPREAD_S = 5, CLASS_STEP_S = 2 };

/* Signers that tell each other at one time wait for each other: each has a time of its own. */
static int64_t jitter_s(const struct modulo *tags)
{
	return tags->modulus >= 2 ? CLASS_STEP_S * tags->remainder : rand_below(SPREAD_S);
}

void dnskey_sync_follow(struct job *j)
{
	const struct conf_policy *policy = j->zone->policy;
	struct unit_signing *s = j->unit->signing;
	bool is_due = s->is_to_sync && policy->sync != NULL;
	s->is_to_sync = false;
	if (is_due)
		scheduler_set_sooner(
			&j->unit->sched, EVENT_DNSKEY_SYNC,
			mono_add_ms(clock_mono(), jitter_s(&policy->keys.tag_modulo) * 1000));
}

static bool is_ours(void *ctx, uint16_t type, struct span rdata)
{
	return sync_is_ours(ctx, type, rdata);
}

static enum err sync_sets(struct job *j, const struct rrset *sets)
{
	const struct conf_policy *policy = j->zone->policy;
	struct sync_scope scope = {.tags = policy->keys.tag_modulo,
	                           .ever = &j->unit->signing->apex.ever};
	enum err worst = OK;
	bool again = false;
	for (size_t i = 0; i < policy->sync->remote_count; i++) {
		const struct key_sync sync = {.conf = j->zone,
		                              .remote = policy->sync->remotes[i],
		                              .terms = job_talk_terms(j),
		                              .sets = sets,
		                              .scope = {.is_ours = is_ours, .ctx = &scope}};
		bool changed;
		enum err e = key_sync_run(&sync, &changed);
		worst = e != OK ? e : worst;
		again |= e != OK || changed;
	}
	if (again)
		job_plan(j, EVENT_DNSKEY_SYNC, policy->sync->check_interval_s);
	return worst;
}

enum err job_dnskey_sync(struct job *j)
{
	static const uint16_t types[KEY_SYNC_SETS] = {RR_DNSKEY, RR_CDNSKEY, RR_CDS};
	struct zone_expander memory[KEY_SYNC_SETS] = {{0}};
	struct rrset sets[KEY_SYNC_SETS];
	const struct unit_signing *s = j->unit->signing;
	if (!j->zone->dnssec_signing || j->zone->policy->sync == NULL || s == NULL || !s->is_taken)
		return OK;
	struct zone_version *v = unit_pin(j->unit);
	if (v == NULL)
		return OK; /* after it is signed again */
	for (size_t i = 0; i < KEY_SYNC_SETS; i++) {
		if (!zone_expand_type(&memory[i], v, v->apex, types[i], &sets[i]))
			sets[i] = (struct rrset){
				.owner = v->apex->name, .type = types[i], .class_ = CLASS_IN};
	}
	enum err e = sync_sets(j, sets);
	for (size_t i = 0; i < KEY_SYNC_SETS; i++)
		zone_expander_deinit(&memory[i]);
	zone_version_unpin(v);
	return e;
}
