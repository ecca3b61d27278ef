/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A signed zone and its parent: does the parent have our DS, and giving it what it is to have.
 * Blocks, and logs what came of it; which parents, and when again, is decided by the caller.
 */
#pragma once

#include "dns/rrset.h"
#include "server/conf/zone_conf.h"
#include "server/transfer/talk.h"

/* Borrowed for the call. */
struct parent_plan {
	const struct zone_conf *conf;
	const struct conf_remote *remote; /* its further addresses are for when it is not reached */
	struct talk_terms terms;
};

/*
 * Ask a remote, the parent's server or a resolver, for the zone's DS.
 *
 * confirms  is this the set that is waited for?  count 0: it has none
 * ttl       gets, when it is, how long caches may hold it: its original TTL
 * returns whether it is; a remote that cannot be reached or answers something else says no
 */
bool parent_confirms(const struct parent_plan *plan,
                     bool (*confirms)(void *ctx, const struct rrset *ds), void *ctx, uint32_t *ttl);

/*
 * Have a remote make the zone's DS what its CDS set says, by dynamic update.  The parent zone is
 * looked for there, label by label.
 *
 * ttl  of the DS records
 * E_NOZONE  it knows no zone above this one;  E_DENIED  it answered with an error code
 * others of question_ask
 */
MUST_USE enum err parent_push(const struct parent_plan *plan, const struct rrset *cds,
                              uint32_t ttl);
