/* SPDX-License-Identifier: BSD-2-Clause */
/* Names below a name, and what is among them. Pure; any thread. */
#pragma once

#include "server/zone/version.h"

/* Told of each; false ends the walk. */
typedef bool subtree_fn(void *ctx, const struct zone_node *node);

/* All names below one that need not exist, in order; false when it was ended. */
bool subtree_each(const struct zone_version *v, const uint8_t *name, subtree_fn *each, void *ctx);

/* Is there, below a node, a name with data that the zone speaks for? */
bool subtree_has_data(const struct zone_version *v, const struct zone_node *node);

/* One that is more than a delegation that is not signed? */
bool subtree_has_signed(const struct zone_version *v, const struct zone_node *node);
