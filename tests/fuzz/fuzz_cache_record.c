/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A record of the cache file, as a damaged disk may give it: the input is a length octet, a key of
 * that length, and a value.  What is read can be walked over, and written and read again.
 */
#include "resolver/cache/cache_value.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct wall now = {1710000000};

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static unsigned walk(const struct rrset *s)
{
	struct rrset_iter it = rrset_iter_of(s);
	struct span rdata;
	unsigned count = 0, sum = 0;
	while (rrset_next(&it, &rdata)) {
		count++;
		for (size_t i = 0; i < rdata.len; i++)
			sum += rdata.data[i];
	}
	demand(count == s->count && name_len(s->owner) <= NAME_MAX_LEN);
	return sum;
}

static void write_again(const struct cache_key *key, const struct cache_entry *e,
                        struct arena *arena)
{
	static uint8_t octets[CACHE_VALUE_MAX];
	struct cache_entry again;
	size_t len = cache_value_write(octets, key, e, now);
	if (len == 0)
		return;
	demand(cache_value_read(&again, key, span_of(octets, len), now, arena) == OK);
	demand(again.ttl == e->ttl && again.count == e->count && again.rank == e->rank);
	for (size_t i = 0; i < e->count; i++)
		demand(walk(&again.sets[i]) == walk(&e->sets[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_reader r = wire_reader_of(span_of(data, size));
	struct span key = wire_read_span(&r, wire_read_u8(&r));
	struct span value = span_skip(span_of(data, size), r.pos);
	struct cache_key_parts parts;
	struct cache_octets octets;
	struct cache_entry e;
	struct arena arena;
	if (wire_done(&r) != OK || !cache_key_read(&parts, key))
		return 0;
	const struct cache_key *k = CACHE_KEY(parts.kind, parts.name.wire, parts.type);
	if (parts.kind != CACHE_CHAIN)
		demand(cache_key_write(&octets, k) && octets.len <= STORE_KEY_MAX);
	arena_init(&arena, 1 << 20);
	if (cache_value_read(&e, k, value, now, &arena) == OK) {
		for (size_t i = 0; i < e.count; i++)
			walk(&e.sets[i]);
		write_again(k, &e, &arena);
	}
	arena_deinit(&arena);
	return 0;
}
