/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Versions that were replaced.  Each is freed when a grace period has passed since it was taken off
 * its slot and nobody pins it; one that shares memory with an older one that is pinned waits for
 * that one too, because the older sees its blocks.
 *
 * Owner: server/main.  Thread: as each function says.
 */
#pragma once

#include "base/clock.h"
#include "server/zone/version.h"

struct zone_retired;

/* How long a retired version may be pinned before it is overdue. */
struct zone_pin_limits {
	int64_t age_ms;   /* since it was retired */
	unsigned percent; /* of the zone's bytes that may be held back because of it */
	size_t least;     /* octets that may be held back at any rate */
};

struct zone_retired *zone_retired_new(void);
/* Frees all that is left: no reader may be there any more. */
void zone_retired_free(struct zone_retired *r);
/* Any thread; NULL is ignored. Versions of one zone in the order of their making. */
void zone_retire(struct zone_retired *r, struct zone_version *v);

/*
 * Wait for a grace period, free what can be freed, and mark pinned versions past the limits as
 * overdue.  From the reclaim thread only: it must not be in a read-side section.
 *
 * returns false when nothing is left
 */
bool zone_reclaim(struct zone_retired *r, struct mono now, const struct zone_pin_limits *limits);
