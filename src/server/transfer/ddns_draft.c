/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names beside an edit.  Records are never taken off a name's array, only marked, so that the
 * difference to the edit is there at the end.
 */

#include "server/transfer/ddns_draft.h"

#include "base/hash.h"
#include "dns/rrtype.h"

#include <assert.h>

enum { BUCKETS_FIRST = 16, NO_RECORD = -1 };

void ddns_draft_init(struct ddns_draft *d, struct zone_edit *edit)
{
	*d = (struct ddns_draft){.edit = edit};
	arena_init(&d->arena, 0);
}

void ddns_draft_deinit(struct ddns_draft *d)
{
	for (size_t i = 0; i < d->names.count; i++) {
		struct draft_name *n = d->names.items[i];
		VEC_FREE(&n->sets);
		VEC_FREE(&n->records);
		mem_free(n->buckets);
		mem_free(n);
	}
	VEC_FREE(&d->names);
	mem_free(d->buckets);
	arena_deinit(&d->arena);
}

/* ---- records of a name ---- */

static uint16_t covered_of(uint16_t type, struct span rdata)
{
	/* RFC 4034 section 3.1.1: the type covered comes first. */
	return type == RR_RRSIG && rdata.len >= 2 ? wire_get_u16(rdata.data) : 0;
}

static uint32_t set_get(struct draft_name *n, uint16_t type, uint16_t covered, uint32_t ttl)
{
	for (size_t i = 0; i < n->sets.count; i++) {
		if (n->sets.items[i].type == type && n->sets.items[i].covered == covered)
			return (uint32_t)i;
	}
	struct draft_set set = {.type = type, .covered = covered, .ttl = ttl, .old_ttl = ttl};
	VEC_PUSH(&n->sets, set);
	return (uint32_t)n->sets.count - 1;
}

static size_t bucket_of(const struct draft_name *n, uint16_t type, struct span rdata)
{
	return hash_octets(rdata.data, rdata.len, hash_seed() + type) & (n->bucket_count - 1);
}

static void bucket_put(struct draft_name *n, uint32_t i)
{
	struct draft_record *r = &n->records.items[i];
	size_t b = bucket_of(n, n->sets.items[r->set].type, r->rdata);
	r->next = n->buckets[b];
	n->buckets[b] = i;
}

static void buckets_grow(struct draft_name *n)
{
	n->bucket_count = MAX_OF(n->bucket_count * 2, (size_t)BUCKETS_FIRST);
	n->buckets = mem_realloc(n->buckets, n->bucket_count * sizeof(*n->buckets));
	memset(n->buckets, NO_RECORD, n->bucket_count * sizeof(*n->buckets));
	for (uint32_t i = 0; i < n->records.count; i++)
		bucket_put(n, i);
}

static struct draft_record *record_put(struct draft_name *n, uint32_t set, struct span rdata)
{
	struct draft_record r = {.rdata = rdata, .set = set};
	VEC_PUSH(&n->records, r);
	if (n->records.count > n->bucket_count)
		buckets_grow(n);
	else
		bucket_put(n, (uint32_t)n->records.count - 1);
	return &n->records.items[n->records.count - 1];
}

/* The record, whether it is or was. */
static struct draft_record *record_find(struct draft_name *n, uint16_t type, struct span rdata)
{
	if (n->bucket_count == 0)
		return NULL;
	uint32_t i = n->buckets[bucket_of(n, type, rdata)];
	while (i != UINT32_MAX) {
		struct draft_record *r = &n->records.items[i];
		if (n->sets.items[r->set].type == type && span_equal(r->rdata, rdata))
			return r;
		i = r->next;
	}
	return NULL;
}

static struct span dup_rdata(struct ddns_draft *d, struct span rdata)
{
	return span_of(arena_dup(&d->arena, rdata.data, rdata.len), rdata.len);
}

uint32_t draft_count(const struct draft_name *n, uint16_t type)
{
	uint32_t count = 0;
	for (size_t i = 0; i < n->sets.count; i++) {
		if (n->sets.items[i].type == type)
			count += n->sets.items[i].live;
	}
	return count;
}

struct draft_record *draft_find(struct draft_name *n, uint16_t type, struct span rdata)
{
	struct draft_record *r = record_find(n, type, rdata);
	return r != NULL && r->is ? r : NULL;
}

void draft_add(struct ddns_draft *d, struct draft_name *n, uint16_t type, uint32_t ttl,
               struct span rdata)
{
	struct draft_record *r = record_find(n, type, rdata);
	if (r == NULL)
		r = record_put(n, set_get(n, type, covered_of(type, rdata), ttl),
		               dup_rdata(d, rdata));
	struct draft_set *set = &n->sets.items[r->set];
	if (!r->is)
		set->live++;
	r->is = true;
	set->ttl = ttl;
	n->changed = true;
}

