/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Buckets of one cache line, seven entries and the time of their last decay each.  A prefix has one
 * bucket; when it is not there it takes the place of the smallest load.  Loads are fractions of a
 * limit: LIMIT is a prefix's limit whatever its length, and an amount weighs less on a shorter one.
 * Invariant: with a constant inflow of `rate` per second a load settles at the limit.
 */

#include "guard/rate.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdatomic.h>
#include <string.h>

enum { ENTRIES = 7, POWERS = 24, PREFIXES_MAX = 5 };
#define LIMIT UINT32_C(0x80000000)

struct bucket {
	_Atomic uint32_t time_ms;
	uint32_t unused;
	_Atomic uint64_t entries[ENTRIES]; /* tag, load */
};

struct rate {
	struct bucket *buckets;
	size_t mask;
	uint64_t seed;
	double price;          /* of an amount of 1 for a single address, in load */
	double powers[POWERS]; /* what is left of a load after 2^i milliseconds */
};

struct prefix {
	uint8_t bits;
	uint16_t times; /* of what a single address may */
};

static const struct prefix prefixes4[] = {{32, 1}, {24, 32}, {20, 256}, {18, 768}};
static const struct prefix prefixes6[] = {{128, 1}, {64, 2}, {56, 3}, {48, 4}, {32, 64}};

/* A prefix of an address in its bucket. */
struct place {
	struct bucket *bucket;
	uint32_t tag;
	uint32_t price;
	uint8_t bits;
};

struct rate *rate_new(const struct rate_options *options)
{
	struct rate *r = mem_zalloc(sizeof(*r));
	size_t count = 1;
	while (count * ENTRIES < options->size)
		count *= 2;
	/* Buckets are lines of the cache. */
	r->buckets = mem_calloc(count, sizeof(struct bucket));
	r->mask = count - 1;
	r->seed = options->seed;
	r->price = (double)LIMIT / options->instant;
	/* Where inflow and decay are equal the load is the limit. */
	double left = 1 - options->rate / (1000.0 * options->instant);
	for (unsigned i = 0; i < POWERS; i++, left *= left)
		r->powers[i] = left > 0 ? left : 0;
	return r;
}

void rate_free(struct rate *r)
{
	if (r == NULL)
		return;
	mem_free(r->buckets);
	mem_free(r);
}

static uint32_t weigh(const struct rate *r, uint32_t amount, unsigned times)
{
	double load = r->price * amount / times;
	return load >= UINT32_MAX ? UINT32_MAX : (uint32_t)load + (load < 1);
}

/* Where the prefixes of an address are; returns how many. */
static unsigned places_find(const struct rate *r, struct span address, uint32_t amount,
                            struct place *out)
{
	const struct prefix *prefixes = address.len == 4 ? prefixes4 : prefixes6;
	unsigned count = address.len == 4 ? ARRAY_LEN(prefixes4) : ARRAY_LEN(prefixes6);
	uint8_t key[17] = {0};
	if (address.len != 4 && address.len != 16)
		return 0;
	memcpy(key, address.data, address.len);
	for (unsigned i = 0; i < count; i++) {
		unsigned bits = prefixes[i].bits, octets = bits / 8;
		if (octets < address.len) {
			key[octets] &= (uint8_t)(0xff00 >> bits % 8);
			memset(key + octets + 1, 0, sizeof(key) - octets - 1);
		}
		key[16] = (uint8_t)bits;
		uint64_t h = hash_octets(key, sizeof(key), r->seed);
		out[i] = (struct place){
			.bucket = &r->buckets[h & r->mask],
			.tag = (uint32_t)(h >> 32) | 1, /* 0 is a free entry */
			.price = weigh(r, amount, prefixes[i].times),
			.bits = (uint8_t)bits,
		};
	}
	return count;
}

/* Let the loads of a bucket decay to a time; one of several threads does. */
static void decay(struct rate *r, struct bucket *b, uint32_t now_ms)
{
	uint32_t then = atomic_load_explicit(&b->time_ms, memory_order_relaxed);
	uint32_t passed = now_ms - then;
	if (passed == 0 || (int32_t)passed < 0 ||
	    !atomic_compare_exchange_strong(&b->time_ms, &then, now_ms))
		return;
	double left = passed >> POWERS != 0 ? 0 : 1;
	for (unsigned i = 0; i < POWERS && left > 0; i++) {
		if ((passed >> i & 1) != 0)
			left *= r->powers[i];
	}
	for (unsigned i = 0; i < ENTRIES; i++) {
		uint64_t e = atomic_load_explicit(&b->entries[i], memory_order_relaxed);
		if (e == 0)
			continue;
		uint32_t load = (uint32_t)((double)(uint32_t)e * left);
		atomic_store_explicit(&b->entries[i], (e & ~(uint64_t)UINT32_MAX) | load,
		                      memory_order_relaxed);
	}
}

/* The entry of a tag, or the one it would replace: its tag is another then. */
static _Atomic uint64_t *entry_find(const struct place *p)
{
	_Atomic uint64_t *least = &p->bucket->entries[0];
	uint32_t least_load = UINT32_MAX;
	for (unsigned i = 0; i < ENTRIES; i++) {
		_Atomic uint64_t *at = &p->bucket->entries[i];
		uint64_t e = atomic_load_explicit(at, memory_order_relaxed);
		if ((uint32_t)(e >> 32) == p->tag)
			return at;
		if ((uint32_t)e < least_load) {
			least_load = (uint32_t)e;
			least = at;
		}
	}
	return least;
}

static uint32_t load_of(const struct place *p)
{
	uint64_t e = atomic_load_explicit(entry_find(p), memory_order_relaxed);
	return (uint32_t)(e >> 32) == p->tag ? (uint32_t)e : 0;
}

static void load_add(const struct place *p)
{
	_Atomic uint64_t *at = entry_find(p);
	uint64_t e = atomic_load_explicit(at, memory_order_relaxed);
	uint32_t load = (uint32_t)(e >> 32) == p->tag ? (uint32_t)e : 0;
	load = load > UINT32_MAX - p->price ? UINT32_MAX : load + p->price;
	atomic_store_explicit(at, (uint64_t)p->tag << 32 | load, memory_order_relaxed);
}

/* The first place whose load would pass the limit, as bits; 0: none. */
static unsigned limited_at(struct rate *r, const struct place *places, unsigned count,
                           int64_t now_ms)
{
	for (unsigned i = 0; i < count; i++) {
		decay(r, places[i].bucket, (uint32_t)now_ms);
		if ((uint64_t)load_of(&places[i]) + places[i].price > LIMIT)
			return places[i].bits;
	}
	return 0;
}

unsigned rate_take(struct rate *r, struct span address, uint32_t amount, int64_t now_ms)
{
	struct place places[PREFIXES_MAX];
	unsigned count = places_find(r, address, amount, places);
	unsigned bits = limited_at(r, places, count, now_ms);
	for (unsigned i = 0; bits == 0 && i < count; i++)
		load_add(&places[i]);
	return bits;
}

unsigned rate_check(struct rate *r, struct span address, int64_t now_ms)
{
	struct place places[PREFIXES_MAX];
	return limited_at(r, places, places_find(r, address, 1, places), now_ms);
}

void rate_add(struct rate *r, struct span address, uint32_t amount, int64_t now_ms)
{
	struct place places[PREFIXES_MAX];
	unsigned count = places_find(r, address, amount, places);
	for (unsigned i = 0; i < count; i++) {
		decay(r, places[i].bucket, (uint32_t)now_ms);
		load_add(&places[i]);
	}
}
