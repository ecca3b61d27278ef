/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chains of denial, NSEC (RFC 4035 section 2.3) or NSEC3 (RFC 5155 section 7.1): what has to change
 * for a zone to have the right one.  Signatures of what changes go; new ones are not made here.
 * Pure.
 */
#pragma once

#include "server/sign/chain_names.h"
#include "server/sign/sign_input.h"
#include "server/zone/changeset.h"
#include "server/zone/version.h"

/* TTL of the records: the lower of the SOA's TTL and its MINIMUM (RFC 9077 section 3). */
uint32_t chain_ttl(const struct zone_version *v);

/*
 * Append what gives the zone its NSEC3PARAM, or takes it away, as the policy has it.  To be in
 * place before chain_make and chain_mend.
 */
void chain_params_put(struct zone_changeset *c, const struct zone_version *v,
                      const struct sign_policy *policy);

/*
 * Append what turns whatever chain the zone has into the right one.
 *
 * E_EXISTS  two names have one hash: another salt is needed (RFC 5155 section 7.1)
 */
MUST_USE enum err chain_make(struct zone_changeset *c, const struct zone_version *v,
                             const struct sign_policy *policy);

/*
 * The same for a zone whose chain was right before some names changed: costs what these cost.
 *
 * names     all whose types or whose part in the chain may have changed, those gone included
 * E_NOTFOUND  the chain was not right: make it whole.  c may hold parts of a change
 */
MUST_USE enum err chain_mend(struct zone_changeset *c, const struct zone_version *v,
                             const struct sign_policy *policy, const struct chain_names *names);
