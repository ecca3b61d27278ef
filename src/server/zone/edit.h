/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changing a zone version: the next one shares all nodes and twigs that the change does not touch,
 * so it costs the size of the change, not of the zone.
 *
 *   struct zone_edit *e = zone_edit_new(version);
 *   zone_edit_add(e, &record) ...
 *   zone_edit_settle(e)            now zone_edit_view shows what the zone would be
 *   zone_edit_changes(e, &c)       what the edit changes, net
 *   next = zone_edit_finish(e)     or zone_edit_free(e): as if nothing had been
 *
 * The base must be the newest version of its line, stay alive, and have no other edit open.
 *
 * Owner: the caller.  Thread: one at a time; readers of the base go on meanwhile.
 */
#pragma once

#include "server/zone/changeset.h"
#include "server/zone/version.h"

struct zone_edit;

struct zone_edit *zone_edit_new(struct zone_version *base);

/* Forget it: everything made is freed. NULL is ignored. */
void zone_edit_free(struct zone_edit *e);

/*
 * Add a record.  Its TTL becomes that of the whole set (RFC 2181 section 5.2).
 *
 * E_HASRECORD  the zone has it, with this TTL;  E_OUTOFZONE  owner not at or below the apex
 */
MUST_USE enum err zone_edit_add(struct zone_edit *e, const struct zone_record *record);

/* Take a record out; its TTL is not looked at.  E_NORECORD, E_OUTOFZONE */
MUST_USE enum err zone_edit_remove(struct zone_edit *e, const struct zone_record *record);

/*
 * Take everything of a changeset out, then put everything in.
 *
 * benevolent  what is missing or there already does not matter
 * errors      of zone_edit_add and zone_edit_remove: the edit is half done and should be freed
 */
MUST_USE enum err zone_edit_apply(struct zone_edit *e, const struct zone_changeset *c,
                                  bool benevolent);

/*
 * The records of a name as they are now: a node without links to others, whose flags mean nothing.
 * NULL: there is no such name.  Until the next call.
 */
const struct zone_node *zone_edit_node(struct zone_edit *e, const uint8_t *name);

/* Call with each record of a name as it is now, NSEC3 included; borrowed for the call. */
typedef void zone_edit_record_fn(void *ctx, const struct zone_record *record);
void zone_edit_each(struct zone_edit *e, const uint8_t *name, zone_edit_record_fn *each, void *ctx);

/* Are there names below a name, as they are now?  (NSEC3 is not below anything.) */
bool zone_edit_has_below(struct zone_edit *e, const uint8_t *name);

/*
 * Link what was changed, so that the view can be looked at.
 *
 * E_NOSOA  the apex has no SOA any more: add one, or free the edit
 */
MUST_USE enum err zone_edit_settle(struct zone_edit *e);

/* The zone as it would be; after zone_edit_settle and before further changes. */
const struct zone_version *zone_edit_view(const struct zone_edit *e);

/* What the view changes of the base, as zone_diff has it. After zone_edit_settle. c zeroed. */
void zone_edit_changes(struct zone_edit *e, struct zone_changeset *c);

/* Names whose records may differ from the base's, sorted, each once. After zone_edit_settle. */
const uint8_t *const *zone_edit_names(struct zone_edit *e, size_t *count);

/* May records of owners that are hashes differ (NSEC3 and their signatures)? After
 * zone_edit_settle. */
bool zone_edit_has_hashes(const struct zone_edit *e);

/*
 * Make the view the next version; the edit is gone.  After zone_edit_settle.
 *
 * The base must be freed before the version is (zone_retire sees to it).
 */
struct zone_version *zone_edit_finish(struct zone_edit *e);
