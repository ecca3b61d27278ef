/* SPDX-License-Identifier: BSD-2-Clause */
/* The ZONEMD record that the server makes for a zone (RFC 8976), by zonemd-generate. */
#pragma once

#include "server/conf/schema.h"
#include "server/zone/edit.h"

/* Does the version carry exactly what the setting asks for?  GENERATE_ZONEMD_NONE: always. */
bool zonemd_is_right(const struct zone_version *v, enum conf_zonemd setting);

/*
 * Give the edit the ZONEMD set that the setting asks for, and settle it.  It must be settled, its
 * serial final.  The record's TTL is that of the SOA.
 */
MUST_USE enum err zonemd_put(struct zone_edit *e, enum conf_zonemd setting);
