/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys are looked at when a zone is loaded, when one of them is due, and when an operator asks; in
 * between changes are signed with what was found then.  What is taken replaces what was there only
 * when all of it could be had.
 */

#include "server/jobs/signing.h"

#include "base/hash.h"
#include "base/rand.h"
#include "dns/rrtype.h"
#include "report/bus.h"
#include "report/log.h"
#include "server/jobs/moment_text.h"
#include "server/jobs/sign_log.h"
#include "server/jobs/unit_signing.h"
#include "server/keys/rollover.h"
#include "server/keys/use.h"
#include "server/sign/max_ttl.h"
#include "server/sign/salt.h"
#include "server/zone/expand.h"

enum { RSASHA1 = 5 };

static struct unit_signing *signing_of(struct unit *u)
{
	if (u->signing == NULL)
		u->signing = unit_signing_new();
	return u->signing;
}

void signing_expect_keys(struct unit *u)
{
	if (u->signing != NULL)
		u->signing->is_due = true; /* as it is in the beginning */
}

void signing_distrust(struct unit *u)
{
	if (u->signing == NULL)
		return;
	u->signing->is_trusted = false;
	u->signing->signed_as = 0;
}

bool signing_is_settled(const struct unit *u)
{
	return u->signing != NULL && (u->signing->is_trusted || u->signing->has_failed);
}

/* ---- taking keys ---- */

static struct upkeep_request request_of(const struct job *j, const struct zone_version *v)
{
	const struct policy_keys *p = &j->zone->policy->keys;
	const struct zone_set *soa = zone_node_find(v->apex, RR_SOA);
	return (struct upkeep_request){
		.policy = j->zone->policy,
		.zone = j->zone->name.wire,
		.now = clock_wall().s,
		.dnskey_ttl = p->dnskey_ttl_s >= 0 ? (uint32_t)p->dnskey_ttl_s
	                      : soa != NULL        ? zone_set_ttl(v->apex, soa)
	                                           : 0,
		.zone_max_ttl = p->zone_max_ttl_s >= 0 ? (uint32_t)p->zone_max_ttl_s
	                                               : max_ttl_find(v),
	};
}

static enum err fail(const struct job *j, const char *what, const char *why, enum err e)
{
	log_line(SEV_ERROR, LOG_ZONE, j->zone->text, "DNSSEC, %s (%s)", what,
	         why != NULL ? why : err_text(e));
	return e;
}

/* Is the zone signed by every key that signs now?  A salt may be to change when it is not. */
static bool is_signed_by_all(const struct zone_version *v, const struct key_list *keys, int64_t now)
{
	struct zone_sets it;
	bool all = true;
	zone_sets_init(&it, v, v->apex);
	while (zone_sets_next(&it)) {
		for (size_t i = 0; it.data.type == RR_SOA && i < keys->count; i++) {
			struct rrset_iter sigs = rrset_iter_of(&it.sigs);
			struct span rdata;
			bool found = !key_use_at(keys, i, now).signs_zone;
			while (!found && it.sigs.count > 0 && rrset_next(&sigs, &rdata))
				found = wire_get_u16(rdata.data + 16) == keys->items[i].tag;
			all &= found;
		}
	}
	zone_sets_deinit(&it);
	return all;
}

struct salting {
	const struct upkeep_request *request;
	bool keys_changed;
	bool only_look;
	enum salt_need need;
};

static enum err salt_settle(void *ctx, struct kasp_turn *turn UNUSED, struct kasp_zone *zone)
{
	struct salting *s = ctx;
	const struct policy_nsec3 *policy = &s->request->policy->nsec3;
	uint8_t octets[KASP_SALT_MAX];
	TRY(salt_judge(&s->need, &zone->facts, policy, s->keys_changed, s->request->now));
	if (s->need == SALT_STAYS || s->only_look)
		return OK;
	rand_octets(octets, sizeof(octets));
	salt_take(&zone->facts, policy, octets, s->request->now);
	return OK;
}

