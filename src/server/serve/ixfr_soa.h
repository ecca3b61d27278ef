/* SPDX-License-Identifier: BSD-2-Clause */
/* What an IXFR is answered with before any difference is looked at. */
#pragma once

#include "base/serial.h"
#include "server/zone/version.h"

/*
 * The serial that the client has, from the SOA in the authority section.
 *
 * E_MALFORMED  there is none (RFC 1995 section 3)
 */
MUST_USE enum err ixfr_serial_read(struct serial *out, struct span query);

/*
 * Write a reply of one SOA: to a client that is up to date, and over UDP, whence it comes by TCP if
 * the serial is new to it (RFC 1995 section 4).
 *
 * returns its length; 0 when it does not fit
 */
size_t ixfr_soa_reply(struct span query, const struct zone_version *version, uint8_t *reply,
                      size_t cap);
