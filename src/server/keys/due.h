/* SPDX-License-Identifier: BSD-2-Clause */
/* Which step a key waits for, and when it is due; for the files of the rollover. Pure. */
#pragma once

#include "server/keys/pass.h"

/*
 * The next step of key i, which may be due already; ROLLOVER_NOTHING when it waits for nothing.
 *
 * running  a rollover is under way: none other begins
 */
struct rollover_next key_due(const struct key_list *keys, size_t i, const struct rollover_input *in,
                             bool running);

/* May caches everywhere know the key's DNSKEY by `now`? It has been published. */
bool key_is_known(const struct zone_key *key, const struct rollover_input *in);

/* Is the key there for a role, coming, in use or going; one of ours? */
bool key_is_usable(const struct zone_key *key, int64_t now);

/* Is there a key of both roles that the zone's chain of trust hangs on? */
bool key_has_csk(const struct key_list *keys, int64_t now);
