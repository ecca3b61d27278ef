/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Load, sign, look at the result, write.  The serial stays as the file has it: who keeps the file
 * keeps the serial.
 */

#include "tools/kzonesign/run.h"

#include "dns/rrtype.h"
#include "server/keys/use.h"
#include "server/sign/gate.h"
#include "server/sign/max_ttl.h"
#include "server/sign/salt.h"
#include "server/sign/sign.h"
#include "server/update/zonemd.h"
#include "server/zone/check.h"
#include "server/zone/check_sign.h"
#include "server/zone/load.h"
#include "tools/cli/say.h"
#include "tools/kzonesign/file.h"
#include "tools/kzonesign/keys.h"

#include <stdio.h>

struct work {
	const struct kzonesign_options *options;
	const struct conf *conf;
	const struct zone_conf *zone;
	struct zone_version *version; /* of the file */
	struct upkeep_request request;
	struct signer_keys keys;
};

static void tell_check(void *arg, const struct zone_check_finding *f)
{
	const struct work *w = arg;
	struct text owner;
	text_init(&owner);
	name_print(&owner, f->owner);
	say_warning("[%s] check, node %s, %s%s%s", w->zone->text, owner.buf,
	            zone_check_text(f->kind), f->detail != NULL ? " " : "",
	            f->detail != NULL ? f->detail : "");
	text_deinit(&owner);
}

static bool load(struct work *w)
{
	struct zone_load_report report = {.finding_total = 0};
	const struct zone_load_options options = {.source = &zf_mapped_source,
	                                          .apex = w->zone->name.wire,
	                                          .default_ttl = w->zone->default_ttl,
	                                          .threads = w->zone->policy->rrsig.threads};
	struct text t;
	text_init(&t);
	enum err e = zone_load(&w->version, w->zone->file, &options, &report);
	for (size_t i = 0; i < report.errors.count; i++) {
		text_reset(&t);
		zone_load_error_print(&t, &report.errors.items[i]);
		say_error("[%s] %s", w->zone->text, t.buf);
	}
	for (size_t i = 0; i < report.findings.count; i++) {
		text_reset(&t);
		zone_load_finding_print(&t, &report.findings.items[i]);
		say_warning("[%s] %s", w->zone->text, t.buf);
	}
	text_deinit(&t);
	zone_load_report_deinit(&report);
	if (e != OK) {
		say_error("failed to load zone contents (%s)",
		          err_text(e == E_NOFILE ? E_NOTFOUND : e));
		return false;
	}
	(void)zone_check(w->version, CHECK_CLASS_MANDATORY, tell_check, w);
	return true;
}

/* ---- verifying ---- */

static void tell_fault(void *arg, const struct zone_check_finding *f)
{
	struct text owner;
	(void)arg;
	text_init(&owner);
	name_print(&owner, f->owner);
	say_error("DNSSEC validation failed (%s)", zone_check_text(f->kind));
	char type[32];
	if (f->detail != NULL && sscanf(f->detail, "(record type %31[^)])", type) == 1)
		say_error("affected node: '%s' type '%s'", owner.buf, type);
	else
		say_error("affected node: '%s'", owner.buf);
	text_deinit(&owner);
}

static bool verify(const struct work *w)
{
	const struct zone_sign_check options = {.now = {w->options->now},
	                                        .threads = w->zone->policy->rrsig.threads};
	if (!zone_check_signatures(w->version, &options, tell_fault, NULL))
		return false;
	puts("DNSSEC validation successful");
	return true;
}

/* ---- signing ---- */

static uint32_t soa_ttl(const struct zone_version *v)
{
	const struct zone_set *soa = zone_node_find(v->apex, RR_SOA);
	return soa != NULL ? zone_set_ttl(v->apex, soa) : 0;
}

static void request_make(struct work *w)
{
	const struct policy_keys *p = &w->zone->policy->keys;
	w->request = (struct upkeep_request){
		.policy = w->zone->policy,
		.zone = w->zone->name.wire,
		.now = w->options->now,
		.dnskey_ttl = p->dnskey_ttl_s >= 0 ? (uint32_t)p->dnskey_ttl_s
	                                           : soa_ttl(w->version),
		.zone_max_ttl = p->zone_max_ttl_s >= 0 ? (uint32_t)p->zone_max_ttl_s
	                                               : max_ttl_find(w->version),
	};
}

/*
 * A digest covers all else that is signed, and is signed itself: a record of it has to be there for
 * the chain to list, and gets its octets last (RFC 8976 section 3).
 */
static enum err zonemd_settle(struct zone_edit *e, enum conf_zonemd setting)
{
	TRY(zone_edit_settle(e));
	return zonemd_is_right(zone_edit_view(e), setting) ? OK : zonemd_put(e, setting);
}

static enum err sign(struct zone_edit *e, const struct sign_input *in, enum conf_zonemd zonemd,
                     int64_t *first_s)
{
	struct sign_result zone, apex;
	TRY(zonemd_settle(e, zonemd));
	TRY(sign_zone(e, NULL, in, &zone));
	TRY(sign_apex(e, NULL, in, &apex));
	TRY(zonemd_settle(e, zonemd));
	TRY(sign_apex(e, NULL, in, &apex));
	*first_s = MIN_OF(zone.first_s, apex.first_s);
	/* Who keeps the DNSKEY set by hand answers for what it says. */
	if ((in->policy.unsafe & UNSAFE_NO_UPDATE_DNSKEY) != 0)
		return OK;
	return sign_gate(zone_edit_view(e), in->now);
}

