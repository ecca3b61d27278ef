/* SPDX-License-Identifier: BSD-2-Clause */
/* When a secondary asks again, and when its copy expires: arithmetic on seconds. Pure. */
#pragma once

#include "server/conf/zone_conf.h"

/* After a primary was asked with success: the SOA's REFRESH within the configured bounds. */
uint32_t refresh_interval(uint32_t soa_refresh_s, const struct zone_intervals *bounds);

/* After none could be: its RETRY within the bounds. Also for NOTIFY that was not delivered. */
uint32_t retry_interval(uint32_t soa_retry_s, const struct zone_intervals *bounds);

/*
 * While the zone has no contents: 5 n^2 seconds, at most two hours, and a random part, within the
 * bounds of retry.
 *
 * attempts  that failed before this one
 * random_s  0 to 29
 */
uint32_t bootstrap_interval(unsigned attempts, uint32_t random_s,
                            const struct zone_intervals *bounds);

/* Where an expire time comes from. */
struct expire_facts {
	uint32_t soa_expire_s;
	bool has_edns; /* EXPIRE of the primary (RFC 7314) */
	uint32_t edns_s;
	bool transferred; /* the zone, or changes of it, were taken; else it is only up to date */
	int64_t remaining_s; /* of the time that runs; 0: none does */
};

/*
 * Seconds until the copy expires.  After a transfer the primary's EXPIRE counts if it is sooner
 * than the SOA's; a confirmation never shortens what runs (RFC 7314 section 4).
 */
int64_t expire_interval(const struct expire_facts *f, const struct zone_intervals *bounds);
