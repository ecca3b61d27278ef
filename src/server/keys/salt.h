/* SPDX-License-Identifier: BSD-2-Clause */
/* When a zone needs another NSEC3 salt. Pure. */
#pragma once

#include "server/conf/policy_conf.h"
#include "server/keys/kasp_record.h"

/*
 * Must a new salt be made now?
 *
 * resigned  the zone's SOA is not signed by all ZSKs that are active: with a lifetime of -1, keys
 *           that changed bring a new salt
 * E_RANGE  the clock is before the moment the salt was made
 */
MUST_USE enum err salt_is_due(bool *due, const struct zone_facts *facts,
                              const struct policy_nsec3 *policy, bool resigned, int64_t now);

/* When the lifetime of the present salt ends; 0 = never. */
int64_t salt_next(const struct zone_facts *facts, const struct policy_nsec3 *policy);

/* Take over a salt of the policy's length. octets: random, of that length */
void salt_set(struct zone_facts *facts, const struct policy_nsec3 *policy, const uint8_t *octets,
              int64_t now);
