/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a node is among the other nodes of its zone: its flags, and at the apex what the zone says
 * about itself.  Used by whoever makes versions: the builder (finish.c) and edits (edit_link.c).
 */
#pragma once

#include "server/zone/pack.h"
#include "server/zone/version.h"

/* Flags that put everything below a node out of reach of ordinary look-ups. */
enum { LINK_HIDES = NODE_CUT | NODE_BELOW | NODE_DNAME };

/*
 * Flags of a node by its sets and its parent (NULL: it is the apex): all but NODE_HAS_WILDCARD,
 * and those of growth (NODE_EXTRA, NODE_HASHED, NODE_GLUE_LOOKUP).
 */
uint16_t link_flags(const struct zone_node *n, const struct zone_node *parent);

/* Take serial and times from the SOA at the apex. */
void link_read_soa(struct zone_version *v, const uint8_t *apex, const struct zone_node *node);

/*
 * How absence is proved: by an NSEC3 chain with usable parameters, or NSEC at the apex, or not at
 * all.  Parameters that v had are forgotten, not freed.
 *
 * has_chain  are there NSEC3 records?
 */
void link_read_denial(struct zone_version *v, const uint8_t *apex, const struct zone_node *node,
                      bool has_chain);

/* Look up in the chain what most denials ask for. Last of all: the version's tries are there. */
void link_note_denials(struct zone_version *v);

/*
 * The SOA of negative answers as growth of the apex: TTL the lower of its own and MINIMUM (RFC 2308
 * section 3).  None for a SOA in long form.
 *
 * body  room for UINT16_MAX octets, borrowed by growth
 */
void link_negative_soa(const struct zone_version *v, const struct zone_node *apex, uint8_t *body,
                       struct pack_growth *growth);

/* Does a node of the zone (not of the NSEC3 chain) get its NSEC3 hash stored? */
static inline bool link_is_hashed(const struct zone_version *v, const struct zone_node *n)
{
	return v->denial == ZONE_NSEC3 && (n->flags & NODE_BELOW) == 0;
}
