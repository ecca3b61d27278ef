/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets at the apex that several signers share: each puts in and takes out records of its own keys
 * and leaves the others' alone (RFC 8901 section 2.2).  Pure; any thread.
 */
#pragma once

#include "server/keys/apex.h"

/*
 * What one of the sets becomes: what is there, without what was ever ours, with what is ours now.
 * Our request that the parent removes all DS records stands alone (RFC 8078 section 4).
 *
 * have     the zone's set; count 0: there is none
 * own      the set that our keys put there; its owner, type and TTL are the outcome's
 * ever     all that our keys may have put there
 * E_LIMIT  more than DNSKEY_SET_MAX records;  E_SPACE  the arena's bound
 */
MUST_USE enum err apex_merge(struct rrset *out, struct arena *arena, const struct rrset *have,
                             const struct rrset *own, const struct rrset *ever);
