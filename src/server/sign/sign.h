/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signing a zone: what an edit of it needs for its version to be signed as keys and policy say.
 * Four occasions, one result: the whole zone, a change, signatures that end soon, and last of all
 * the SOA, once its serial is the one to be published.
 *
 *   TRY(sign_change(e, before, &input, &result));
 *   if (result.changes > 0 || result.soa_due) { raise the serial; }
 *   TRY(sign_apex(e, before, &input, &result));
 *   TRY(sign_gate(zone_edit_view(e), now));
 *
 * Each settles the edit.  `before` is the edit's base where that was signed here and its signatures
 * are known to be good, else NULL; it lives until the edit is finished.
 *
 * Pure.  Thread: the caller's; cryptography runs on as many as the policy says.
 */
#pragma once

#include "server/sign/sign_input.h"
#include "server/zone/edit.h"

struct sign_result {
	size_t changes;    /* records that came or went */
	size_t made;       /* signatures */
	bool soa_due;      /* the SOA has to be signed, even if nothing else changed */
	bool is_whole;     /* the whole zone was looked at */
	bool keys_changed; /* DNSKEY, CDNSKEY or CDS had to be made what keys say */
	/* When the first signature ends, of those looked at; INT64_MAX: there is none. */
	int64_t first_s;
};

/*
 * Make keys, chain and all signatures right but the SOA's.  For new keys, new policy, zones from
 * files; with `before` NULL every signature that is there is verified.
 *
 * E_EXISTS  two names have one NSEC3 hash: another salt is needed
 * E_LIMIT   too many keys of other signers;  E_NOSOA;  others as crypto_sign_batch
 */
MUST_USE enum err sign_zone(struct zone_edit *e, const struct zone_version *before,
                            const struct sign_input *in, struct sign_result *result);

/*
 * The same after changes of records, at the cost of these: for a zone signed with the same keys and
 * policy.  Changes that reach all of it (keys, NSEC3 parameters, the TTL of denials), and a chain
 * that is not whole, make it sign_zone.
 */
MUST_USE enum err sign_change(struct zone_edit *e, const struct zone_version *before,
                              const struct sign_input *in, struct sign_result *result);

/*
 * Make signatures anew that end within refresh and pre-refresh.  A pass over all finds them; what
 * is made is only theirs.
 */
MUST_USE enum err sign_refresh(struct zone_edit *e, const struct zone_version *before,
                               const struct sign_input *in, struct sign_result *result);

/* Sign what changed at the apex: SOA, ZONEMD.  Of the result only made, changes and first_s. */
MUST_USE enum err sign_apex(struct zone_edit *e, const struct zone_version *before,
                            const struct sign_input *in, struct sign_result *result);

/* When signatures have to be looked at again; first_s of all results since. */
static inline int64_t sign_next_s(const struct sign_policy *policy, int64_t first_s)
{
	return first_s == INT64_MAX ? INT64_MAX : first_s - policy->refresh_s;
}
