/* SPDX-License-Identifier: BSD-2-Clause */
/* Bounds of 0 for the upper end do not occur: the configuration's defaults are the largest. */

#include "server/jobs/intervals.h"

#include "base/attr.h"

enum { BOOTSTRAP_FACTOR = 5, BOOTSTRAP_MAX = 7200 };

static uint32_t clamp(uint32_t value, uint32_t min, uint32_t max)
{
	return MIN_OF(MAX_OF(value, min), max);
}

uint32_t refresh_interval(uint32_t soa_refresh_s, const struct zone_intervals *bounds)
{
	return clamp(soa_refresh_s, bounds->refresh_min, bounds->refresh_max);
}

uint32_t retry_interval(uint32_t soa_retry_s, const struct zone_intervals *bounds)
{
	return clamp(soa_retry_s, bounds->retry_min, bounds->retry_max);
}

uint32_t bootstrap_interval(unsigned attempts, uint32_t random_s,
                            const struct zone_intervals *bounds)
{
	uint64_t n = MIN_OF(attempts, 1000u);
	uint64_t delay = MIN_OF(BOOTSTRAP_FACTOR * n * n, (uint64_t)BOOTSTRAP_MAX);
	return clamp((uint32_t)delay + random_s, bounds->retry_min, bounds->retry_max);
}

int64_t expire_interval(const struct expire_facts *f, const struct zone_intervals *bounds)
{
	int64_t soa = clamp(f->soa_expire_s, bounds->expire_min, bounds->expire_max);
	if (!f->has_edns)
		return soa;
	/* The primary's word may be below our minimum: its own copy ends then. */
	int64_t edns = MIN_OF(f->edns_s, bounds->expire_max);
	if (f->transferred)
		return MIN_OF(soa, edns);
	return MAX_OF(edns, f->remaining_s);
}