static enum err salt_take_in(struct job *j, const struct upkeep_request *request,
                             const struct zone_version *v, struct kasp_zone *zone)
{
	const struct keystore ks = upkeep_keystore(request->policy);
	struct salting s = {
		.request = request,
		.keys_changed = !is_signed_by_all(v, &zone->keys, request->now),
		.only_look = true,
	};
	if (!request->policy->nsec3.on)
		return OK;
	enum err e = salt_settle(&s, NULL, zone);
	if (e == OK && s.need != SALT_STAYS) {
		struct kasp_zone fresh = {.keys = {0}};
		s.only_look = false;
		e = kasp_edit(j->env->kasp, request->zone, &ks, salt_settle, &s, &fresh);
		if (e == OK) {
			kasp_zone_deinit(zone);
			*zone = fresh;
		}
	}
	return e == OK ? OK
	               : fail(j, "failed to renew the NSEC3 salt",
	                      e == E_RANGE ? "the clock is before the present one was made" : NULL,
	                      e);
}

static uint64_t hash_set(const struct rrset *set, uint64_t h)
{
	h = hash_octets(&set->ttl, sizeof(set->ttl), h);
	return set->count > 0 ? hash_octets(set->records, set->size, h) : h;
}

/* Two inputs with one fingerprint sign a zone in the same way. */
static uint64_t fingerprint_of(const struct sign_input *in, const struct key_list *keys)
{
	const struct sign_policy *p = &in->policy;
	const unsigned figures[] = {p->nsec3, p->opt_out, p->iterations, p->unsafe,
	                            (unsigned)in->key_count};
	uint64_t h = hash_octets(figures, sizeof(figures), hash_seed());
	if (p->salt.len > 0)
		h = hash_octets(p->salt.data, p->salt.len, h);
	for (size_t i = 0; i < in->key_count; i++) {
		const struct sign_key *k = &in->keys[i];
		const unsigned use[] = {k->tag, k->algorithm, k->signs_keys, k->signs_zone};
		h = hash_octets(use, sizeof(use), h);
	}
	for (size_t i = 0; i < keys->count; i++) {
		if (keys->items[i].pair != NULL)
			h = hash_octets(keys->items[i].id, KEY_ID_LEN, h);
	}
	h = hash_set(&in->apex->dnskey, h);
	h = hash_set(&in->apex->cdnskey, h);
	h = hash_set(&in->apex->cds, h);
	/* Of keys that went: the records of those that are there are in the sets above. */
	h = hash_set(&in->apex->ever.dnskey, h);
	return h != 0 ? h : 1;
}

/* Figures of the policy; they may change while the keys stay. */
static enum err policy_take(const struct job *j, const struct upkeep_request *request,
                            struct unit_signing *s)
{
	const struct conf_policy *policy = request->policy;
	struct sign_policy *p = &s->input.policy;
	const struct zone_facts *facts = &s->zone.facts;
	sign_policy_take(p, policy);
	p->salt = span_of(facts->salt, facts->has_salt ? facts->salt_len : 0);
	p->refresh_s = sign_refresh_s(&policy->rrsig, &policy->keys, request->zone_max_ttl);
	if (p->refresh_s + p->pre_refresh_s >= p->lifetime_s)
		return fail(j, "failed to sign the zone",
		            "rrsig-lifetime is not longer than rrsig-refresh and rrsig-pre-refresh",
		            E_RANGE);
	if (p->refresh_s < policy->keys.propagation_delay_s + request->zone_max_ttl)
		log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
		         "DNSSEC, rrsig-refresh is too low: signatures may expire in caches");
	return OK;
}

/* Has a set records that the one before had not? */
static bool set_grows(const struct rrset *old, const struct rrset *now)
{
	struct rrset_iter it = rrset_iter_of(now);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (!rrset_has(old, rdata))
			return true;
	}
	return false;
}

/* Are there CDS records to publish that the zone does not have? */
static bool cds_grows(const struct zone_version *v, const struct rrset *cds)
{
	struct zone_expander memory = {0};
	struct rrset old = {.count = 0};
	(void)!zone_expand_type(&memory, v, v->apex, RR_CDS, &old);
	bool grows = set_grows(&old, cds);
	zone_expander_deinit(&memory);
	return grows;
}

