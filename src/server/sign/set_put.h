/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets that the signer makes: what has to change for a node to have them. Pure. */
#pragma once

#include "dns/rrset.h"
#include "server/zone/changeset.h"
#include "server/zone/version.h"

/* Working memory, kept from one set to the next. Zeroed to begin. */
struct set_putter;
struct set_putter *set_putter_new(const struct zone_version *v, struct zone_changeset *c);
void set_putter_free(struct set_putter *p);

/*
 * Append what gives a node this set instead of the one it has of the type; of a set that changes
 * the signatures go.
 *
 * node  NULL: there is none yet
 * want  count 0: no such set; owner in lower case
 */
void set_put(struct set_putter *p, const struct zone_node *node, const struct rrset *want);

/*
 * The same, but signatures are left for sigs.h to judge: what somebody changed and this changes
 * back keeps those that it had.
 */
void set_put_data(struct set_putter *p, const struct zone_node *node, const struct rrset *want);

/* The same as set_put for a set of one record. */
void set_put_one(struct set_putter *p, const struct zone_node *node, const struct rrset *like,
                 struct span rdata);

/* Append what takes away a node's set of a type, signatures included. */
void set_clear(struct set_putter *p, const struct zone_node *node, uint16_t type);
