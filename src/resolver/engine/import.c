/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A zone set by set, in canonical order: what is below a cut follows it at once, so that one name
 * is enough to tell glue from data.  Invariant: an entry called secure was checked here.
 */

#include "resolver/engine/import.h"

#include "base/mem.h"
#include "base/vec.h"
#include "resolver/cache/chain.h"
#include "resolver/validate/verify.h"

#include <stdlib.h>

struct record {
	const uint8_t *owner;
	uint16_t set; /* type that it is kept with: for RRSIG that which it covers */
	uint16_t type;
	uint32_t ttl;
	uint32_t at; /* order in the file, for a stable order */
	struct span rdata;
};

struct import {
	const struct engine_env *env;
	struct arena arena;
	struct name apex;
	VEC(struct record) records;
	size_t next;
	const uint8_t *cut; /* the one met last; NULL: none */
	uint32_t negative_ttl;
	struct req_set keys;
	struct import_numbers numbers;
};

struct import *import_new(const struct engine_env *env, const uint8_t *apex)
{
	struct import *i = mem_zalloc(sizeof(*i));
	i->env = env;
	arena_init(&i->arena, IMPORT_OCTETS_MAX);
	name_copy(&i->apex, apex);
	name_lower(i->apex.wire, i->apex.len);
	return i;
}

void import_free(struct import *i)
{
	if (i == NULL)
		return;
	VEC_FREE(&i->records);
	arena_deinit(&i->arena);
	mem_free(i);
}

enum err import_add(struct import *i, const uint8_t *owner, uint16_t type, uint32_t ttl,
                    struct span rdata)
{
	void *memory;
	size_t len = name_len(owner);
	if (!name_is_under(owner, i->apex.wire) || (type == RR_RRSIG && rdata.len < 2))
		return OK;
	TRY(arena_try(&i->arena, len + rdata.len, &memory));
	uint8_t *name = memory, *data = name + len;
	memcpy(name, owner, len);
	name_lower(name, len);
	memcpy(data, rdata.data, rdata.len);
	const struct record r = {
		.owner = name,
		.set = type == RR_RRSIG ? wire_get_u16(data) : type,
		.type = type,
		.ttl = ttl,
		.at = (uint32_t)i->records.count,
		.rdata = span_of(data, rdata.len),
	};
	VEC_PUSH(&i->records, r);
	return OK;
}

static int compare(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int d = name_cmp(x->owner, y->owner);
	if (d == 0)
		d = (int)x->set - (int)y->set;
	if (d == 0)
		d = (x->at > y->at) - (x->at < y->at);
	return d;
}

/* ---- sets ---- */

static bool is_same_set(const struct record *a, const struct record *b)
{
	return a->set == b->set && name_equal(a->owner, b->owner);
}

static enum err add_to(struct req_set *set, const struct record *r, struct arena *arena)
{
	struct rrset *part = r->type == RR_RRSIG && r->set != RR_RRSIG ? &set->sigs : &set->data;
	if (part->count == 0)
		*part = (struct rrset){
			.owner = r->owner, .type = r->type, .class_ = CLASS_IN, .ttl = r->ttl};
	part->ttl = MIN_OF(part->ttl, r->ttl);
	return rrset_add(part, arena, r->rdata);
}

/* Gather the set that begins at a record; returns the index behind it. */
static size_t gather(struct import *i, size_t at, struct req_set *out)
{
	const struct record *first = &i->records.items[at];
	*out = (struct req_set){.trust = REQ_UNCHECKED};
	for (; at < i->records.count && is_same_set(first, &i->records.items[at]); at++) {
		if (add_to(out, &i->records.items[at], &i->arena) != OK)
			out->data.count = 0; /* too much for what it may take: left out */
	}
	return at;
}

/* A set of the apex. */
static bool find_set(struct import *i, uint16_t type, struct req_set *out)
{
	const struct record key = {.owner = i->apex.wire, .set = type};
	for (size_t at = 0; at < i->records.count; at++) {
		if (is_same_set(&key, &i->records.items[at])) {
			gather(i, at, out);
			return out->data.count > 0;
		}
	}
	return false;
}

/* ---- validation ---- */

static const struct val_spend without_end = {
	.checks = UINT16_MAX, .failures = UINT16_MAX, .rounds = 0, .slice = UINT16_MAX};

