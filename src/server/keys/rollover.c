/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state machine.  Every step sets moments of keys to now, never to a moment passed: what was
 * missed is done late, not taken for done.
 */

#include "server/keys/rollover.h"

#include "server/keys/due.h"
#include "server/keys/generate.h"

enum { STEPS_MAX = 4 * KEY_SET_MAX };

void rollover_result_deinit(struct rollover_result *r)
{
	VEC_FREE(&r->notes);
}

bool rollover_is_running(const struct key_list *keys, int64_t now)
{
	size_t trusted = 0, signing = 0;
	for (size_t i = 0; i < keys->count; i++) {
		const struct zone_key *k = &keys->items[i];
		if (k->public_only)
			continue;
		switch (key_state_at(k, now)) {
		case KEY_IS_PRE_ACTIVE:
		case KEY_IS_PUBLISHED:
		case KEY_IS_RETIRE_ACTIVE:
		case KEY_IS_POST_ACTIVE:
			return true;
		case KEY_IS_READY:
			trusted += k->is_ksk;
			break;
		case KEY_IS_ACTIVE:
			trusted += k->is_ksk;
			signing += k->is_zsk;
			break;
		default:
			break;
		}
	}
	return trusted > 1 || signing > 1;
}

/* Moments ahead that somebody set would be taken for the machine's own. */
static void clear_future(struct key_list *keys, int64_t now, struct rollover_result *out)
{
	bool any = false;
	for (size_t i = 0; i < keys->count; i++) {
		struct zone_key *k = &keys->items[i];
		for (int t = KEY_PRE_ACTIVE; t < KEY_POST_ACTIVE; t++) {
			if (t == KEY_RETIRE && k->timers[KEY_RETIRE_ACTIVE] != 0)
				continue;
			if (k->timers[t] > now) {
				k->timers[t] = 0;
				any = true;
			}
		}
		if (k->timers[KEY_REMOVE] > now && k->timers[KEY_RETIRE_ACTIVE] == 0) {
			k->timers[KEY_REMOVE] = 0;
			any = true;
		}
	}
	if (any) {
		rollover_note(out, NOTE_TIMERS_CLEARED, NULL);
		out->changed = true;
	}
}

/*
 * A state that was entered but never published has not begun for the caches: the process ended
 * between storing the keys and publishing the zone, or was not there when the moment came.
 */
static void restart_waits(struct key_list *keys, const struct rollover_input *in,
                          struct rollover_result *out)
{
	for (size_t i = 0; i < keys->count; i++) {
		struct zone_key *k = &keys->items[i];
		enum key_state s = key_state_at(k, in->now);
		enum key_timer t;
		if (s == KEY_IS_PRE_ACTIVE)
			t = KEY_PRE_ACTIVE;
		else if (s == KEY_IS_PUBLISHED)
			t = KEY_PUBLISH;
		else if (s == KEY_IS_RETIRED)
			t = KEY_RETIRE;
		else if (s == KEY_IS_POST_ACTIVE)
			t = KEY_POST_ACTIVE;
		else if (s == KEY_IS_REMOVED && in->policy->incremental)
			/* Once forgotten, a record that is still there would be another signer's.
			 */
			t = KEY_REMOVE;
		else
			continue;
		if (k->public_only || k->timers[t] <= in->signed_s || k->timers[t] == in->now)
			continue;
		k->timers[t] = in->now;
		out->changed = true;
		rollover_note(out, NOTE_RESTARTED, k);
	}
}

static bool has_role(const struct key_list *keys, int64_t now, bool ksk)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct zone_key *k = &keys->items[i];
		if (key_is_usable(k, now) && (ksk ? k->is_ksk : k->is_zsk))
			return true;
	}
	return false;
}

