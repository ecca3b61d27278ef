/* SPDX-License-Identifier: BSD-2-Clause */
/* What databases keep of zones that are not configured. */
#pragma once

#include "server/jobs/purge.h"

struct zones;

/*
 * Remove it: of one zone, or of all (zone NULL).
 *
 * E_EXISTS  the zone is configured: nothing was removed;  errors of the databases
 */
MUST_USE enum err orphans_purge(struct zones *z, const struct jobs_env *env, const uint8_t *zone,
                                const struct purge_choice *choice);