/* Did the change bring, or take, keys?  Other signers' come that way. */
static void keys_notice(const struct job *j, const struct zone_version *v)
{
	static const uint16_t types[] = {RR_DNSKEY, RR_CDNSKEY, RR_CDS};
	const struct zone_version *before = j->unit->slot->version;
	struct unit_signing *s = j->unit->signing;
	if (before == NULL || !j->zone->policy->keys.incremental)
		return;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct zone_expander old_memory = {0}, memory = {0};
		struct rrset old = {.count = 0}, now = {.count = 0};
		(void)!zone_expand_type(&old_memory, before, before->apex, types[i], &old);
		(void)!zone_expand_type(&memory, v, v->apex, types[i], &now);
		s->is_to_sync |= old.count != now.count || set_grows(&old, &now);
		if (types[i] == RR_CDS && set_grows(&old, &now))
			s->has_new_cds = s->is_to_follow = true;
		zone_expander_deinit(&old_memory);
		zone_expander_deinit(&memory);
	}
}

/* RFC 5155 section 2: who knows RSASHA1 by its first number does not know NSEC3. */
static enum err denial_check(const struct job *j, const struct conf_policy *policy,
                             const struct unit_signing *s)
{
	for (size_t i = 0; policy->nsec3.on && i < s->input.key_count; i++) {
		if (s->keys[i].algorithm == RSASHA1)
			return fail(j, "failed to use the keys",
			            "RSASHA1 is not for zones with NSEC3", E_KEY_ALG);
	}
	return OK;
}

/* Have the private keys of those that sign, and put these into the input. */
static enum err pairs_load(const struct job *j, struct unit_signing *s, int64_t now)
{
	struct text error;
	text_init(&error);
	enum err e = upkeep_load(j->zone->policy, &s->zone.keys, now, &error);
	if (e != OK)
		e = fail(j, "failed to load keys", error.len > 0 ? error.buf : NULL, e);
	text_deinit(&error);
	TRY(e);
	e = sign_keys_take(s->keys, &s->input.key_count, &s->zone.keys, now);
	if (e != OK)
		return fail(j, "failed to use the keys", NULL, e);
	s->has_pairs = true;
	return OK;
}

/* Make what signs of the keys. */
static enum err input_make(const struct job *j, const struct upkeep_request *request,
                           struct unit_signing *s)
{
	const struct apex_options options = {
		.zone = s->zone.keys.count > 0 ? j->unit->slot->name.wire : NULL,
		.dnskey_ttl = request->dnskey_ttl,
		.cds = request->policy->parent.cds,
		.cds_digest = request->policy->parent.cds_digest,
		.foreign_stay = request->policy->keys.incremental,
		.now = request->now,
	};
	s->keys = arena_zalloc(&s->arena, (s->zone.keys.count + 1) * sizeof(*s->keys));
	TRY(pairs_load(j, s, request->now));
	enum err e = apex_make(&s->apex, &s->arena, &s->zone.keys, &options);
	if (e != OK)
		return fail(j, "failed to use the keys", NULL, e);
	s->input.keys = s->keys;
	s->input.apex = &s->apex;
	TRY(denial_check(j, request->policy, s));
	TRY(policy_take(j, request, s));
	s->fingerprint = fingerprint_of(&s->input, &s->zone.keys);
	return OK;
}

static void replace(struct unit_signing *s, struct unit_signing *fresh,
                    const struct upkeep_request *request, int64_t wake_s)
{
	int64_t salt = salt_ends_s(&fresh->zone.facts, &request->policy->nsec3);
	if (request->policy->nsec3.on && salt != 0 && (wake_s == 0 || salt < wake_s))
		wake_s = salt;
	struct key_list *keys = &fresh->zone.keys;
	keys->cap = keys->count;
	keys->items = mem_realloc(keys->items, MAX_OF(keys->cap, (size_t)1) * sizeof(*keys->items));
	fresh->is_taken = true;
	fresh->is_busy = s->is_busy;
	fresh->is_to_follow = s->is_to_follow;
	fresh->is_to_sync = s->is_to_sync;
	fresh->is_trusted = s->is_trusted;
	fresh->has_failed = s->has_failed;
	fresh->signed_as = s->signed_as;
	fresh->first_s = s->first_s;
	fresh->passed_s = request->now;
	fresh->wake_s = wake_s;
	fresh->dnskey_ttl = request->dnskey_ttl;
	fresh->max_ttl = request->zone_max_ttl;
	unit_signing_drop_keys(s);
	arena_deinit(&s->arena);
	*s = *fresh;
	s->input.apex = &s->apex;
	s->input.policy.salt = span_of(s->zone.facts.salt, s->input.policy.salt.len);
}

