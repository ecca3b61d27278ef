/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RRsets in memory.  Each entry is one block:
 *
 *   struct item | key name in lower case | for each set: struct packed | owner | records
 *
 * in a chained hash table, and on one list in order of use.  Invariants: `bytes` is the sum of the
 * blocks, at most options.max_bytes after each put; there is one entry per kind, name and type.
 */

#include "resolver/cache/rrcache.h"

#include "base/hash.h"
#include "base/list.h"
#include "base/mem.h"

#include <assert.h>

enum { FIRST_BUCKETS = 64, CLOCK_JUMP_S = 600 };

struct item {
	struct item *next; /* in the bucket */
	struct list use;
	uint64_t hash;
	int64_t stored;
	int64_t expires;
	uint32_t size; /* of the block */
	uint16_t type;
	int16_t ede;
	uint8_t kind;
	uint8_t rank;
	uint8_t count;
	uint8_t name_len;
	uint8_t data[];
};

struct packed {
	uint32_t ttl;
	uint32_t size;
	uint16_t type;
	uint16_t class_;
	uint16_t count;
	uint8_t owner_len;
};

struct rrcache {
	struct cache_options options;
	struct item **buckets;
	size_t bucket_count; /* a power of two */
	size_t entries;
	size_t bytes;
	struct list use; /* most recently used first */
	uint64_t seed;
	int64_t latest; /* wall clock of the last call */
	uint64_t hits, misses, evictions;
};

void cache_options_init(struct cache_options *o)
{
	*o = (struct cache_options){
		.max_bytes = (size_t)32 << 20,
		.min_ttl = 0,
		.max_ttl = 86400,
		.max_negative_ttl = 3600,
		.failure_ttl = 5,
	};
}

struct rrcache *cache_new(const struct cache_options *o)
{
	struct rrcache *c = mem_zalloc(sizeof(*c));
	c->options = *o;
	c->bucket_count = FIRST_BUCKETS;
	c->buckets = mem_calloc(c->bucket_count, sizeof(struct item *));
	c->seed = hash_seed();
	c->latest = INT64_MIN;
	list_init(&c->use);
	return c;
}

static struct item **find_place(struct rrcache *c, uint64_t hash, const struct cache_key *key)
{
	struct item **at = &c->buckets[hash & (c->bucket_count - 1)];
	while (*at != NULL) {
		struct item *i = *at;
		if (i->hash == hash && i->kind == key->kind && i->type == key->type &&
		    name_equal(i->data, key->name))
			break;
		at = &i->next;
	}
	return at;
}

static uint64_t key_hash(const struct rrcache *c, const struct cache_key *key)
{
	uint64_t salt = (uint64_t)key->type << 8 | (uint64_t)key->kind;
	return name_hash(key->name, c->seed) ^ salt * UINT64_C(0x9e3779b97f4a7c15);
}

/* Unlink and free the item that a place points to. */
static void remove_at(struct rrcache *c, struct item **at)
{
	struct item *i = *at;
	*at = i->next;
	list_remove(&i->use);
	c->entries--;
	c->bytes -= i->size;
	mem_account(MEM_CACHE, -(int64_t)i->size);
	mem_free(i);
}

static void remove_item(struct rrcache *c, struct item *i)
{
	struct item **at = &c->buckets[i->hash & (c->bucket_count - 1)];
	while (*at != i)
		at = &(*at)->next;
	remove_at(c, at);
}

static void evict(struct rrcache *c)
{
	while (c->bytes > c->options.max_bytes && !list_is_empty(&c->use)) {
		remove_item(c, LIST_ITEM(c->use.prev, struct item, use));
		c->evictions++;
	}
}

void cache_clear(struct rrcache *c)
{
	LIST_EACH_SAFE (link, &c->use)
		remove_item(c, LIST_ITEM(link, struct item, use));
}

void cache_free(struct rrcache *c)
{
	if (c == NULL)
		return;
	cache_clear(c);
	mem_free(c->buckets);
	mem_free(c);
}

