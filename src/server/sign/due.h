/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which signatures of a zone end soon?  A pass over all of them that unpacks none: a few octets of
 * each are read in place.  It is taken when the earliest is due, not at each event: who signs keeps
 * that moment (sign_result).  Pure; any thread.
 */
#pragma once

#include "base/clock.h"
#include "base/vec.h"
#include "server/zone/version.h"

#include <stdbool.h>

/* Nodes of the version, names before the chain; VEC_FREE frees it. */
struct due_nodes {
	VEC(const struct zone_node *) list;
};

/*
 * Find nodes with a signature that ends at or before a moment.
 *
 * now      signatures' times mean the ones within 68 years of it (RFC 4034 section 3.1.5)
 * but_soa  leave those of the SOA out of account: it is about to be signed
 * returns  when the first signature of the zone ends; INT64_MAX: it has none
 */
int64_t due_find(struct due_nodes *out, const struct zone_version *v, struct wall now,
                 int64_t until_s, bool but_soa);