/* One pass of the rollover machine, and what it leaves to sign with. */
static enum err take(struct job *j, const struct zone_version *v)
{
	struct unit_signing *s = j->unit->signing;
	struct upkeep_request request = request_of(j, v);
	struct rollover_result result = {.changed = false};
	unsigned asked = unit_asked(j->unit, ASKED_ROLL_KSK | ASKED_ROLL_ZSK);
	request.force_ksk = (asked & ASKED_ROLL_KSK) != 0;
	request.force_zsk = (asked & ASKED_ROLL_ZSK) != 0;
	if (j->env->kasp == NULL)
		return fail(j, "failed to load keys", "the KASP database is not open", E_IO);
	struct unit_signing *fresh = unit_signing_new();
	enum err e = upkeep_pass(j->env->kasp, &request, &result, &fresh->zone);
	if (e != OK) {
		e = fail(j, "failed to initialize keys", NULL, e);
	} else {
		sign_log_notes(j->zone->text, &result);
		sign_log_waiting(j->zone->text, &result, &fresh->zone.keys, request.now);
		sign_log_next(j->zone->text, &result.next);
		sign_log_keys(j->zone->text, &fresh->zone.keys, request.now);
		e = salt_take_in(j, &request, v, &fresh->zone);
	}
	if (e == OK)
		e = input_make(j, &request, fresh);
	fresh->is_due = false;
	if (e == OK) {
		fresh->has_new_keys = s->has_new_keys || result.changed;
		fresh->has_new_cds = s->has_new_cds || cds_grows(v, &fresh->apex.cds);
		replace(s, fresh, &request, result.wake_s);
		mem_free(fresh);
	} else {
		unit_signing_free(fresh);
	}
	rollover_result_deinit(&result);
	return e;
}

/* ---- around a commit ---- */

enum err signing_begin(struct job *j, const struct zone_version *v, enum update_origin origin,
                       struct signer *signer)
{
	struct unit_signing *s = signing_of(j->unit);
	/* Changes go on with what was taken last while the keys cannot be had. */
	bool is_change = origin == UPDATE_FROM_CHANGE || origin == UPDATE_FROM_TRANSFER;
	if (!s->is_taken || (s->is_due && !is_change)) {
		TRY(take(j, v));
		log_line(SEV_INFO, LOG_ZONE, j->zone->text, "DNSSEC, signing started");
	} else if (!s->has_pairs) {
		TRY(pairs_load(j, s, s->passed_s));
	}
	keys_notice(j, v);
	s->input.now = clock_wall();
	*signer = (struct signer){
		.input = &s->input,
		.is_trusted = s->is_trusted,
		.how = SIGNER_CHANGE,
	};
	if (unit_asked(j->unit, ASKED_SIGN_ANEW) != 0)
		signer->how = SIGNER_ANEW;
	else if (s->signed_as != s->fingerprint)
		signer->how = SIGNER_WHOLE;
	else if (origin == UPDATE_FROM_SIGNER)
		signer->how = SIGNER_REFRESH;
	return OK;
}

/* What somebody else planned meanwhile - a command, a new policy - stays planned. */
static void plan_sooner(struct job *j, enum zone_event event, int64_t at)
{
	int64_t in_s = MAX_OF(at - clock_wall().s, (int64_t)0);
	scheduler_set_sooner(&j->unit->sched, event, mono_add_ms(clock_mono(), in_s * 1000));
}

static void plan_next(struct job *j, bool is_told)
{
	const struct unit_signing *s = j->unit->signing;
	char when[MOMENT_TEXT_MAX];
	int64_t at = sign_next_s(&s->input.policy, s->first_s);
	if (s->wake_s != 0)
		at = MIN_OF(at, s->wake_s);
	if (at == INT64_MAX) {
		if (is_told)
			log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
			         "DNSSEC, next signing not scheduled");
		return;
	}
	/* Whatever clock and policy say: never in a circle. */
	at = MAX_OF(at, clock_wall().s + 1);
	plan_sooner(j, EVENT_SIGN, at);
	if (is_told)
		log_line(SEV_INFO, LOG_ZONE, j->zone->text, "DNSSEC, next signing at %s",
		         moment_text(when, at));
}

