/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of the name servers of a cut that are at or below it, as the cut's extra set. */
#pragma once

#include "server/zone/pack.h"

#include <stdbool.h>

struct glue;

/* Where nodes are found by their name, which is at or below the cut; NULL: the zone has none. */
struct glue_hosts {
	const struct zone_node *(*find)(void *ctx, const uint8_t *name);
	void *ctx;
};

/* apex: borrowed. Owner: the caller. */
struct glue *glue_new(const uint8_t *apex);
void glue_free(struct glue *g);

/*
 * Collect the glue of a node with NS.
 *
 * growth        gets the extra set, valid until the next call
 * needs_lookup  gets whether other name servers of it are in the zone
 * returns       false: no extra set
 */
bool glue_collect(struct glue *g, const struct zone_node *cut, const struct glue_hosts *hosts,
                  struct pack_growth *growth, bool *needs_lookup);
