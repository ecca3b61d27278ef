/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changesets go from the oldest on, and only where their contents stay somewhere else: in a zone
 * file, in the stored zone, or in one changeset that stands for several.
 */

#include "server/journal/room.h"

/* The oldest that have to go, at most `limit`; false: even that is not enough. */
static bool oldest_to_go(const struct room_state *s, uint64_t need, size_t limit, size_t *count)
{
	uint64_t usage = s->zone_usage + need;
	size_t surplus = s->count + 1 > s->max_depth ? s->count + 1 - s->max_depth : 0;
	for (size_t i = 0; i < s->count; i++)
		usage += s->usages[i];
	uint64_t missing = usage > s->max_usage ? usage - s->max_usage : 0, freed = 0;
	size_t n = 0;
	while (n < limit && (n < surplus || freed < missing))
		freed += s->usages[n++];
	if (n < surplus || freed < missing)
		return false;
	while (missing > 0 && n < limit && freed < 2 * missing)
		freed += s->usages[n++];
	*count = n;
	return true;
}

struct room_plan room_plan(const struct room_state *s, uint64_t need)
{
	struct room_plan plan = {.action = ROOM_THERE};
	if (need >= s->max_usage)
		return (struct room_plan){.action = ROOM_NONE};
	if (oldest_to_go(s, need, 0, &plan.count))
		return plan;
	if (s->has_zone) {
		/* The history has to lead on from the stored zone. */
		plan.action = oldest_to_go(s, need, s->count, &plan.count) ? ROOM_ABSORB
		                                                           : ROOM_NONE;
		return plan;
	}
	if (oldest_to_go(s, need, s->flushed, &plan.count))
		plan.action = ROOM_DROP;
	else
		plan.action = s->may_flush ? ROOM_FLUSH : ROOM_MERGE;
	return plan;
}
