/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the keys put at the zone's apex at a moment, DNSKEY, CDNSKEY and CDS records, and whether a
 * parent's DS records say that it has understood.  Pure; any thread.
 */
#pragma once

#include "dns/rrset.h"
#include "server/conf/policy_conf.h"
#include "server/keys/key.h"

/* All that our keys put there now, before, or ever could. */
struct apex_ever {
	struct rrset dnskey, cdnskey, cds;
};

struct apex_records {
	struct rrset dnskey, cdnskey, cds; /* count 0: the set is not in the zone */
	bool foreign_stay;                 /* other signers' records stay beside them */
	struct apex_ever ever;             /* with foreign_stay: what else of ours has to go */
};

struct apex_options {
	const uint8_t *zone; /* its name; borrowed by the sets */
	uint32_t dnskey_ttl;
	enum conf_cds cds;
	uint8_t cds_digest; /* type, as in DS records */
	bool foreign_stay;  /* dnskey-management: incremental */
	int64_t now;
};

/*
 * Make the sets; their records are from the arena.
 *
 * E_NOTSUP  digest type;  E_SPACE  the arena's bound
 */
MUST_USE enum err apex_make(struct apex_records *out, struct arena *arena,
                            const struct key_list *keys, const struct apex_options *options);

/* Is a key's CDS among those published at that moment, in a mode that publishes keys? */
bool apex_has_cds(const struct key_list *keys, size_t i, enum conf_cds mode, int64_t now);

/*
 * Does a parent's DS set confirm the submission: is the key that is ready in it, and, when the
 * algorithm changes, no key of the old one left (RFC 6781 section 4.1.4)?
 *
 * ds  the parent's set; count 0: it has none
 */
bool apex_is_confirmed(const struct key_list *keys, const uint8_t *zone, const struct rrset *ds,
                       int64_t now);
