/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signals of the server on the system's D-Bus: name cz.nic.knotd, path /cz/nic/knotd, interface
 * cz.nic.knotd.events.  Signals only, nobody can call.
 *
 * One connection per process; any thread.  Emitting never waits: a thread sends what is queued, and
 * what does not fit the queue, or has no bus to go to, is dropped and counted in the log.
 */
#pragma once

#include "base/err.h"

#include <stdint.h>

enum bus_event {
	BUS_RUNNING = 1,
	BUS_ZONE_UPDATED = 2,
	BUS_KEYS_UPDATED = 4,
	BUS_KSK_SUBMISSION = 8,
	BUS_DNSSEC_INVALID = 16,
};

/*
 * Connect, take the name and start the thread.  Once.
 *
 * events  set of enum bus_event: what is emitted from now on
 * delay_s  how long to wait then, for those who look out for the name
 * E_NOTSUP  built without libsystemd;  E_UNREACHABLE  no bus;  E_PERM  the name is not to be had
 */
MUST_USE enum err bus_open(unsigned events, unsigned delay_s);

/* Send what is queued, for two seconds at most, and disconnect.  Harmless when not open. */
void bus_close(void);

/* All zones have contents; the server begins to stop. */
void bus_started(void);
void bus_stopped(void);

/* zone: its text with a final dot. */
void bus_zone_updated(const char *zone, uint32_t serial);
void bus_keys_updated(const char *zone);

/* id: 40 hexadecimal digits */
void bus_ksk_submission(const char *zone, uint16_t tag, const char *id);

/* in_s: seconds until the first signature expires; 0: validation has failed */
void bus_dnssec_invalid(const char *zone, uint32_t in_s);