void draft_remove(struct draft_name *n, struct draft_record *r)
{
	assert(r->is);
	r->is = false;
	n->sets.items[r->set].live--;
	n->changed = true;
}

void draft_clear(struct draft_name *n, uint16_t type)
{
	if (draft_count(n, type) == 0)
		return;
	for (size_t i = 0; i < n->records.count; i++) {
		struct draft_record *r = &n->records.items[i];
		if (r->is && n->sets.items[r->set].type == type)
			draft_remove(n, r);
	}
}

/* ---- names ---- */

struct loading {
	struct ddns_draft *draft;
	struct draft_name *name;
};

static void load_record(void *ctx, const struct zone_record *r)
{
	struct loading *l = ctx;
	struct draft_name *n = l->name;
	uint32_t set = set_get(n, r->type, covered_of(r->type, r->rdata), r->ttl);
	struct draft_record *put = record_put(n, set, dup_rdata(l->draft, r->rdata));
	put->was = put->is = true;
	n->sets.items[set].live++;
}

static void names_grow(struct ddns_draft *d)
{
	d->bucket_count = MAX_OF(d->bucket_count * 2, (size_t)BUCKETS_FIRST);
	mem_free(d->buckets);
	d->buckets = mem_zalloc(d->bucket_count * sizeof(struct draft_name *));
	for (size_t i = 0; i < d->names.count; i++) {
		struct draft_name *n = d->names.items[i];
		struct draft_name **at =
			&d->buckets[name_hash(n->owner, hash_seed()) & (d->bucket_count - 1)];
		n->next = *at;
		*at = n;
	}
}

/* The name if it was touched; *first gets where its chain begins. */
static struct draft_name *name_find(struct ddns_draft *d, const uint8_t *owner,
                                    struct draft_name ***first)
{
	if (d->names.count >= d->bucket_count)
		names_grow(d);
	*first = &d->buckets[name_hash(owner, hash_seed()) & (d->bucket_count - 1)];
	for (struct draft_name *n = **first; n != NULL; n = n->next) {
		if (name_equal(n->owner, owner))
			return n;
	}
	return NULL;
}

bool ddns_draft_has(struct ddns_draft *d, const uint8_t *owner, uint16_t type)
{
	struct draft_name **first;
	const struct draft_name *n = name_find(d, owner, &first);
	if (n != NULL)
		return draft_count(n, type) > 0;
	const struct zone_node *node = zone_edit_node(d->edit, owner);
	return node != NULL && zone_node_find(node, type) != NULL;
}

struct draft_name *ddns_draft_get(struct ddns_draft *d, const uint8_t *owner)
{
	struct draft_name **first;
	struct draft_name *n = name_find(d, owner, &first);
	if (n != NULL)
		return n;
	n = mem_zalloc(sizeof(*n));
	n->owner = arena_dup(&d->arena, owner, name_len(owner));
	n->next = *first;
	*first = n;
	VEC_PUSH(&d->names, n);
	struct loading l = {d, n};
	zone_edit_each(d->edit, owner, load_record, &l);
	return n;
}

/* ---- putting it into the edit ---- */

static struct zone_record record_of(const struct draft_name *n, const struct draft_record *r)
{
	const struct draft_set *set = &n->sets.items[r->set];
	return (struct zone_record){
		.owner = n->owner, .rdata = r->rdata, .ttl = set->ttl, .type = set->type};
}

static void name_commit(struct zone_edit *edit, struct draft_name *n)
{
	for (size_t i = 0; i < n->records.count; i++) {
		struct draft_record *r = &n->records.items[i];
		const struct zone_record record = record_of(n, r);
		if (r->was && !r->is) {
			enum err e = zone_edit_remove(edit, &record);
			assert(e == OK);
			(void)e;
		}
	}
	for (size_t i = 0; i < n->records.count; i++) {
		struct draft_record *r = &n->records.items[i];
		struct draft_set *set = &n->sets.items[r->set];
		const struct zone_record record = record_of(n, r);
		/* One record tells the edit of a new TTL, for the whole set. */
		if (r->is && (!r->was || set->ttl != set->old_ttl)) {
			enum err e = zone_edit_add(edit, &record);
			assert(e == OK);
			(void)e;
			set->old_ttl = set->ttl;
		}
	}
}

void ddns_draft_commit(struct ddns_draft *d)
{
	for (size_t i = 0; i < d->names.count; i++) {
		if (d->names.items[i]->changed)
			name_commit(d->edit, d->names.items[i]);
	}
}
