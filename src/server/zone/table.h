/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of zones: an immutable trie of slots.  A reconfiguration builds the next table and
 * publishes it whole; slots are shared between tables.
 *
 * Owner: server/main.  Lifetime: a grace period beyond its replacement.  Thread: read by any.
 */
#pragma once

#include "server/zone/slot.h"

struct zone_table {
	struct region region;
	struct qp_twig root;
	size_t count;
	struct zone_slot **slots; /* in canonical order of names */
};

/* Build a table; names must differ. The array is copied, slots are borrowed. */
struct zone_table *zone_table_new(struct zone_slot *const *slots, size_t count);
/* Free the table, not its slots. */
void zone_table_free(struct zone_table *t);

/* The slot of exactly this zone; NULL when there is none. */
struct zone_slot *zone_table_find(const struct zone_table *t, const uint8_t *name);

/*
 * The zone that a name is in: the longest that is a suffix of it.
 *
 * key     of the name
 * parent  leave out a zone of exactly this name, if another is there (DS queries are the parent's
 *         business, RFC 4035 section 3.1.4.1)
 * returns NULL when no zone fits
 */
struct zone_slot *zone_table_match(const struct zone_table *t, const struct name_key *key,
                                   bool parent);
