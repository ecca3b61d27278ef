/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records from elsewhere - a file, a primary - put into a zone that is signed here: chain, keys and
 * signatures of theirs do not count (keys: but for take_in_keys), and their serials are not ours.
 * Pure.
 */
#pragma once

#include "server/conf/zone_conf.h"
#include "server/zone/edit.h"

/*
 * Make the zone what a whole version says, the serial apart.
 *
 * live  the edit's base
 * errors of zone_edit_apply
 */
MUST_USE enum err take_in_version(struct zone_edit *e, const struct zone_version *live,
                                  const struct zone_version *fresh, const struct zone_conf *conf);

/*
 * With keys of several signers (policy_keys.incremental), a primary that has a DNSKEY set hands it,
 * CDNSKEY and CDS on from signer to signer: make them what its version says.  One without knows
 * nothing of keys, and those that came otherwise stay.  Settles the edit.
 *
 * errors of zone_edit_apply
 */
MUST_USE enum err take_in_keys(struct zone_edit *e, const struct zone_version *fresh,
                               const struct zone_conf *conf);

/*
 * Carry out changes that a primary sent, in order; settles the edit.
 *
 * errors of zone_edit_apply
 */
MUST_USE enum err take_in_changes(struct zone_edit *e, const struct zone_changeset *changes,
                                  size_t count, const struct zone_conf *conf);