/* What a zone needs to be signed at all. Nothing can be in caches yet, so nothing waits. */
static enum err add_missing(struct key_list *keys, const struct rollover_input *in,
                            struct rollover_result *out)
{
	struct zone_key *key;
	bool ksk = !has_role(keys, in->now, true), zsk = !has_role(keys, in->now, false);
	bool single = in->policy->single_type;
	if (ksk || (zsk && single)) {
		TRY(key_generate(keys, in, true, single, out, &key));
		key->timers[KEY_PUBLISH] = key->timers[KEY_READY] = in->now;
		rollover_note(out, NOTE_SUBMITTED, key);
	}
	if (zsk && !single) {
		TRY(key_generate(keys, in, false, true, out, &key));
		key->timers[KEY_PUBLISH] = key->timers[KEY_ACTIVE] = in->now;
	}
	return OK;
}

/* A rollover begins: keys by the policy's scheme. first: the moment that they begin with. */
static enum err begin_all(struct key_list *keys, const struct rollover_input *in,
                          enum key_timer first, struct rollover_result *out)
{
	struct zone_key *key;
	TRY(key_generate(keys, in, true, in->policy->single_type, out, &key));
	key->timers[first] = in->now;
	if (in->policy->single_type)
		return OK;
	TRY(key_generate(keys, in, false, true, out, &key));
	key->timers[first] = in->now;
	return OK;
}

static enum err begin_one(struct key_list *keys, const struct rollover_input *in, bool ksk,
                          struct rollover_result *out)
{
	struct zone_key *key;
	bool single = in->policy->single_type;
	rollover_note(out, ksk ? NOTE_KSK_STARTED : NOTE_ZSK_STARTED, NULL);
	TRY(key_generate(keys, in, ksk || single, !ksk || single, out, &key));
	key->timers[KEY_PUBLISH] = in->now;
	return OK;
}

static enum err begin_forced(struct key_list *keys, const struct rollover_input *in,
                             struct rollover_result *out)
{
	if (in->force_ksk) {
		if (rollover_is_running(keys, in->now))
			rollover_note(out, NOTE_FORCE_IGNORED, NULL);
		else
			TRY(begin_one(keys, in, true, out));
	}
	if (in->force_zsk) {
		if (rollover_is_running(keys, in->now))
			rollover_note(out, NOTE_FORCE_IGNORED, NULL);
		else
			TRY(begin_one(keys, in, in->policy->single_type, out));
	}
	return OK;
}

/* Do the keys differ from the policy's algorithm, or from its scheme? */
static void compare(const struct key_list *keys, const struct rollover_input *in, bool *algorithm,
                    bool *scheme)
{
	*algorithm = *scheme = true;
	for (size_t i = 0; i < keys->count; i++) {
		const struct zone_key *k = &keys->items[i];
		if (!key_is_usable(k, in->now) || !k->is_ksk)
			continue;
		if (k->algorithm == in->policy->algorithm)
			*algorithm = false;
		if (k->is_zsk == in->policy->single_type)
			*scheme = false;
	}
}

static enum err begin_changes(struct key_list *keys, const struct rollover_input *in,
                              struct rollover_result *out)
{
	bool algorithm, scheme;
	if (rollover_is_running(keys, in->now))
		return OK;
	compare(keys, in, &algorithm, &scheme);
	if (algorithm)
		rollover_note(out, NOTE_ALGORITHM_STARTED, NULL);
	if (scheme)
		rollover_note(out, NOTE_SCHEME_STARTED, NULL);
	if (!algorithm && !scheme)
		return OK;
	return begin_all(keys, in, algorithm ? KEY_PRE_ACTIVE : KEY_PUBLISH, out);
}

/* Only one KSK waits for its parent: the one before is as good as the parent ever said. */
static void submit(struct key_list *keys, size_t i, int64_t now, struct rollover_result *out)
{
	for (size_t k = 0; k < keys->count; k++) {
		struct zone_key *other = &keys->items[k];
		if (other->is_ksk && key_state_at(other, now) == KEY_IS_READY)
			other->timers[KEY_ACTIVE] = now;
	}
	keys->items[i].timers[KEY_READY] = now;
	rollover_note(out, NOTE_SUBMITTED, &keys->items[i]);
}

