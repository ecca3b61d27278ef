/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine between database and signing. */

#include "server/keys/upkeep.h"

#include "server/keys/maker.h"
#include "server/keys/rollover.h"
#include "server/keys/use.h"

struct keystore upkeep_keystore(const struct conf_policy *policy)
{
	return (struct keystore){.dir = policy->keystore->config,
	                         .pkcs11 = policy->keystore->pkcs11};
}

struct pass_context {
	const struct upkeep_request *request;
	struct rollover_result *result;
};

static enum err pass(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	const struct pass_context *c = ctx;
	const struct upkeep_request *r = c->request;
	const struct conf_submission *submission = r->policy->parent.submission;
	struct key_maker maker = {
		.turn = turn, .policy = r->policy->id, .zone = r->zone, .keys = &zone->keys};
	const struct key_factory factory = {.make = key_maker_make, .ctx = &maker};
	/* A zone that was never signed is in no cache with signatures: its present TTLs do. */
	struct key_ttls fresh = {0};
	key_ttls_set(&fresh, r->dnskey_ttl, r->zone_max_ttl, 0, r->now);
	const struct rollover_input in = {
		.policy = &r->policy->keys,
		.submission_timeout_s = submission != NULL ? submission->timeout_s : 0,
		.ttls = zone->facts.ttls.known ? &zone->facts.ttls : &fresh,
		.signed_s = zone->facts.signed_s,
		.now = r->now,
		.force_ksk = r->force_ksk,
		.force_zsk = r->force_zsk,
		.factory = &factory,
	};
	if (r->confirm)
		TRY(rollover_confirm(&zone->keys, &in, r->confirm_delay_s, c->result));
	return rollover_step(&zone->keys, &in, c->result);
}

enum err upkeep_pass(struct kasp *k, const struct upkeep_request *request,
                     struct rollover_result *result, struct kasp_zone *out)
{
	struct pass_context ctx = {.request = request, .result = result};
	const struct keystore ks = upkeep_keystore(request->policy);
	if (ks.pkcs11)
		return E_NOTSUP;
	return kasp_edit(k, request->zone, &ks, pass, &ctx, out);
}

enum err upkeep_load(const struct conf_policy *policy, struct key_list *keys, int64_t now,
                     struct text *error)
{
	const struct keystore ks = upkeep_keystore(policy);
	enum key_set_fault fault = key_set_check(keys, now, policy->keys.offline_ksk);
	if (fault == KEY_SET_EMPTY) {
		text_put(error, "no keys for signing");
		return E_NOTFOUND;
	}
	if (fault == KEY_SET_INCOMPLETE && (policy->unsafe & UNSAFE_NO_CHECK_KEYSET) == 0) {
		text_put(error, "missing active KSK or ZSK");
		return E_NOTFOUND;
	}
	for (size_t i = 0; i < keys->count; i++) {
		const struct key_use use = key_use_at(keys, i, now);
		if (!use.signs_keys && !use.signs_zone)
			continue;
		enum err e = keystore_load(&ks, &keys->items[i]);
		if (e != OK) {
			char id[KEY_ID_TEXT_LEN + 1];
			key_id_print(id, keys->items[i].id);
			text_printf(error, "failed to load private key %s (%s)", id, err_text(e));
			return e;
		}
	}
	return OK;
}

/* Has any key entered a state since the zone was noted last? */
static bool is_news(const struct kasp_zone *zone, const struct upkeep_request *r)
{
	const struct zone_facts *f = &zone->facts;
	if (f->signed_s == 0 || !f->ttls.known || f->ttls.dnskey_s != r->dnskey_ttl ||
	    f->ttls.zone_s != r->zone_max_ttl)
		return true;
	for (size_t i = 0; i < zone->keys.count; i++) {
		for (int t = KEY_PRE_ACTIVE; t < KEY_TIMERS; t++) {
			int64_t at = zone->keys.items[i].timers[t];
			if (at > f->signed_s && at <= r->now)
				return true;
		}
	}
	return false;
}

static enum err note(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	const struct upkeep_request *r = ctx;
	(void)turn;
	zone->facts.signed_s = r->now;
	key_ttls_set(&zone->facts.ttls, r->dnskey_ttl, r->zone_max_ttl,
	             r->policy->keys.propagation_delay_s, r->now);
	return OK;
}

enum err upkeep_published(struct kasp *k, const struct upkeep_request *request)
{
	struct kasp_zone zone;
	const struct keystore ks = upkeep_keystore(request->policy);
	TRY(kasp_read(k, request->zone, &zone));
	bool news = is_news(&zone, request);
	kasp_zone_deinit(&zone);
	if (!news)
		return OK;
	struct upkeep_request copy = *request;
	return kasp_edit(k, request->zone, &ks, note, &copy, NULL);
}
