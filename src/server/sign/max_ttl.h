/* SPDX-License-Identifier: BSD-2-Clause */
/* How long anything of a zone may stay in caches. Pure; any thread. */
#pragma once

#include "server/zone/version.h"

/* The largest TTL of a version, found by a walk over all of it. */
uint32_t max_ttl_find(const struct zone_version *v);
