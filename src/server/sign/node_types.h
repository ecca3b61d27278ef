/* SPDX-License-Identifier: BSD-2-Clause */
/* What of a node is signed, and what denial records say that it has. Pure; any thread. */
#pragma once

#include "base/vec.h"
#include "server/zone/node.h"

/*
 * Does the zone speak with authority for a set of the node (RFC 4035 section 2.2)?  At a delegation
 * for DS and NSEC alone, below one for nothing.
 */
bool node_speaks_for(const struct zone_node *node, uint16_t type);

/* Is there any data but NSEC, glue left out? */
bool node_has_data(const struct zone_node *node);

/* A delegation that is not signed: without DS. */
bool node_is_insecure_cut(const struct zone_node *node);

struct node_types {
	VEC(uint16_t) list; /* ascending */
};

/*
 * The types that the node's NSEC or NSEC3 lists (RFC 4034 section 4.1.2, RFC 5155 section 7.1),
 * once all is signed.
 *
 * nsec  of an NSEC, which lists itself
 */
void node_types_make(struct node_types *out, const struct zone_node *node, bool nsec);
void node_types_deinit(struct node_types *t);
