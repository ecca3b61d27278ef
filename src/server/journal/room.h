/* SPDX-License-Identifier: BSD-2-Clause */
/* How room is made for a changeset: the decision, apart from doing it. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum room_action {
	ROOM_THERE,  /* nothing needs to be done */
	ROOM_DROP,   /* delete the `count` oldest changesets: a zone file has them */
	ROOM_ABSORB, /* merge the `count` oldest into the stored zone */
	ROOM_FLUSH,  /* have the zone file written, then ask again */
	ROOM_MERGE,  /* make one changeset of all and the new one */
	ROOM_NONE,   /* it cannot be stored */
};

struct room_state {
	const uint64_t *usages; /* octets of each changeset, oldest first */
	size_t count;
	size_t flushed;      /* of them in the zone file, from the oldest */
	uint64_t zone_usage; /* of the stored zone; 0: there is none */
	uint64_t max_usage;
	unsigned max_depth;
	bool has_zone;
	bool may_flush;
};

struct room_plan {
	enum room_action action;
	size_t count;
};

/*
 * Decide for a changeset of `need` octets.
 *
 * When octets are short, twice what is missing is freed if there is as much, so that the next
 * changesets do not ask again at once.
 */
struct room_plan room_plan(const struct room_state *state, uint64_t need);