/* RFC 6781 section 4.1.1.1: the new ZSK signs, the old one stays published. */
static void replace(struct key_list *keys, size_t i, int64_t now, struct rollover_result *out)
{
	struct zone_key *fresh = &keys->items[i];
	for (size_t k = 0; k < keys->count; k++) {
		struct zone_key *old = &keys->items[k];
		if (k == i || old->is_ksk || old->public_only ||
		    key_state_at(old, now) != KEY_IS_ACTIVE)
			continue;
		bool same = old->algorithm == fresh->algorithm;
		old->timers[same ? KEY_RETIRE : KEY_RETIRE_ACTIVE] = now;
		rollover_note(out, NOTE_RETIRED, old);
	}
	fresh->timers[KEY_ACTIVE] = now;
	rollover_note(out, NOTE_REPLACED, fresh);
}

/* What becomes of a key now that `fresh` is trusted. gone: when no cache holds the old DS. */
static void step_back(struct zone_key *old, const struct zone_key *fresh,
                      const struct rollover_input *in, int64_t gone)
{
	enum key_state s = key_state_at(old, in->now);
	bool same = old->algorithm == fresh->algorithm;
	if (old->public_only || (s != KEY_IS_ACTIVE && s != KEY_IS_RETIRE_ACTIVE))
		return;
	if (!same) {
		if (old->timers[KEY_RETIRE_ACTIVE] == 0)
			old->timers[KEY_RETIRE_ACTIVE] = in->now;
		old->timers[KEY_POST_ACTIVE] = gone;
	} else if (old->is_ksk) {
		old->timers[KEY_RETIRE_ACTIVE] = in->now;
		old->timers[old->is_zsk ? KEY_RETIRE : KEY_REMOVE] = gone;
	} else if (fresh->is_zsk) {
		old->timers[KEY_RETIRE] = in->now;
	}
}

/* Has the algorithm of a KSK that takes over a key that signs the zone, or will? */
static bool has_signer(const struct key_list *keys, const struct zone_key *fresh, int64_t now)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct zone_key *k = &keys->items[i];
		if (k->is_zsk && k->algorithm == fresh->algorithm && key_is_usable(k, now))
			return true;
	}
	return false;
}

/* The ZSK that came with the KSK takes over with it. */
static void follow(struct zone_key *key, const struct rollover_input *in)
{
	if (!key->is_ksk && !key->public_only && key_state_at(key, in->now) == KEY_IS_PUBLISHED &&
	    key_is_known(key, in))
		key->timers[KEY_ACTIVE] = in->now;
}

static void confirm(struct key_list *keys, size_t i, const struct rollover_input *in,
                    int64_t delay_s, struct rollover_result *out)
{
	struct zone_key *fresh = &keys->items[i];
	/* A set that an operator put together may lack one: then nothing that signs goes. */
	bool signs = has_signer(keys, fresh, in->now);
	for (size_t k = 0; k < keys->count; k++) {
		if (k != i && (signs || !keys->items[k].is_zsk))
			step_back(&keys->items[k], fresh, in, in->now + delay_s);
	}
	fresh->timers[KEY_ACTIVE] = in->now;
	for (size_t k = 0; k < keys->count; k++)
		follow(&keys->items[k], in);
	out->changed = true;
	rollover_note(out, NOTE_CONFIRMED, fresh);
}

enum err rollover_confirm(struct key_list *keys, const struct rollover_input *in, int64_t delay_s,
                          struct rollover_result *out)
{
	if (in->policy->manual)
		return E_NOTSUP;
	for (size_t i = 0; i < keys->count; i++) {
		const struct zone_key *k = &keys->items[i];
		if (k->is_ksk && !k->public_only && key_state_at(k, in->now) == KEY_IS_READY) {
			confirm(keys, i, in, delay_s, out);
			return OK;
		}
	}
	return E_NOKEY_READY;
}

