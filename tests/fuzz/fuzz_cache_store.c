/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A cache file full of anything: the input is records (length octet, key, two length octets, value)
 * that are in the store before it is attached.  Then names are looked for, answers are made of
 * denials, and all is walked over, pruned and cleared.
 */
#include "dns/rrtype.h"
#include "resolver/cache/aggressive.h"
#include "resolver/cache/collect.h"
#include "store/store_memory.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct wall now = {1710000000};

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static void fill(struct store *s, struct span input)
{
	struct wire_reader r = wire_reader_of(input);
	demand(store_begin(s, STORE_WRITE) == OK);
	while (wire_left(&r) > 0) {
		struct span key = wire_read_span(&r, wire_read_u8(&r));
		struct span value = wire_read_span(&r, wire_read_u16(&r));
		if (wire_done(&r) == OK && key.len > 0)
			demand(store_put(s, key, value) == OK);
	}
	demand(store_commit(s) == OK);
}

static bool visit(void *ctx, const struct cache_item *item)
{
	unsigned *count = ctx;
	demand(item->value.len >= CACHE_HEAD_SHORT);
	return ++*count < 1000;
}

static void look(struct rrcache *c, const uint8_t *name, struct arena *arena)
{
	static const uint16_t types[] = {RR_A, RR_NS, RR_SOA, RR_DS};
	struct cache_entry e;
	struct synthesis s;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		for (int kind = CACHE_SET; kind < CACHE_KINDS; kind++)
			(void)cache_get(c, CACHE_KEY((enum cache_kind)kind, name, types[i]), now,
			                arena, &e);
		for (const uint8_t *zone = name;; zone = name_parent(zone)) {
			cache_synthesise(c, zone, name, types[i], now, arena, &s);
			demand(s.count <= SYNTHESIS_PROOF_MAX);
			if (name_is_root(zone))
				break;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {".", "com.", "www.example.com.", "\\000.com."};
	struct cache_options options;
	struct store *store = store_memory_new(0);
	struct arena arena;
	unsigned count = 0;
	cache_options_init(&options);
	struct rrcache *c = cache_new(&options);
	fill(store, span_of(data, size));
	cache_attach(c, store);
	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct name n;
		demand(name_parse_str(&n, names[i]) == OK);
		look(c, n.wire, &arena);
		arena_reset(&arena);
		cache_each(c, n.wire, i % 2 == 0, now, visit, &count);
		cache_drop_denials(c, n.wire, now);
	}
	cache_prune(c, now, SIZE_MAX);
	cache_clear_region(c, &(const struct cache_region){.name = name_root}, 0, now);
	arena_deinit(&arena);
	cache_free(c);
	store_close(store);
	return 0;
}
