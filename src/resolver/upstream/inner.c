/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/upstream/inner.h"

#include "dns/name.h"

static uint32_t seconds(struct mono now)
{
	return (uint32_t)(now.ns / NS_PER_S);
}

void inner_note(struct inner_names *t, const uint8_t *name, uint64_t seed, struct mono now)
{
	uint64_t hash = name_hash(name, seed);
	t->place[hash % INNER_PLACES].tag = (uint32_t)(hash >> 32);
	t->place[hash % INNER_PLACES].until_s = seconds(now) + INNER_FOR_S;
}

bool inner_is_known(const struct inner_names *t, const uint8_t *name, uint64_t seed,
                    struct mono now)
{
	uint64_t hash = name_hash(name, seed);
	return t->place[hash % INNER_PLACES].tag == (uint32_t)(hash >> 32) &&
	       t->place[hash % INNER_PLACES].until_s > seconds(now);
}
