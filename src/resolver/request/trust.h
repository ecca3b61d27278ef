/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a request has found out about zones on the way from a trust anchor: a list, so that a chain
 * of trust holds while it is being used, whatever its TTLs.  State only.
 *
 * Owner: the request's arena.
 */
#pragma once

#include "base/arena.h"
#include "resolver/request/answer.h"

/* How a name is delegated by the zone above it. */
enum trust_cut {
	TRUST_UNKNOWN,
	TRUST_SIGNED,   /* by an anchor or by DS, in zone_trust.ds */
	TRUST_UNSIGNED, /* insecure from here on */
	TRUST_NO_CUT,   /* it is no zone */
	TRUST_NOTHING,  /* it does not exist, and so nothing below it does */
	TRUST_BROKEN,   /* it could not be found out; ede, why */
};

struct zone_trust {
	struct zone_trust *next;
	const uint8_t *name;
	enum trust_cut cut;
	struct req_set ds;   /* TRUST_SIGNED and no anchor: count > 0 */
	struct req_set keys; /* validated DNSKEY set; count 0: not known yet */
	bool keys_broken;    /* there are none to be had; ede, why */
	int16_t ede;
	const char *why;
};

/* The entry of a name (borrowed), made if there is none.  NULL: the arena's bound. */
struct zone_trust *trust_of(struct zone_trust **list, const uint8_t *name, struct arena *arena);