static void tell_next(const struct work *w, const struct sign_policy *policy, int64_t first_s)
{
	const struct signer_keys *k = &w->keys;
	printf("Next signing: %lld\n", (long long)sign_next_s(policy, first_s));
	if (!k->has_passed)
		return;
	if (k->passed.next.action != ROLLOVER_NOTHING)
		printf("Next roll-over: %lld\n", (long long)k->passed.next.at);
	int64_t salt = salt_ends_s(&k->zone.facts, &w->zone->policy->nsec3);
	if (salt != 0)
		printf("Next NSEC3 re-salt: %lld\n", (long long)salt);
	for (size_t i = 0; i < k->zone.keys.count; i++) {
		if (key_state_at(&k->zone.keys.items[i], w->options->now) == KEY_IS_READY &&
		    k->zone.keys.items[i].is_ksk) {
			puts("KSK submission to parent zone needed");
			break;
		}
	}
}

/* Sign with keys that were taken, and write the file. */
static enum err sign_and_write(struct work *w, struct arena *arena)
{
	const struct zone_facts *facts = &w->keys.zone.facts;
	const struct conf_policy *policy = w->zone->policy;
	struct sign_key *keys = arena_zalloc(arena, KEY_SET_MAX * sizeof(*keys));
	struct apex_records apex;
	struct sign_input in = {.keys = keys, .apex = &apex, .now = {w->options->now}};
	const struct apex_options apex_options = {
		.zone = w->zone->name.wire,
		.dnskey_ttl = w->request.dnskey_ttl,
		.cds = policy->parent.cds,
		.cds_digest = policy->parent.cds_digest,
		.foreign_stay = policy->keys.incremental,
		.now = w->options->now,
	};
	int64_t first_s = INT64_MAX;
	TRY(sign_keys_take(keys, &in.key_count, &w->keys.zone.keys, w->options->now));
	TRY(apex_make(&apex, arena, &w->keys.zone.keys, &apex_options));
	sign_policy_take(&in.policy, policy);
	in.policy.salt = span_of(facts->salt, facts->has_salt ? facts->salt_len : 0);
	in.policy.refresh_s = sign_refresh_s(&policy->rrsig, &policy->keys,
	                                     w->request.zone_max_ttl);
	if (in.policy.refresh_s + in.policy.pre_refresh_s >= in.policy.lifetime_s) {
		say_error("rrsig-lifetime is not longer than rrsig-refresh and "
		          "rrsig-pre-refresh");
		return E_RANGE;
	}
	struct zone_edit *e = zone_edit_new(w->version);
	enum err err = sign(e, &in, w->zone->zonemd_generate, &first_s);
	if (err == OK)
		err = file_write(zone_edit_view(e), w->zone->file, w->options->outdir);
	zone_edit_free(e);
	if (err == OK)
		tell_next(w, &in.policy, first_s);
	return err;
}

/* RFC 5155 section 2: who knows RSASHA1 by its first number does not know NSEC3. */
static bool denial_suits_keys(const struct work *w)
{
	const struct key_list *keys = &w->keys.zone.keys;
	for (size_t i = 0; w->zone->policy->nsec3.on && i < keys->count; i++) {
		struct key_use use = key_use_at(keys, i, w->options->now);
		if (keys->items[i].algorithm == CRYPTO_RSASHA1 &&
		    (use.signs_keys || use.signs_zone)) {
			say_error("key %u cannot be used with NSEC3", keys->items[i].tag);
			return false;
		}
	}
	return true;
}

static bool sign_zone_file(struct work *w)
{
	struct arena arena;
	request_make(w);
	if (w->zone->policy->keys.offline_ksk) {
		say_error("offline-ksk is not available yet");
		return false;
	}
	bool good = signer_keys_open(&w->keys, w->conf, &w->request, w->options->rollover) &&
	            denial_suits_keys(w);
	if (good) {
		arena_init(&arena, 0);
		enum err e = sign_and_write(w, &arena);
		arena_deinit(&arena);
		if (e == OK)
			e = upkeep_published(w->keys.kasp, &w->request);
		good = e == OK;
		if (!good)
			say_error("failed to sign the zone (%s)", err_text(e));
	}
	signer_keys_close(&w->keys);
	return good;
}

static const struct zone_conf *find_zone(const struct conf *conf, const char *word)
{
	struct name name;
	const struct zone_conf *zone = NULL;
	if (name_parse_str(&name, word) == OK) {
		name_lower(name.wire, name.len);
		zone = conf_zone_find(conf, name.wire);
	}
	if (zone == NULL)
		say_error("zone '%s' not configured", word);
	return zone;
}

bool kzonesign_run(const struct kzonesign_options *o)
{
	struct conf *conf;
	if (!conf_arg_load(&o->conf, &conf))
		return false;
	struct work w = {.options = o, .conf = conf, .zone = find_zone(conf, o->zone)};
	if (w.zone != NULL && !w.zone->has_policy)
		say_warning("DNSSEC policy not configured for zone '%s', taking defaults", o->zone);
	bool good = w.zone != NULL && load(&w);
	if (good)
		good = o->verify ? verify(&w) : sign_zone_file(&w);
	zone_version_free(w.version);
	conf_free(conf);
	return good;
}