void cache_set_options(struct rrcache *c, const struct cache_options *o)
{
	c->options = *o;
	evict(c);
}

/* A clock set back by more than ten minutes makes all ages wrong (resolution contract 5.9). */
static void follow_clock(struct rrcache *c, struct wall now)
{
	if (c->latest != INT64_MIN && now.s < c->latest - CLOCK_JUMP_S)
		cache_clear(c);
	c->latest = now.s;
}

uint32_t cache_clamp_ttl(const struct rrcache *c, enum cache_kind kind, uint32_t ttl)
{
	const struct cache_options *o = &c->options;
	if (ttl > INT32_MAX)
		ttl = 0; /* RFC 2181 section 8: the top bit makes it zero */
	if (kind == CACHE_FAILURE)
		return MIN_OF(ttl, o->failure_ttl);
	ttl = MIN_OF(MAX_OF(ttl, o->min_ttl), o->max_ttl);
	if (kind == CACHE_NODATA || kind == CACHE_NXDOMAIN)
		ttl = MIN_OF(ttl, o->max_negative_ttl);
	return ttl;
}

static void grow(struct rrcache *c)
{
	size_t count = c->bucket_count * 2;
	struct item **buckets = mem_calloc(count, sizeof(struct item *));
	LIST_EACH (link, &c->use) {
		struct item *i = LIST_ITEM(link, struct item, use);
		struct item **at = &buckets[i->hash & (count - 1)];
		i->next = *at;
		*at = i;
	}
	mem_free(c->buckets);
	c->buckets = buckets;
	c->bucket_count = count;
}

static size_t packed_size(const struct rrset *s)
{
	return sizeof(struct packed) + name_len(s->owner) + s->size;
}

static uint8_t *pack(uint8_t *p, const struct rrset *s, uint32_t ttl)
{
	struct packed head = {
		.ttl = ttl,
		.size = s->size,
		.type = s->type,
		.class_ = s->class_,
		.count = s->count,
		.owner_len = (uint8_t)name_len(s->owner),
	};
	memcpy(p, &head, sizeof(head));
	memcpy(p + sizeof(head), s->owner, head.owner_len);
	p += sizeof(head) + head.owner_len;
	if (s->size > 0)
		memcpy(p, s->records, s->size);
	return p + s->size;
}

/* The block of an entry; its place in table and list is not set. */
static struct item *make_item(const struct rrcache *c, const struct cache_key *key, int64_t now,
                              const struct cache_entry *e, uint32_t ttl)
{
	size_t len = name_len(key->name), size = sizeof(struct item) + len;
	for (size_t k = 0; k < e->count; k++)
		size += packed_size(&e->sets[k]);
	struct item *i = mem_alloc(size);
	*i = (struct item){
		.stored = now,
		.expires = now + ttl,
		.size = (uint32_t)size,
		.type = key->type,
		.ede = e->ede,
		.kind = (uint8_t)key->kind,
		.rank = e->rank,
		.count = e->count,
		.name_len = (uint8_t)len,
	};
	memcpy(i->data, key->name, len);
	name_lower(i->data, len);
	uint8_t *p = i->data + len;
	for (size_t k = 0; k < e->count; k++)
		p = pack(p, &e->sets[k], cache_clamp_ttl(c, key->kind, e->sets[k].ttl));
	return i;
}

/* Data and its absence exclude each other. */
static void drop_opposite(struct rrcache *c, const struct cache_key *key)
{
	if (key->kind == CACHE_SET) {
		cache_drop(c, CACHE_KEY(CACHE_NODATA, key->name, key->type));
		cache_drop(c, CACHE_KEY(CACHE_NXDOMAIN, key->name, 0));
		cache_drop(c, CACHE_KEY(CACHE_FAILURE, key->name, key->type));
	} else if (key->kind == CACHE_NODATA) {
		cache_drop(c, CACHE_KEY(CACHE_SET, key->name, key->type));
		cache_drop(c, CACHE_KEY(CACHE_NXDOMAIN, key->name, 0));
	}
}

