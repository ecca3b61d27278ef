/* SPDX-License-Identifier: BSD-2-Clause */
/* DNSKEY, CDNSKEY and CDS of the zone's apex: what has to change for them to be as keys say. Pure.
 */
#pragma once

#include "server/keys/apex.h"
#include "server/zone/changeset.h"
#include "server/zone/version.h"

/*
 * Append it.  Signatures stay for sigs.h to judge.
 *
 * E_LIMIT  with other signers' keys there would be too many
 */
MUST_USE enum err apex_put(struct zone_changeset *c, const struct zone_version *v,
                           const struct apex_records *apex);