static enum err perform(struct key_list *keys, size_t i, enum rollover_action action,
                        const struct rollover_input *in, struct rollover_result *out)
{
	struct zone_key *key = &keys->items[i];
	out->changed = true;
	switch (action) {
	case ROLLOVER_GENERATE:
		return begin_one(keys, in, key->is_ksk, out);
	case ROLLOVER_PUBLISH:
		key->timers[KEY_PUBLISH] = in->now;
		rollover_note(out, NOTE_PUBLISHED, key);
		break;
	case ROLLOVER_SUBMIT:
		submit(keys, i, in->now, out);
		break;
	case ROLLOVER_REPLACE:
		replace(keys, i, in->now, out);
		break;
	case ROLLOVER_RETIRE:
		confirm(keys, i, in, 0, out);
		break;
	case ROLLOVER_REMOVE:
		key->timers[KEY_REMOVE] = in->now;
		rollover_note(out, NOTE_REMOVED, key);
		break;
	case ROLLOVER_DELETE:
		rollover_note(out, NOTE_DELETED, key);
		key_list_remove(keys, i);
		break;
	case ROLLOVER_NOTHING:
		break;
	}
	return OK;
}

/* The earliest step of all keys; *at_key: whose. */
static struct rollover_next earliest(const struct key_list *keys, const struct rollover_input *in,
                                     size_t *at_key, bool deletions)
{
	struct rollover_next first = {.action = ROLLOVER_NOTHING};
	bool running = rollover_is_running(keys, in->now);
	for (size_t i = 0; i < keys->count; i++) {
		struct rollover_next due = key_due(keys, i, in, running);
		if (due.action == ROLLOVER_NOTHING || (due.action == ROLLOVER_DELETE && !deletions))
			continue;
		if (first.action == ROLLOVER_NOTHING || due.at < first.at) {
			first = due;
			*at_key = i;
		}
	}
	return first;
}

static void look_ahead(const struct key_list *keys, const struct rollover_input *in,
                       struct rollover_result *out)
{
	size_t at_key;
	out->next = (struct rollover_next){.action = ROLLOVER_NOTHING};
	out->wake_s = 0;
	if (!in->policy->manual) {
		struct rollover_next any = earliest(keys, in, &at_key, true);
		out->next = earliest(keys, in, &at_key, false);
		if (any.action != ROLLOVER_NOTHING)
			out->wake_s = any.at;
	}
	for (size_t i = 0; i < keys->count; i++) {
		int64_t at = key_next_timer(&keys->items[i], in->now);
		if (at != 0 && (out->wake_s == 0 || at < out->wake_s))
			out->wake_s = at;
	}
}

static enum err act(struct key_list *keys, const struct rollover_input *in,
                    struct rollover_result *out)
{
	clear_future(keys, in->now, out);
	restart_waits(keys, in, out);
	TRY(add_missing(keys, in, out));
	/* A new key is of the policy's algorithm: were one forced in before the algorithm's own
	 * rollover, its DNSKEY would come without signatures by it. */
	TRY(begin_changes(keys, in, out));
	TRY(begin_forced(keys, in, out));
	for (unsigned step = 0; step < STEPS_MAX; step++) {
		size_t i = 0;
		struct rollover_next due = earliest(keys, in, &i, true);
		if (due.action == ROLLOVER_NOTHING || due.at > in->now)
			return OK;
		TRY(perform(keys, i, due.action, in, out));
		/* What ended may let a change of policy begin. */
		TRY(begin_changes(keys, in, out));
	}
	return E_LIMIT;
}

enum err rollover_step(struct key_list *keys, const struct rollover_input *in,
                       struct rollover_result *out)
{
	if (in->policy->manual) {
		if (in->force_ksk || in->force_zsk)
			rollover_note(out, NOTE_FORCE_MANUAL, NULL);
	} else {
		TRY(act(keys, in, out));
	}
	look_ahead(keys, in, out);
	return OK;
}
