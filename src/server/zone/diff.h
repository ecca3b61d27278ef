/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What differs between two versions of a zone, as a changeset: in canonical order of names, the
 * SOA first when it differs.  A set whose TTL differs is removed and added whole.  Pure.
 */
#pragma once

#include "server/zone/changeset.h"
#include "server/zone/version.h"

enum zone_diff_flag {
	/* Leave out RRSIG, NSEC, NSEC3, NSEC3PARAM, DNSKEY, CDS and CDNSKEY: the signer's business.
	 */
	ZONE_DIFF_NO_DNSSEC = 1,
	ZONE_DIFF_NO_ZONEMD = 2, /* leave out ZONEMD at the apex, and its RRSIG */
};

/* Append to c what turns `old` into `new`; flags: or of enum zone_diff_flag. */
void zone_diff(struct zone_changeset *c, const struct zone_version *old,
               const struct zone_version *fresh, unsigned flags);

/* Everything that a version holds, as additions. */
void zone_diff_all(struct zone_records *added, const struct zone_version *v);

/* Two nodes of one name in two versions of a zone; either may be NULL. */
struct zone_diff_nodes {
	const uint8_t *apex;
	const struct zone_node *old, *fresh;
	unsigned flags;
};

/* Append what turns a node into another; soa: only the SOA set, or all others. */
void zone_diff_node(struct zone_changeset *c, const struct zone_diff_nodes *nodes, bool soa);