/* The waits of rollovers count from here. */
static void note_published(struct job *j)
{
	const struct unit_signing *s = j->unit->signing;
	const struct upkeep_request request = {
		.policy = j->zone->policy,
		.zone = j->zone->name.wire,
		.now = s->passed_s,
		.dnskey_ttl = s->dnskey_ttl,
		.zone_max_ttl = s->max_ttl,
	};
	enum err e = upkeep_published(j->env->kasp, &request);
	if (e != OK)
		log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
		         "DNSSEC, failed to note the publication of keys (%s)", err_text(e));
}

static void tell(struct job *j, const struct update_result *r, const struct signer *signer,
                 bool took)
{
	const char *zone = j->zone->text;
	if (took && !signer_is_due(signer))
		log_line(SEV_INFO, LOG_ZONE, zone, "DNSSEC, zone is up-to-date");
	else if (r->changed && (took || signer->result.is_whole))
		log_line(SEV_INFO, LOG_ZONE, zone, "DNSSEC, successfully signed, serial %u",
		         r->after.value);
	else if (r->changed)
		log_line(SEV_INFO, LOG_ZONE, zone, "DNSSEC, incrementally signed, serial %u",
		         r->after.value);
	log_line(SEV_DEBUG, LOG_ZONE, zone, "DNSSEC, new RRSIGs %zu", signer->result.made);
}

void signing_end(struct job *j, const struct update_result *result, const struct signer *signer)
{
	struct unit_signing *s = j->unit->signing;
	bool took = !s->is_noted;
	int64_t first = signer->result.first_s;
	s->first_s = signer->result.is_whole ? first : MIN_OF(s->first_s, first);
	s->is_trusted = true;
	s->has_failed = s->is_due; /* a change went well, the keys are still to be had */
	s->signed_as = s->fingerprint;
	bool grew = j->zone->policy->keys.zone_max_ttl_s < 0 && result->max_ttl > s->max_ttl;
	if (grew)
		s->max_ttl = result->max_ttl;
	tell(j, result, signer, took);
	if (took || grew)
		note_published(j);
	s->is_noted = true;
	plan_next(j, took || signer->how != SIGNER_CHANGE);
	if (s->has_new_keys)
		bus_keys_updated(j->zone->text);
	s->has_new_keys = false;
	s->is_to_follow |= took;
	s->is_to_sync |= took || signer->how != SIGNER_CHANGE;
	if (took && !s->is_busy)
		unit_signing_drop_pairs(s);
	s->is_busy = !took;
}

void signing_fail(struct job *j, enum zone_event next, enum err e)
{
	struct unit_signing *s = signing_of(j->unit);
	char when[MOMENT_TEXT_MAX];
	int64_t at = clock_wall().s + MAX_OF(j->zone->policy->rrsig.pre_refresh_s, (int64_t)1);
	if (e != OK)
		log_line(SEV_ERROR, LOG_ZONE, j->zone->text, "DNSSEC, failed to sign the zone (%s)",
		         err_text(e));
	s->has_failed = s->is_due = true;
	plan_sooner(j, next, at);
	log_line(SEV_INFO, LOG_ZONE, j->zone->text, "DNSSEC, next signing at %s",
	         moment_text(when, at));
}

/* ---- the parent ---- */

enum err signing_confirm(struct job *j, int64_t delay_s, bool wait)
{
	struct zone_version *v = unit_pin(j->unit);
	struct rollover_result result = {.changed = false};
	struct kasp_zone zone = {.keys = {0}};
	enum err e = E_EMPTYZONE;
	if (v != NULL && j->env->kasp != NULL) {
		struct upkeep_request request = request_of(j, v);
		request.confirm = true;
		request.confirm_delay_s = delay_s;
		e = upkeep_pass(j->env->kasp, &request, &result, &zone);
	}
	if (v != NULL)
		zone_version_unpin(v);
	if (e == OK) {
		sign_log_notes(j->zone->text, &result);
		kasp_zone_deinit(&zone);
		e = scheduler_force(&j->unit->sched, EVENT_SIGN, wait);
	}
	rollover_result_deinit(&result);
	return e;
}

bool signing_waits_for_parent(const struct unit *u)
{
	const struct unit_signing *s = u->signing;
	for (size_t i = 0; s != NULL && i < s->zone.keys.count; i++) {
		const struct zone_key *key = &s->zone.keys.items[i];
		if (key->is_ksk && key_state_at(key, s->passed_s) == KEY_IS_READY)
			return true;
	}
	return false;
}