static enum err check_keys(struct import *i, struct wall now)
{
	struct verify_progress progress = {0};
	struct val_spend spend = without_end;
	const struct verify_base base = {.anchor = anchors_get(i->env->anchors, i->apex.wire)};
	if (base.anchor == NULL)
		return E_NOTFOUND;
	if (!find_set(i, RR_DNSKEY, &i->keys))
		return E_FAILED;
	struct val_verdict v = verify_keys(i->env->validator, &progress, &base, &i->keys, now,
	                                   &spend, &i->arena);
	return v.state == VAL_SECURE ? OK : E_FAILED;
}

enum err import_begin(struct import *i, struct wall now)
{
	struct req_set soa;
	if (i->env->anchors == NULL)
		return E_NOTFOUND;
	if (i->records.count > 0)
		qsort(i->records.items, i->records.count, sizeof(i->records.items[0]), compare);
	TRY(check_keys(i, now));
	if (!find_set(i, RR_SOA, &soa) || rrset_first(&soa.data).len < 20)
		return E_FAILED;
	/* RFC 2308 section 5: the lower of the SOA's TTL and its last field. */
	struct span rdata = rrset_first(&soa.data);
	i->negative_ttl = MIN_OF(soa.data.ttl, wire_get_u32(rdata.data + rdata.len - 4));
	return OK;
}

static bool is_secure(struct import *i, struct req_set *set, struct wall now)
{
	struct verify_progress progress = {0};
	struct val_spend spend = without_end;
	return set->sigs.count > 0 && verify_set(i->env->validator, &progress, i->apex.wire,
	                                         &i->keys.data, set, now, &spend, &i->arena)
	                                              .state == VAL_SECURE;
}

/* ---- into the cache ---- */

static void put(const struct import *i, enum cache_kind kind, const struct req_set *set,
                uint8_t rank, struct wall now)
{
	const struct rrset sets[2] = {set->data, set->sigs};
	const struct cache_entry e = {
		.rank = rank,
		.count = set->sigs.count > 0 && kind == CACHE_SET ? 2 : 1,
		.ttl = set->data.ttl,
		.sets = sets,
	};
	cache_put(i->env->cache, CACHE_KEY(kind, set->data.owner, set->data.type), now, &e);
}

static void take_signed(struct import *i, struct req_set *set, struct wall now)
{
	uint16_t type = set->data.type;
	if (!is_secure(i, set, now)) {
		i->numbers.dropped++;
		return;
	}
	i->numbers.secure++;
	if (type == RR_NSEC || type == RR_NSEC3)
		(void)cache_put_denial(i->env->cache, i->apex.wire, &set->data, &set->sigs,
		                       MIN_OF(i->negative_ttl, set->data.ttl), now);
	else
		put(i, CACHE_SET, set, CACHE_RANK_SECURE | CACHE_RANK_AUTH, now);
}

/* Do NS of the same owner follow? Only addresses come before them. */
static bool begins_cut(const struct import *i, const uint8_t *owner)
{
	const struct record key = {.owner = owner, .set = RR_NS};
	for (size_t at = i->next; at < i->records.count; at++) {
		if (!name_equal(i->records.items[at].owner, owner))
			return false;
		if (is_same_set(&key, &i->records.items[at]))
			return true;
	}
	return false;
}

static void take(struct import *i, struct req_set *set, struct wall now)
{
	const uint8_t *owner = set->data.owner;
	uint16_t type = set->data.type;
	bool address = type == RR_A || type == RR_AAAA;
	bool opens = type == RR_NS || (address && begins_cut(i, owner));
	if (opens && !name_equal(owner, i->apex.wire) &&
	    (i->cut == NULL || !name_is_under(owner, i->cut)))
		i->cut = owner;
	bool at_cut = i->cut != NULL && name_equal(owner, i->cut);
	bool below = i->cut != NULL && !at_cut && name_is_under(owner, i->cut);
	if (address && (at_cut || below)) {
		put(i, CACHE_GLUE, set, CACHE_RANK_INDET, now);
	} else if (at_cut && type == RR_NS) {
		i->numbers.cuts++;
		put(i, CACHE_CUT, set, CACHE_RANK_INDET, now);
	} else if (!below && (!at_cut || type == RR_DS || type == RR_NSEC)) {
		take_signed(i, set, now);
	}
}

bool import_step(struct import *i, unsigned sets, struct wall now)
{
	for (; sets > 0 && i->next < i->records.count; sets--) {
		struct req_set set;
		i->next = gather(i, i->next, &set);
		if (set.data.count > 0)
			take(i, &set, now);
	}
	return i->next < i->records.count;
}

struct import_numbers import_numbers(const struct import *i)
{
	return i->numbers;
}
