/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys of a trust anchor followed through their life (RFC 5011): what a validated DNSKEY set does
 * to their states.  Pure.
 */
#pragma once

#include "resolver/anchors/anchors.h"
#include "sec/rrsig.h"

/* What an operator may change. */
struct anchor_policy {
	int64_t hold_s;        /* add hold-down time (RFC 5011 section 2.4.1) */
	unsigned keep_removed; /* Removed keys that are remembered */
};

enum { ANCHOR_HOLD_DOWN_S = 30 * 86400 };

/*
 * Let a DNSKEY set of the anchor's name act on the states of its keys (resolution contract 4.16).
 *
 * keys, sigs  the set and its signatures.  The set has been validated by this anchor: if it has
 *             not, this may not be called
 * returns whether anything changed but the running of time
 *
 * Digests (DS) that match a key of the set give way to the key.  A set that would leave no trusted
 * key is not taken: the anchor stays as it was, and false is returned.
 */
bool anchor_observe(struct anchor *a, const struct rrset *keys, const struct rrset *sigs,
                    struct wall now, const struct anchor_policy *policy);

/*
 * Seconds until the set is to be fetched again (RFC 5011 section 2.3).
 *
 * ttl     of the DNSKEY set;  life_s  seconds that its signature lasts from now
 * failed  the last fetch did not give a validated set
 */
int64_t anchor_refresh_s(uint32_t ttl, int64_t life_s, bool failed);
