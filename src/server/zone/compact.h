/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Versions whose memory has become mostly gaps: an edit of nearly all names, as signing a zone is,
 * leaves the blocks it replaced between those it made.
 */
#pragma once

#include "server/zone/indexer.h"
#include "server/zone/version.h"

/* Octets: smaller versions get a region made to measure. */
enum { ZONE_FIT_BELOW = 256 * 1024 };

/*
 * Does a version hold so much more memory than its records need that copying it pays?
 *
 * base  what it was edited from, if that is still alive; NULL
 *
 * Thread: the zone's one writer.
 */
bool zone_is_sparse(const struct zone_version *v, const struct zone_version *base);

/*
 * The same version in a memory of its own, in canonical order and without gaps.
 *
 * returns a new version, the caller's; v stays as it is
 */
struct zone_version *zone_compact(const struct zone_version *v);

/*
 * Copy nodes to a region that is begun here, in order, and make the tries of a version over them.
 *
 * first   of region_init
 * names, nsec3  get the copies in place of what they have
 */
void zone_move(struct zone_version *v, struct region *to, size_t first, struct zone_nodes *names,
               struct zone_nodes *nsec3);
