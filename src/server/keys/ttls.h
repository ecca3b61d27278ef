/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long records of a zone may stay in caches, as far as rollovers must know.  Pure.
 *
 * A TTL that was lowered counts in full until what had been sent before has run out: hence the two
 * moments beside the present values.
 */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

struct key_ttls {
	bool known;           /* the zone was signed before */
	uint32_t dnskey_s;    /* of the DNSKEY set */
	uint32_t zone_s;      /* the largest in the zone */
	int64_t dnskey_until; /* wall time: until then caches may hold DNSKEY sets of a longer TTL
	                       */
	int64_t zone_until;   /* the same of other sets */
};

/*
 * Take over the TTLs that the zone is now published with.
 *
 * delay_s  propagation-delay
 */
void key_ttls_set(struct key_ttls *ttls, uint32_t dnskey_s, uint32_t zone_s, int64_t delay_s,
                  int64_t now);

/* When everything sent before `since` is out of all caches: DNSKEY sets, or other sets. */
int64_t key_ttls_dnskey_gone(const struct key_ttls *ttls, int64_t since, int64_t delay_s) PURE;
int64_t key_ttls_zone_gone(const struct key_ttls *ttls, int64_t since, int64_t delay_s) PURE;
