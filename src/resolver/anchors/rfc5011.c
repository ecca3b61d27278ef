/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state table of RFC 5011 section 4.2, with one state more: a key that stays away longer than
 * four hold-down times is Removed, so that a file does not grow for ever.
 *
 * Invariant: no key becomes Valid by being seen but after hold_s of continuous presence.
 */

#include "resolver/anchors/rfc5011.h"

#include "dns/rrtype.h"

enum { HOUR = 3600, DAY = 86400, MISSING_HOLDS = 4 };

/* Is the key in the set signed by itself?  Only then it may revoke itself (RFC 5011 2.1). */
static bool signs_itself(const struct anchor *a, struct dnskey *key, const struct rrset *keys,
                         const struct rrset *sigs, struct wall now)
{
	const struct dnskey_set alone = {.keys = key, .count = 1};
	struct rrsig_checker c = {
		.zone = a->owner.wire,
		.keys = &alone,
		.now = now,
		.same_tag_max = 1,
		.checks_left = RRSIG_PER_SET_MAX,
		.failures_left = RRSIG_PER_SET_MAX,
	};
	if (dnskey_decode(key) != OK)
		return false;
	bool good = rrset_check(&c, keys, sigs, NULL) == RRSIG_VALID;
	rrsig_checker_deinit(&c);
	crypto_key_unref(key->key);
	key->key = NULL;
	return good;
}

/* The same key but for the REVOKE bit? */
static bool is_same_key(struct span a, struct span b)
{
	if (a.len != b.len || a.len < DNSKEY_HEAD_LEN)
		return false;
	return ((wire_get_u16(a.data) ^ wire_get_u16(b.data)) & ~DNSKEY_REVOKE) == 0 &&
	       memcmp(a.data + 2, b.data + 2, a.len - 2) == 0;
}

/* The key's entry; NULL: Start. */
static struct anchor_key *find(struct anchor *a, const struct dnskey *key)
{
	for (size_t i = 0; i < a->keys.count; i++) {
		struct anchor_key *k = &a->keys.items[i];
		if (k->type == RR_DNSKEY && is_same_key(anchor_key_rdata(k), key->rdata))
			return k;
	}
	return NULL;
}

static bool move_to(struct anchor_key *k, enum anchor_state state, int64_t timer)
{
	bool changed = k->state != state;
	k->state = state;
	k->timer = timer;
	return changed;
}

/* A digest that speaks of the key gives way to it, Valid: the bootstrap. */
static bool replace_digests(struct anchor *a, const struct dnskey *key, uint32_t ttl)
{
	bool changed = false;
	for (size_t i = 0; i < a->keys.count;) {
		const struct anchor_key *k = &a->keys.items[i];
		struct ds ds;
		if (k->type != RR_DS || ds_read(&ds, anchor_key_rdata(k)) != OK ||
		    !ds_matches(&ds, a->owner.wire, key)) {
			i++;
			continue;
		}
		anchor_drop(a, i);
		changed = true;
	}
	return changed && anchor_add(a, RR_DNSKEY, ttl, key->rdata) == OK;
}

static bool see(struct anchor *a, const struct dnskey *key, uint32_t ttl, struct wall now,
                const struct anchor_policy *policy)
{
	struct anchor_key *k = find(a, key);
	if (k == NULL) {
		if (replace_digests(a, key, ttl))
			return true;
		if (anchor_add(a, RR_DNSKEY, ttl, key->rdata) != OK)
			return false;
		k = &a->keys.items[a->keys.count - 1];
		return move_to(k, ANCHOR_ADD_PEND, now.s + policy->hold_s);
	}
	k->ttl = ttl;
	switch (k->state) {
	case ANCHOR_ADD_PEND:
		return k->timer <= now.s && move_to(k, ANCHOR_VALID, 0);
	case ANCHOR_MISSING:
		return move_to(k, ANCHOR_VALID, 0);
	case ANCHOR_START:
	case ANCHOR_VALID:
	case ANCHOR_REVOKED: /* never trusted again (RFC 5011 section 4.2) */
	case ANCHOR_REMOVED:
		break;
	}
	return false;
}

