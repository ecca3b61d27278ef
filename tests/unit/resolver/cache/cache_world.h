/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses put and looked for by number, for tests of the second level. */
#pragma once

#include "support.h"

#include "base/attr.h"
#include "base/rand.h"
#include "dns/rrtype.h"
#include "resolver/cache/collect.h"
#include "store/store_lmdb.h"
#include "store/store_memory.h"

#include <unistd.h>

static const struct wall t0 = {1710000000};

static inline struct wall after(int64_t s)
{
	return (struct wall){t0.s + s};
}

/* nNNNNNN.example. */
static inline void name_of(struct name *out, unsigned n)
{
	char text[32];
	snprintf(text, sizeof(text), "n%06u.example.", n);
	assert_ok(name_parse_str(out, text));
}

static inline void put_number(struct rrcache *c, unsigned n, uint32_t ttl, struct wall now)
{
	struct name name;
	uint8_t records[6] = {0, 4};
	name_of(&name, n);
	wire_set_u32(records + 2, n);
	const struct rrset set = {.owner = name.wire,
	                          .type = RR_A,
	                          .class_ = CLASS_IN,
	                          .ttl = ttl,
	                          .count = 1,
	                          .size = 6,
	                          .records = records};
	const struct cache_entry e = {
		.rank = CACHE_RANK_INDET, .count = 1, .ttl = ttl, .sets = &set};
	cache_put(c, CACHE_KEY(CACHE_SET, name.wire, RR_A), now, &e);
}

static inline bool has_number(struct rrcache *c, unsigned n, struct wall now)
{
	struct name name;
	struct cache_entry e;
	struct arena arena;
	name_of(&name, n);
	arena_init(&arena, 0);
	bool found = cache_get(c, CACHE_KEY(CACHE_SET, name.wire, RR_A), now, &arena, &e);
	if (found)
		assert_int_equal(wire_get_u32(rrset_first(&e.sets[0]).data), n);
	arena_deinit(&arena);
	return found;
}

static char cache_folder[64];

static inline void remove_folder(void)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char path[96];
		snprintf(path, sizeof(path), "%s/%s", cache_folder, files[i]);
		unlink(path);
	}
	rmdir(cache_folder);
}

static inline struct store *open_lmdb(size_t size)
{
	struct store *s;
	snprintf(cache_folder, sizeof(cache_folder), "/tmp/bowline-cache-%d", (int)getpid());
	remove_folder();
	const struct store_lmdb_options o = {
		.path = cache_folder, .max_size = size, .durability = STORE_CACHE};
	assert_ok(store_lmdb_open(&s, &o, NULL));
	return s;
}
