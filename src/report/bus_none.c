/* SPDX-License-Identifier: BSD-2-Clause */
/* Built without libsystemd: there is no bus. */

#include "report/bus.h"

enum err bus_open(unsigned events UNUSED, unsigned delay_s UNUSED)
{
	return E_NOTSUP;
}

void bus_close(void)
{
}
void bus_started(void)
{
}
void bus_stopped(void)
{
}
void bus_zone_updated(const char *zone UNUSED, uint32_t serial UNUSED)
{
}
void bus_keys_updated(const char *zone UNUSED)
{
}
void bus_ksk_submission(const char *zone UNUSED, uint16_t tag UNUSED, const char *id UNUSED)
{
}
void bus_dnssec_invalid(const char *zone UNUSED, uint32_t in_s UNUSED)
{
}