static bool see_revoked(struct anchor *a, const struct dnskey *key, struct wall now,
                        const struct anchor_policy *policy)
{
	struct anchor_key *k = find(a, key);
	if (k == NULL)
		return false; /* nobody trusted it */
	if (k->state == ANCHOR_ADD_PEND) {
		anchor_drop(a, (size_t)(k - a->keys.items));
		return true;
	}
	if (!anchor_key_is_trusted(k))
		return false;
	memcpy(k->rdata, key->rdata.data, key->rdata.len); /* with the bit, and so the tag */
	k->tag = key->tag;
	return move_to(k, ANCHOR_REVOKED, now.s + policy->hold_s);
}

static bool is_in(const struct anchor_key *k, const struct rrset *keys)
{
	struct rrset_iter it = rrset_iter_of(keys);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (is_same_key(rdata, anchor_key_rdata(k)))
			return true;
	}
	return false;
}

/* Key i is not in the set, or its time has come; *gone when its entry was taken out. */
static bool pass(struct anchor *a, size_t i, bool present, struct wall now,
                 const struct anchor_policy *policy, bool *gone)
{
	struct anchor_key *k = &a->keys.items[i];
	*gone = false;
	switch (k->state) {
	case ANCHOR_ADD_PEND:
		if (present)
			return false;
		anchor_drop(a, i);
		*gone = true;
		return true;
	case ANCHOR_VALID:
		return !present &&
		       move_to(k, ANCHOR_MISSING, now.s + MISSING_HOLDS * policy->hold_s);
	case ANCHOR_MISSING:
		return !present && k->timer <= now.s && move_to(k, ANCHOR_REMOVED, 0);
	case ANCHOR_REVOKED:
		return k->timer <= now.s && move_to(k, ANCHOR_REMOVED, 0);
	case ANCHOR_START:
	case ANCHOR_REMOVED:
		break;
	}
	return false;
}

/* Keep the last keep_removed of the keys that are over. */
static bool purge(struct anchor *a, unsigned keep)
{
	bool changed = false;
	unsigned seen = 0;
	for (size_t i = a->keys.count; i-- > 0;) {
		if (a->keys.items[i].state == ANCHOR_REMOVED && seen++ >= keep) {
			anchor_drop(a, i);
			changed = true;
		}
	}
	return changed;
}

static void copy(struct anchor *to, const struct anchor *from)
{
	anchor_init(to, from->owner.wire);
	for (size_t i = 0; i < from->keys.count; i++) {
		struct anchor_key k = from->keys.items[i];
		k.rdata = mem_dup(k.rdata, k.len);
		VEC_PUSH(&to->keys, k);
	}
}

static bool observe(struct anchor *a, const struct rrset *keys, const struct rrset *sigs,
                    struct wall now, const struct anchor_policy *policy)
{
	bool changed = false;
	struct rrset_iter it = rrset_iter_of(keys);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		struct dnskey key;
		/* Only entry points count (RFC 5011 section 3). */
		if (dnskey_rdata_read(&key, rdata) != OK || !dnskey_is_zone_key(&key) ||
		    !dnskey_is_sep(&key))
			continue;
		if (!dnskey_is_revoked(&key))
			changed |= see(a, &key, keys->ttl, now, policy);
		else if (find(a, &key) != NULL && signs_itself(a, &key, keys, sigs, now))
			changed |= see_revoked(a, &key, now, policy);
	}
	for (size_t i = 0; i < a->keys.count;) {
		bool gone = false;
		const struct anchor_key *k = &a->keys.items[i];
		if (k->type == RR_DNSKEY)
			changed |= pass(a, i, is_in(k, keys), now, policy, &gone);
		i += !gone;
	}
	return purge(a, policy->keep_removed) || changed;
}

bool anchor_observe(struct anchor *a, const struct rrset *keys, const struct rrset *sigs,
                    struct wall now, const struct anchor_policy *policy)
{
	struct anchor next;
	copy(&next, a);
	bool changed = observe(&next, keys, sigs, now, policy);
	if (!anchor_is_trusted(&next)) {
		anchor_deinit(&next);
		return false;
	}
	anchor_deinit(a);
	*a = next;
	return changed;
}

int64_t anchor_refresh_s(uint32_t ttl, int64_t life_s, bool failed)
{
	int64_t divisor = failed ? 10 : 2, most = failed ? DAY : 15 * DAY;
	int64_t due = MIN_OF((int64_t)ttl, MAX_OF(life_s, (int64_t)0)) / divisor;
	return MAX_OF((int64_t)HOUR, MIN_OF(due, most));
}
