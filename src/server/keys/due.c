/* SPDX-License-Identifier: BSD-2-Clause */
/* The formulas of waiting. */

#include "server/keys/due.h"

#include "server/keys/use.h"

bool key_is_usable(const struct zone_key *key, int64_t now)
{
	enum key_state s = key_state_at(key, now);
	return !key->public_only && s >= KEY_IS_PRE_ACTIVE && s <= KEY_IS_RETIRE_ACTIVE;
}

bool key_has_csk(const struct key_list *keys, int64_t now)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct zone_key *key = &keys->items[i];
		enum key_state s = key_state_at(key, now);
		if (key->is_ksk && key->is_zsk && !key->public_only &&
		    (s == KEY_IS_READY || s == KEY_IS_ACTIVE))
			return true;
	}
	return false;
}

static int64_t known_at(const struct zone_key *key, const struct rollover_input *in)
{
	return key_ttls_dnskey_gone(in->ttls, key->timers[KEY_PUBLISH],
	                            in->policy->propagation_delay_s);
}

bool key_is_known(const struct zone_key *key, const struct rollover_input *in)
{
	return key->timers[KEY_PUBLISH] != 0 && known_at(key, in) <= in->now;
}

static bool zone_is_signed(const struct key_list *keys, int64_t now)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (key_use_at(keys, i, now).signs_zone)
			return true;
	}
	return false;
}

/* RFC 6781 section 4.1.1.1: all DNSKEY sets without the new key must be out of all caches. */
static void due_published(struct rollover_next *due, const struct key_list *keys,
                          const struct zone_key *key, const struct rollover_input *in)
{
	if (key->is_ksk) {
		due->action = ROLLOVER_SUBMIT;
		due->at = known_at(key, in);
		return;
	}
	/* The ZSK that comes with a KSK in place of a key of both roles waits for the KSK. */
	if (key_has_csk(keys, in->now))
		return;
	due->action = ROLLOVER_REPLACE;
	due->at = known_at(key, in);
	if (!zone_is_signed(keys, in->now))
		due->at = in->now; /* there is nothing that caches could hold against it */
}

static void due_active(struct rollover_next *due, const struct zone_key *key,
                       const struct rollover_input *in)
{
	const struct policy_keys *p = in->policy;
	int64_t lifetime = key->is_ksk ? p->ksk_lifetime_s : p->zsk_lifetime_s;
	int64_t since = key->timers[KEY_ACTIVE];
	if (key->is_ksk && key->timers[KEY_CREATED] != 0)
		since = key->timers[KEY_CREATED];
	if (lifetime == 0 || key->algorithm != p->algorithm)
		return;
	due->action = ROLLOVER_GENERATE;
	due->has_tag = false;
	due->at = since + lifetime;
}

static void due_retired(struct rollover_next *due, const struct zone_key *key,
                        const struct rollover_input *in)
{
	int64_t delay = in->policy->propagation_delay_s, since = key->timers[KEY_RETIRE];
	if (key->timers[KEY_REMOVE] != 0)
		return;
	due->action = ROLLOVER_REMOVE;
	/* Signatures of a ZSK are in caches as long as the sets they cover. */
	due->at = key->is_zsk ? key_ttls_zone_gone(in->ttls, since, delay)
	                      : key_ttls_dnskey_gone(in->ttls, since, delay);
}

static void due_going(struct rollover_next *due, const struct zone_key *key,
                      const struct rollover_input *in)
{
	if (key->timers[KEY_REMOVE] != 0)
		return;
	/* RFC 6781 section 4.1.4: as long as a DNSKEY set of the algorithm may be in a cache,
	 * signatures of the algorithm must be found. */
	due->action = ROLLOVER_REMOVE;
	due->at = key_ttls_dnskey_gone(in->ttls, key->timers[KEY_POST_ACTIVE],
	                               in->policy->propagation_delay_s);
}

struct rollover_next key_due(const struct key_list *keys, size_t i, const struct rollover_input *in,
                             bool running)
{
	const struct zone_key *key = &keys->items[i];
	struct rollover_next due = {.action = ROLLOVER_NOTHING,
	                            .has_tag = true,
	                            .tag = key->tag,
	                            .is_ksk = key->is_ksk,
	                            .is_zsk = key->is_zsk};
	if (key->public_only)
		return due;
	switch (key_state_at(key, in->now)) {
	case KEY_IS_PRE_ACTIVE:
		/* RFC 6781 section 4.1.4: signatures of the algorithm first, then its keys. */
		due.action = ROLLOVER_PUBLISH;
		due.at = key_ttls_zone_gone(in->ttls, key->timers[KEY_PRE_ACTIVE],
		                            in->policy->propagation_delay_s);
		break;
	case KEY_IS_PUBLISHED:
		due_published(&due, keys, key, in);
		break;
	case KEY_IS_READY:
		if (in->submission_timeout_s != 0) {
			due.action = ROLLOVER_RETIRE;
			due.at = key->timers[KEY_READY] + in->submission_timeout_s;
		}
		break;
	case KEY_IS_ACTIVE:
		if (!running)
			due_active(&due, key, in);
		break;
	case KEY_IS_RETIRED:
		due_retired(&due, key, in);
		break;
	case KEY_IS_POST_ACTIVE:
		due_going(&due, key, in);
		break;
	case KEY_IS_REMOVED:
		due.action = ROLLOVER_DELETE;
		due.at = key->timers[KEY_REMOVE] + in->policy->delete_delay_s;
		break;
	default:
		break;
	}
	return due;
}
