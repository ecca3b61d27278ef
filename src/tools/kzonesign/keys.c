/* SPDX-License-Identifier: BSD-2-Clause */
/* What changes is stored before anything is signed with it. */

#include "tools/kzonesign/keys.h"

#include "base/rand.h"
#include "server/keys/keystore.h"
#include "server/keys/rollover.h"
#include "server/keys/use.h"
#include "server/sign/salt.h"
#include "tools/cli/say.h"

static bool open_database(struct signer_keys *k, const struct conf *conf)
{
	const struct kasp_options options = {.path = conf->database.kasp.path,
	                                     .max_size = conf->database.kasp.max_size};
	struct text error;
	text_init(&error);
	enum err e = kasp_open(&k->kasp, &options, &error);
	if (e != OK)
		say_error("failed to open KASP database '%s', %s", options.path,
		          error.len > 0 ? error.buf : err_text(e));
	text_deinit(&error);
	return e == OK;
}

static void tell_notes(const struct rollover_result *r)
{
	for (size_t i = 0; i < r->notes.count; i++) {
		const struct rollover_note *n = &r->notes.items[i];
		if (n->kind == NOTE_FORCE_MANUAL)
			say_notice("keys are managed manually, no rollover");
		else if (n->kind == NOTE_TAG)
			say_notice("no key tag as wanted was found, taking %u", n->tag);
		else if (n->kind == NOTE_TIMERS_CLEARED)
			say_notice("cleared future timers of keys");
	}
}

struct salting {
	const struct upkeep_request *request;
	bool rollover;
};

static enum err salt_settle(void *ctx, struct kasp_turn *turn UNUSED, struct kasp_zone *zone)
{
	const struct salting *s = ctx;
	const struct policy_nsec3 *policy = &s->request->policy->nsec3;
	uint8_t octets[KASP_SALT_MAX];
	enum salt_need need;
	TRY(salt_judge(&need, &zone->facts, policy, false, s->request->now));
	/* Without -r what there is stays as it is. */
	if (need == SALT_STAYS || (zone->facts.has_salt && !s->rollover))
		return OK;
	rand_octets(octets, sizeof(octets));
	salt_take(&zone->facts, policy, octets, s->request->now);
	return OK;
}

static bool load_pairs(struct signer_keys *k, const struct upkeep_request *request)
{
	const struct keystore ks = upkeep_keystore(request->policy);
	for (size_t i = 0; i < k->zone.keys.count; i++) {
		struct key_use use = key_use_at(&k->zone.keys, i, request->now);
		if (!use.signs_keys && !use.signs_zone)
			continue;
		enum err e = keystore_load(&ks, &k->zone.keys.items[i]);
		if (e != OK) {
			say_error("failed to load private keys (%s)", err_text(e));
			return false;
		}
	}
	return true;
}

static bool check_set(const struct signer_keys *k, const struct upkeep_request *request)
{
	const struct conf_policy *p = request->policy;
	enum key_set_fault fault = key_set_check(&k->zone.keys, request->now, p->keys.offline_ksk);
	if (fault == KEY_SET_SOUND ||
	    (fault == KEY_SET_INCOMPLETE && (p->unsafe & UNSAFE_NO_CHECK_KEYSET) != 0))
		return true;
	say_error("failed to load keys (%s)",
	          fault == KEY_SET_EMPTY ? "no keys for signing" : "missing active KSK or ZSK");
	return false;
}

static enum err take(struct signer_keys *k, const struct upkeep_request *request, bool rollover)
{
	const struct keystore ks = upkeep_keystore(request->policy);
	struct salting salting = {request, rollover};
	TRY(kasp_read(k->kasp, request->zone, &k->zone));
	if (rollover || (k->zone.keys.count == 0 && !request->policy->keys.manual)) {
		kasp_zone_deinit(&k->zone);
		k->zone = (struct kasp_zone){.keys = {0}};
		k->has_passed = true;
		TRY(upkeep_pass(k->kasp, request, &k->passed, &k->zone));
		tell_notes(&k->passed);
	}
	if (!request->policy->nsec3.on)
		return OK;
	kasp_zone_deinit(&k->zone);
	k->zone = (struct kasp_zone){.keys = {0}};
	return kasp_edit(k->kasp, request->zone, &ks, salt_settle, &salting, &k->zone);
}

bool signer_keys_open(struct signer_keys *k, const struct conf *conf,
                      const struct upkeep_request *request, bool rollover)
{
	*k = (struct signer_keys){.kasp = NULL};
	if (!open_database(k, conf))
		return false;
	enum err e = take(k, request, rollover);
	if (e != OK) {
		say_error("failed to initialize keys (%s)", err_text(e));
		return false;
	}
	return check_set(k, request) && load_pairs(k, request);
}

void signer_keys_close(struct signer_keys *k)
{
	kasp_zone_deinit(&k->zone);
	rollover_result_deinit(&k->passed);
	if (k->kasp != NULL)
		kasp_close(k->kasp);
}
