/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys without cryptography, and a small world around them: a zone that is published with them,
 * secondaries that lag, a parent, and the caches of all resolvers at once.
 *
 * A cache may hold whatever was published by some version of the zone, for as long as the slowest
 * secondary and the longest cache could: [begin, end + propagation + TTL).  World_check asks of
 * every mix of a cached DS set, DNSKEY set and signed set whether it validates, by the strictest
 * reading: every algorithm of the DS set must sign the DNSKEY set, every algorithm of the DNSKEY
 * set must sign the data (RFC 4035 section 2.2).
 */
#pragma once

#include "support.h"

#include "server/keys/apex.h"
#include "server/keys/rollover.h"
#include "server/keys/use.h"

enum { WORLD_KEYS = 64, WORLD_VERSIONS = 128 };

/* Numbered keys: the number is the identifier's last octet. */
static inline enum err numbered_make(void *ctx, const struct key_want *want, struct zone_key *out,
                                     bool *is_shared)
{
	unsigned *count = ctx;
	(void)is_shared;
	out->id[KEY_ID_LEN - 1] = (uint8_t)*count;
	out->algorithm = want->algorithm;
	out->public_len = 64;
	memset(out->public_key, 0, 64);
	out->public_key[1] = (uint8_t)*count;
	out->tag = (uint16_t)(1000 + *count);
	++*count;
	return OK;
}

static inline unsigned number_of(const struct zone_key *key)
{
	return key->id[KEY_ID_LEN - 1];
}

struct published {
	int64_t from, to;
	int64_t dnskey_ttl, zone_ttl;
	uint64_t dnskeys, signs_keys, signs_zone, cds;
};

struct delegated {
	int64_t from, to;
	uint64_t ds;
};

struct world {
	struct key_list keys;
	struct policy_keys policy;
	struct key_ttls ttls;
	enum conf_cds cds;
	unsigned made;
	uint8_t algorithm[WORLD_KEYS];
	int64_t now, signed_s;
	int64_t dnskey_ttl, zone_ttl, ds_ttl, parent_delay, parent_wait;
	int64_t check_at, parent_at; /* 0: nothing planned */
	int64_t timeout_s;
	struct published zone[WORLD_VERSIONS];
	size_t zones;
	struct delegated parent[WORLD_VERSIONS];
	size_t parents;
	const char *fault; /* of the last check; NULL = every mix validates */
	/* Faults to plant: the machine is told something wrong. */
	bool lie_dnskey_ttl, lie_zone_ttl, lie_ds_ttl, lie_signed;
};

static inline bool algorithms_covered(const struct world *w, uint64_t asked, uint64_t having)
{
	for (unsigned i = 0; i < w->made; i++) {
		bool found = false;
		if ((asked >> i & 1) == 0)
			continue;
		for (unsigned k = 0; k < w->made; k++)
			found = found || ((having >> k & 1) && w->algorithm[k] == w->algorithm[i]);
		if (!found)
			return false;
	}
	return true;
}

static inline void world_check(struct world *w)
{
	int64_t pd = w->policy.propagation_delay_s;
	for (size_t p = 0; p < w->parents && w->fault == NULL; p++) {
		uint64_t ds = w->parent[p].ds;
		if (w->parent[p].to != INT64_MAX &&
		    w->parent[p].to + w->parent_delay + w->ds_ttl <= w->now)
			continue;
		if (ds == 0)
			continue; /* insecure */
		for (size_t d = 0; d < w->zones && w->fault == NULL; d++) {
			const struct published *set = &w->zone[d];
			if (set->to != INT64_MAX && set->to + pd + set->dnskey_ttl <= w->now)
				continue;
			if (!algorithms_covered(w, ds, ds & set->dnskeys & set->signs_keys))
				w->fault = "DNSKEY set not signed by what the DS set names";
			for (size_t z = 0; z < w->zones && w->fault == NULL; z++) {
				const struct published *data = &w->zone[z];
				if (data->to != INT64_MAX &&
				    data->to + pd + data->zone_ttl <= w->now)
					continue;
				if (!algorithms_covered(w, set->dnskeys,
				                        set->dnskeys & data->signs_zone))
					w->fault = "data not signed by a key of the DNSKEY set";
			}
		}
	}
}

static inline void world_init(struct world *w, const struct policy_keys *policy)
{
	memset(w, 0, sizeof(*w));
	w->policy = *policy;
	w->policy.tag_modulo = (struct modulo){.modulus = 1};
	w->cds = CDS_ROLLOVER;
	w->now = 1000000;
	w->dnskey_ttl = 10;
	w->zone_ttl = 15;
	w->ds_ttl = 7;
	w->parent_delay = 3;
	w->parent_wait = 4;
	w->parent[w->parents++] = (struct delegated){.from = 0, .to = INT64_MAX};
}

static inline void world_deinit(struct world *w)
{
	key_list_deinit(&w->keys);
}

static inline void key_list_copy(struct key_list *to, const struct key_list *from)
{
	to->count = 0;
	for (size_t i = 0; i < from->count; i++)
		VEC_PUSH(to, from->items[i]);
}

