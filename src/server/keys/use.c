/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of uses by state. */

#include "server/keys/use.h"

/* Does another key of that algorithm that is fully active sign the zone? */
static bool another_signs(const struct key_list *keys, size_t i, int64_t now)
{
	for (size_t k = 0; k < keys->count; k++) {
		const struct zone_key *key = &keys->items[k];
		if (k != i && key->is_zsk && !key->public_only &&
		    key->algorithm == keys->items[i].algorithm &&
		    key_state_at(key, now) == KEY_IS_ACTIVE)
			return true;
	}
	return false;
}

static bool is_published(const struct zone_key *key, enum key_state state)
{
	switch (state) {
	case KEY_IS_PUBLISHED:
	case KEY_IS_READY:
	case KEY_IS_ACTIVE:
	case KEY_IS_RETIRE_ACTIVE:
	case KEY_IS_REVOKED:
		return true;
	case KEY_IS_RETIRED:
		/* Signatures by it are in caches; a KSK alone made none but over DNSKEY. */
		return key->is_zsk;
	default:
		return false;
	}
}

static bool signs_zone(const struct key_list *keys, size_t i, enum key_state state, int64_t now)
{
	switch (state) {
	case KEY_IS_PRE_ACTIVE:
	case KEY_IS_ACTIVE:
	case KEY_IS_POST_ACTIVE:
		return true;
	case KEY_IS_PUBLISHED:
		return key_reached(&keys->items[i], KEY_PRE_ACTIVE, now);
	case KEY_IS_READY:
	case KEY_IS_RETIRE_ACTIVE:
		return !another_signs(keys, i, now);
	default:
		return false;
	}
}

struct key_use key_use_at(const struct key_list *keys, size_t i, int64_t now)
{
	const struct zone_key *key = &keys->items[i];
	struct key_use use = {.state = key_state_at(key, now)};
	use.published = is_published(key, use.state);
	use.revoked = use.state == KEY_IS_REVOKED;
	if (key->public_only)
		return use;
	use.signs_keys = key->is_ksk && use.published && use.state != KEY_IS_RETIRED;
	use.signs_zone = key->is_zsk && signs_zone(keys, i, use.state, now);
	return use;
}

void key_use_print(struct text *t, const struct zone_key *key, const struct key_use *use)
{
	const char *name = key_algorithm_name(key->algorithm);
	text_printf(t, "tag %5u, algorithm ", key_tag(key, use->revoked));
	if (name != NULL)
		text_put(t, name);
	else
		text_printf(t, "%u", key->algorithm);
	if (key->is_ksk)
		text_printf(t, ", %s", key_role_name(key));
	if (use->published)
		text_put(t, ", public");
	if (use->state == KEY_IS_READY)
		text_put(t, ", ready");
	if (use->signs_keys || use->signs_zone)
		text_put(t, use->state == KEY_IS_ACTIVE ? ", active" : ", active+");
}

static bool listed_before(const struct zone_key *a, const struct zone_key *b)
{
	int64_t x = a->timers[KEY_PRE_ACTIVE] != 0 ? a->timers[KEY_PRE_ACTIVE]
	                                           : a->timers[KEY_PUBLISH];
	int64_t y = b->timers[KEY_PRE_ACTIVE] != 0 ? b->timers[KEY_PRE_ACTIVE]
	                                           : b->timers[KEY_PUBLISH];
	/* What has no moment comes last. */
	return (x == 0 ? INT64_MAX : x) < (y == 0 ? INT64_MAX : y);
}

void key_order(const struct key_list *keys, size_t *out)
{
	for (size_t i = 0; i < keys->count; i++) {
		size_t at = i;
		while (at > 0 && listed_before(&keys->items[i], &keys->items[out[at - 1]])) {
			out[at] = out[at - 1];
			at--;
		}
		out[at] = i;
	}
}

enum key_set_fault key_set_check(const struct key_list *keys, int64_t now, bool offline_ksk)
{
	bool published[UINT8_MAX + 1] = {false}, ksk[UINT8_MAX + 1] = {false};
	bool zsk[UINT8_MAX + 1] = {false}, any = false;
	for (size_t i = 0; i < keys->count; i++) {
		struct key_use use = key_use_at(keys, i, now);
		uint8_t a = keys->items[i].algorithm;
		any = any || use.signs_keys || use.signs_zone;
		published[a] = published[a] || (use.published && !use.revoked);
		ksk[a] = ksk[a] || (use.published && use.signs_keys && !use.revoked);
		zsk[a] = zsk[a] || (use.published && use.signs_zone);
	}
	if (!any)
		return KEY_SET_EMPTY;
	for (size_t a = 0; a <= UINT8_MAX; a++) {
		bool whole = offline_ksk ? ksk[a] || zsk[a] : ksk[a] && zsk[a];
		if (published[a] && !whole)
			return KEY_SET_INCOMPLETE;
	}
	return KEY_SET_SOUND;
}
