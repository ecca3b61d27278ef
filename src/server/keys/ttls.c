/* SPDX-License-Identifier: BSD-2-Clause */
/* Sums of moments, delays and TTLs. */

#include "server/keys/ttls.h"

static void lower(int64_t *until, uint32_t old, uint32_t fresh, int64_t delay_s, int64_t now)
{
	int64_t gone = now + delay_s + old;
	if (fresh < old && gone > *until)
		*until = gone;
}

void key_ttls_set(struct key_ttls *ttls, uint32_t dnskey_s, uint32_t zone_s, int64_t delay_s,
                  int64_t now)
{
	if (ttls->known) {
		lower(&ttls->dnskey_until, ttls->dnskey_s, dnskey_s, delay_s, now);
		lower(&ttls->zone_until, ttls->zone_s, zone_s, delay_s, now);
	}
	ttls->known = true;
	ttls->dnskey_s = dnskey_s;
	ttls->zone_s = zone_s;
}

int64_t key_ttls_dnskey_gone(const struct key_ttls *ttls, int64_t since, int64_t delay_s)
{
	int64_t gone = since + delay_s + ttls->dnskey_s;
	return MAX_OF(gone, ttls->dnskey_until);
}

int64_t key_ttls_zone_gone(const struct key_ttls *ttls, int64_t since, int64_t delay_s)
{
	int64_t gone = since + delay_s + ttls->zone_s;
	return MAX_OF(gone, ttls->zone_until);
}