void cache_put(struct rrcache *c, const struct cache_key *key, struct wall now,
               const struct cache_entry *entry)
{
	assert(key->kind < CACHE_KINDS && entry->count <= CACHE_SETS_MAX);
	follow_clock(c, now);
	uint32_t ttl = cache_clamp_ttl(c, key->kind, entry->ttl);
	if (ttl == 0)
		return;
	uint64_t hash = key_hash(c, key);
	struct item **at = find_place(c, hash, key);
	if (*at != NULL) {
		/* RFC 2181 section 5.4.1: what is trusted less waits until the better has gone. */
		if ((*at)->expires > now.s && (*at)->rank > entry->rank)
			return;
		remove_at(c, at);
	}
	drop_opposite(c, key);
	struct item *i = make_item(c, key, now.s, entry, ttl);
	i->hash = hash;
	at = &c->buckets[hash & (c->bucket_count - 1)];
	i->next = *at;
	*at = i;
	list_prepend(&c->use, &i->use);
	c->entries++;
	c->bytes += i->size;
	mem_account(MEM_CACHE, i->size);
	if (c->entries > c->bucket_count)
		grow(c);
	evict(c);
}

/* Copy the sets of an item into the arena, aged. */
static enum err unpack(const struct item *i, uint32_t age, struct arena *arena,
                       struct cache_entry *out)
{
	void *sets_at, *bytes_at;
	size_t len = i->size - sizeof(*i) - i->name_len;
	TRY(arena_try(arena, i->count * sizeof(struct rrset), &sets_at));
	TRY(arena_try(arena, len, &bytes_at));
	struct rrset *sets = sets_at;
	uint8_t *p = bytes_at;
	memcpy(p, i->data + i->name_len, len);
	for (size_t k = 0; k < i->count; k++) {
		struct packed head;
		memcpy(&head, p, sizeof(head));
		p += sizeof(head);
		sets[k] = (struct rrset){
			.owner = p,
			.type = head.type,
			.class_ = head.class_,
			.ttl = head.ttl > age ? head.ttl - age : 0,
			.count = head.count,
			.size = head.size,
			.records = p + head.owner_len,
		};
		p += head.owner_len + head.size;
	}
	out->sets = sets;
	return OK;
}

bool cache_get(struct rrcache *c, const struct cache_key *key, struct wall now, struct arena *arena,
               struct cache_entry *out)
{
	follow_clock(c, now);
	struct item *i = *find_place(c, key_hash(c, key), key);
	if (i == NULL || i->expires <= now.s) {
		c->misses++;
		return false;
	}
	uint32_t age = now.s > i->stored ? (uint32_t)(now.s - i->stored) : 0;
	*out = (struct cache_entry){
		.rank = i->rank,
		.count = i->count,
		.ede = i->ede,
		.ttl = (uint32_t)(i->expires - now.s),
	};
	if (arena != NULL && unpack(i, age, arena, out) != OK)
		return false;
	list_remove(&i->use);
	list_prepend(&c->use, &i->use);
	c->hits++;
	return true;
}

void cache_drop(struct rrcache *c, const struct cache_key *key)
{
	struct item **at = find_place(c, key_hash(c, key), key);
	if (*at != NULL)
		remove_at(c, at);
}

size_t cache_clear_under(struct rrcache *c, const uint8_t *name)
{
	size_t before = c->entries;
	LIST_EACH_SAFE (link, &c->use) {
		struct item *i = LIST_ITEM(link, struct item, use);
		if (name_is_under(i->data, name))
			remove_item(c, i);
	}
	return before - c->entries;
}

void cache_get_numbers(const struct rrcache *c, struct cache_numbers *out)
{
	*out = (struct cache_numbers){
		.entries = c->entries,
		.bytes = c->bytes,
		.hits = c->hits,
		.misses = c->misses,
		.evictions = c->evictions,
	};
}
