/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chains by hash, in arrays beside the records.  Invariant: either nothing is indexed, or the first
 * `count` records are.
 */

#include "server/zone/edit_index.h"

#include "base/hash.h"

#include <string.h>
#include <sys/types.h>

enum { NONE = 0xff };

void edit_index_reset(struct edit_index *x)
{
	x->count = 0;
	x->bucket_count = 0;
}

void edit_index_deinit(struct edit_index *x)
{
	mem_free(x->buckets);
	mem_free(x->next);
	*x = (struct edit_index){0};
}

static uint32_t *bucket_of(struct edit_index *x, const struct pack_record *r, const uint8_t *rdata)
{
	uint64_t seed = hash_seed() + ((uint64_t)r->type << 1 | r->is_sig);
	return &x->buckets[hash_octets(rdata, r->len, seed) & (x->bucket_count - 1)];
}

static bool is_like(const struct edit_records *in, size_t i, const struct pack_record *like,
                    const uint8_t *rdata)
{
	const struct pack_record *p = &in->records[i];
	return p->type == like->type && p->is_sig == like->is_sig && p->len == like->len &&
	       memcmp(in->octets + p->at, rdata, p->len) == 0;
}

static void take_in(struct edit_index *x, const struct edit_records *in)
{
	if (in->count > x->bucket_count) {
		x->bucket_count = EDIT_INDEX_LEAST;
		while (x->bucket_count < in->count * 2)
			x->bucket_count *= 2;
		x->buckets = mem_realloc(x->buckets, x->bucket_count * sizeof(*x->buckets));
		x->next = mem_realloc(x->next, x->bucket_count * sizeof(*x->next));
		memset(x->buckets, NONE, x->bucket_count * sizeof(*x->buckets));
		x->count = 0;
	}
	for (; x->count < in->count; x->count++) {
		const struct pack_record *r = &in->records[x->count];
		uint32_t *first = bucket_of(x, r, in->octets + r->at);
		x->next[x->count] = *first;
		*first = (uint32_t)x->count;
	}
}

ssize_t edit_index_find(struct edit_index *x, const struct edit_records *in,
                        const struct pack_record *like, const uint8_t *rdata)
{
	if (in->count < EDIT_INDEX_LEAST && x->bucket_count == 0) {
		for (size_t i = 0; i < in->count; i++) {
			if (is_like(in, i, like, rdata))
				return (ssize_t)i;
		}
		return -1;
	}
	take_in(x, in);
	for (uint32_t i = *bucket_of(x, like, rdata); i != UINT32_MAX; i = x->next[i]) {
		if (is_like(in, i, like, rdata))
			return (ssize_t)i;
	}
	return -1;
}

/* The place that holds the number of a record that is in. */
static uint32_t *place_of(struct edit_index *x, const struct edit_records *in, size_t at)
{
	const struct pack_record *r = &in->records[at];
	uint32_t *place = bucket_of(x, r, in->octets + r->at);
	while (*place != at)
		place = &x->next[*place];
	return place;
}

void edit_index_remove(struct edit_index *x, const struct edit_records *in, size_t at)
{
	size_t last = in->count - 1;
	if (x->bucket_count == 0)
		return;
	take_in(x, in);
	*place_of(x, in, at) = x->next[at];
	if (at != last) {
		*place_of(x, in, last) = (uint32_t)at;
		x->next[at] = x->next[last];
	}
	x->count--;
}
