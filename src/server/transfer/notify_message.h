/* SPDX-License-Identifier: BSD-2-Clause */
/* NOTIFY messages (RFC 1996), both ways. Pure. */
#pragma once

#include "dns/msg.h"
#include "server/zone/version.h"

/*
 * Write a NOTIFY that tells of a zone's serial: AA, the SOA in the answer section.
 *
 * E_SPACE  does not fit: 2048 octets are enough
 */
MUST_USE enum err notify_write(const struct zone_version *v, uint16_t id, uint8_t *buf, size_t cap,
                               size_t *len);

/*
 * The serial that a NOTIFY hints at (RFC 1996 section 3.7): that of the zone's SOA in its answer
 * section.  false: it tells none, or something that is no SOA; which is no reason to refuse it.
 */
bool notify_serial_read(const struct msg *m, struct serial *serial);
