/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving a zone another serial. Pure. */
#pragma once

#include "base/serial.h"
#include "server/zone/edit.h"

/*
 * Replace the SOA of a settled edit by one with this serial, and settle it.
 *
 * E_NOSOA
 */
MUST_USE enum err soa_serial_put(struct zone_edit *e, struct serial serial);
