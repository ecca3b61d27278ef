/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What signing calls before and after: bring a zone's stored keys to where they must be, and note
 * that the zone was published with them.
 */
#pragma once

#include "server/keys/kasp.h"
#include "server/keys/pass.h"

struct upkeep_request {
	const struct conf_policy *policy;
	const uint8_t *zone;
	int64_t now;
	uint32_t dnskey_ttl, zone_max_ttl; /* in force: of the policy, else of the zone's content */
	bool force_ksk, force_zsk;
	bool confirm;            /* the parent, or an operator, confirmed the submission */
	int64_t confirm_delay_s; /* with confirm: TTL of the DS set before and parent-delay */
};

/*
 * Before signing: one pass of the rollover machine, stored.
 *
 * result  zeroed; what happened and when to come again
 * out     the keys to sign with, without their pairs (keystore_load); the caller's to deinit
 * E_NOKEY_READY  confirm, and no key waits (nothing else was done);  E_NOTSUP  confirm, and keys
 * are managed by hand; or a keystore that is not available;  others of kasp_edit and the maker
 */
MUST_USE enum err upkeep_pass(struct kasp *k, const struct upkeep_request *request,
                              struct rollover_result *result, struct kasp_zone *out);

/*
 * Load the private keys that sign at a moment, and check that they are what a zone needs, unless
 * the policy says not to.
 *
 * error  gets the words for the log: "no keys for signing", "missing active KSK or ZSK", which key
 *        could not be loaded
 * E_NOTFOUND  the keys do not do;  errors of keystore_load
 */
MUST_USE enum err upkeep_load(const struct conf_policy *policy, struct key_list *keys, int64_t now,
                              struct text *error);

/*
 * After the zone was published as the pass of `now` said: waits count from here.
 * Writes only when there is something to note.
 */
MUST_USE enum err upkeep_published(struct kasp *k, const struct upkeep_request *request);

/* The keystore of a policy. */
struct keystore upkeep_keystore(const struct conf_policy *policy);
