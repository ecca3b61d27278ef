/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Versions whose memory has become mostly gaps: an edit of nearly all names, as signing a zone is,
 * leaves the blocks it replaced between those it made.
 */
#pragma once

#include "server/zone/version.h"

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