/* The zone goes out as the keys say. */
static inline void world_publish(struct world *w)
{
	struct published v = {.from = w->now,
	                      .to = INT64_MAX,
	                      .dnskey_ttl = w->dnskey_ttl,
	                      .zone_ttl = w->zone_ttl};
	for (size_t i = 0; i < w->keys.count; i++) {
		struct key_use use = key_use_at(&w->keys, i, w->now);
		uint64_t bit = UINT64_C(1) << number_of(&w->keys.items[i]);
		w->algorithm[number_of(&w->keys.items[i])] = w->keys.items[i].algorithm;
		v.dnskeys |= use.published ? bit : 0;
		v.signs_keys |= use.signs_keys ? bit : 0;
		v.signs_zone |= use.signs_zone ? bit : 0;
		v.cds |= use.published && apex_has_cds(&w->keys, i, w->cds, w->now) ? bit : 0;
	}
	if (w->zones > 0)
		w->zone[w->zones - 1].to = w->now;
	/* What no cache holds any more makes room. */
	while (w->zones > 0 && w->zone[0].to != INT64_MAX &&
	       w->zone[0].to + w->policy.propagation_delay_s +
	                       MAX_OF(w->zone[0].dnskey_ttl, w->zone[0].zone_ttl) <
	               w->now) {
		memmove(w->zone, w->zone + 1, --w->zones * sizeof(w->zone[0]));
	}
	assert_true(w->zones < WORLD_VERSIONS);
	w->zone[w->zones++] = v;
	key_ttls_set(&w->ttls, (uint32_t)w->dnskey_ttl, (uint32_t)w->zone_ttl,
	             w->policy.propagation_delay_s, w->now);
	w->signed_s = w->now;
	uint64_t ds = w->parent[w->parents - 1].ds;
	if (v.cds != 0 && v.cds != ds && w->parent_at == 0)
		w->parent_at = w->now + w->parent_wait;
	world_check(w);
}

/* The parent follows the CDS set that is published now (RFC 7344 section 4). */
static inline void world_parent_acts(struct world *w)
{
	uint64_t cds = w->zones > 0 ? w->zone[w->zones - 1].cds : 0;
	w->parent_at = 0;
	if (cds == 0 || cds == w->parent[w->parents - 1].ds)
		return;
	assert_true(w->parents < WORLD_VERSIONS);
	w->parent[w->parents - 1].to = w->now;
	w->parent[w->parents++] = (struct delegated){.from = w->now, .to = INT64_MAX, .ds = cds};
	w->check_at = w->now + 1;
	world_check(w);
}

struct pass {
	bool crash_before_store, crash_before_publish;
	bool force_ksk, force_zsk;
};

/* The DS of the key that is ready is with the parent, and none of another algorithm. */
static inline bool parent_confirms(const struct world *w)
{
	uint64_t ds = w->parent[w->parents - 1].ds;
	for (size_t i = 0; i < w->keys.count; i++) {
		const struct zone_key *k = &w->keys.items[i];
		if (k->is_ksk && key_state_at(k, w->now) == KEY_IS_READY &&
		    (ds >> number_of(k) & 1)) {
			for (unsigned n = 0; n < w->made; n++) {
				if ((ds >> n & 1) && w->algorithm[n] != k->algorithm)
					return false;
			}
			return true;
		}
	}
	return false;
}

/* One run of the machine, as the server does it. Returns when to wake; 0 never. */
static inline int64_t world_pass(struct world *w, const struct pass *pass,
                                 struct rollover_result *result)
{
	const struct key_factory factory = {.make = numbered_make, .ctx = &w->made};
	struct key_ttls told = w->ttls;
	if (!told.known)
		told = (struct key_ttls){.known = true,
		                         .dnskey_s = (uint32_t)w->dnskey_ttl,
		                         .zone_s = (uint32_t)w->zone_ttl};
	if (w->lie_dnskey_ttl)
		told.dnskey_s = 1;
	if (w->lie_zone_ttl)
		told.zone_s = 1;
	const struct rollover_input in = {
		.policy = &w->policy,
		.submission_timeout_s = w->timeout_s,
		.ttls = &told,
		.signed_s = w->lie_signed ? w->now : w->signed_s,
		.now = w->now,
		.force_ksk = pass->force_ksk,
		.force_zsk = pass->force_zsk,
		.factory = &factory,
	};
	struct key_list before = {0};
	key_list_copy(&before, &w->keys);
	if (w->check_at != 0 && w->check_at <= w->now) {
		w->check_at = 0;
		if (parent_confirms(w)) {
			enum err e = rollover_confirm(
				&w->keys, &in, w->lie_ds_ttl ? 0 : w->ds_ttl + w->parent_delay,
				result);
			assert_ok(e);
		}
	}
	assert_ok(rollover_step(&w->keys, &in, result));
	assert_true(w->made < WORLD_KEYS);
	if (pass->crash_before_store) {
		key_list_copy(&w->keys, &before);
		w->check_at = w->now + 1;
	} else if (!pass->crash_before_publish) {
		world_publish(w);
	}
	VEC_FREE(&before);
	return result->wake_s;
}
