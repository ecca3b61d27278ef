/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain records out of a zone version: the one way from relocatable fragments back to rdata, for
 * signing, diff, text, checks and general messages.
 *
 *   struct zone_sets it;
 *   zone_sets_init(&it, version, node);
 *   while (zone_sets_next(&it)) { it.data, it.sigs ... }
 *   zone_sets_deinit(&it);
 *
 * Thread: one at a time per walk.
 */
#pragma once

#include "dns/rrset.h"
#include "server/zone/version.h"

/* Memory that expanded records live in, until the next use. Zeroed to begin. */
struct zone_expander {
	uint8_t *buf;
	size_t cap;
};
void zone_expander_deinit(struct zone_expander *x);

/*
 * Data records of a set, or its RRSIGs, as plain records; borrowed from x until its next use.
 *
 * apex  the zone's name
 */
void zone_expand_data(struct zone_expander *x, const uint8_t *apex, const struct zone_node *node,
                      const struct zone_set *set, struct rrset *out);
void zone_expand_sigs(struct zone_expander *x, const uint8_t *apex, const struct zone_node *node,
                      const struct zone_set *set, struct rrset *out);

/*
 * One name in the data of a set that is not long, whole.
 *
 * at       where it begins, counted from the first data record
 * returns  its octets; out has room for NAME_MAX_LEN
 */
size_t zone_expand_name(const struct zone_version *v, const struct zone_node *node,
                        const struct zone_set *set, size_t at, uint8_t *out);

/* Walk over the sets of a node, by type; each with its RRSIGs. */
struct zone_sets {
	const uint8_t *apex;
	const struct zone_node *node;
	unsigned next;
	struct rrset data; /* count 0: RRSIGs without the data they cover; type is that type */
	struct rrset sigs; /* type RRSIG; count 0: none */
	struct zone_expander data_memory, sigs_memory;
};
void zone_sets_init(struct zone_sets *it, const struct zone_version *v,
                    const struct zone_node *node);
/* false at the end; data and sigs are borrowed until the next call. */
bool zone_sets_next(struct zone_sets *it);
void zone_sets_deinit(struct zone_sets *it);

/* The set of one type at a node (not RRSIG); false when there is none. */
bool zone_expand_type(struct zone_expander *x, const struct zone_version *v,
                      const struct zone_node *node, uint16_t type, struct rrset *out);
