/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory that versions of one line share: each update adds blocks for what it changed and
 * retires those it replaced; a version that is freed gives back the blocks that only it and older
 * ones could see.
 *
 * Versions of one memory must be freed in the order of their making (zone_reclaim does).
 *
 * Owner: counted by its versions.  Thread: blocks are cut by the zone's one writer;
 * zone_memory_leave may run on any other thread meanwhile.
 */
#pragma once

#include "base/cow.h"

struct zone_memory;

/* A memory around a region, which is taken over (the caller's is empty afterwards). */
struct zone_memory *zone_memory_new(struct region *region);

/* Another version lives in it. */
void zone_memory_join(struct zone_memory *m);

/*
 * A version is gone: the blocks that its successor replaced may be freed; the last version takes
 * the memory with it.
 *
 * retired  taken over
 */
void zone_memory_leave(struct zone_memory *m, struct cow_blocks *retired);

/* The region, for the writer, with all that was given back put to use again. */
struct region *zone_memory_region(struct zone_memory *m);

/* Octets taken from the system. Any thread. */
size_t zone_memory_bytes(const struct zone_memory *m);
