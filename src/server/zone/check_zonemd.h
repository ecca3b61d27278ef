/* SPDX-License-Identifier: BSD-2-Clause */
/* Does a zone have the digest that its ZONEMD record says (RFC 8976 section 4)? */
#pragma once

#include "base/wire.h"
#include "server/zone/check_kind.h"

#include <stdbool.h>

struct zone_version;

/*
 * Check the digest.  A zone without a record that we can check is a finding too.
 *
 * returns  true when there was no finding
 */
bool zone_check_zonemd(const struct zone_version *v, zone_check_fn found, void *arg);

/*
 * Make the ZONEMD record of a version (RFC 8976 section 3), scheme SIMPLE.
 *
 * hash  ZONEMD_SHA384 or ZONEMD_SHA512;  w  room for ZONEMD_MAX_LEN octets
 */
void zone_zonemd_make(struct wire_writer *w, const struct zone_version *v, uint8_t hash);
