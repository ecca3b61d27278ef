/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses that could not be reached a moment ago: whoever is to connect to one of them need not
 * wait for the same failure again.  By the address at the other end and the one asked for at ours.
 * At most 256 are remembered; beyond, the one that would be forgotten first makes room.
 *
 * Everything but new and free takes NULL: nothing is remembered then.  Thread: any.
 */
#pragma once

#include "base/addr.h"

struct unreached;

struct unreached *unreached_new(void);
void unreached_free(struct unreached *u);

/* How long, in milliseconds, each is remembered from now on; 0 (as it begins): not at all. */
void unreached_set_delay(struct unreached *u, unsigned delay_ms);

/* Could it not be reached?  from  source address; NULL: any */
bool unreached_has(struct unreached *u, const struct addr *to, const struct addr *from);

/*
 * Take note of how an attempt to connect ended.
 *
 * connected  the connection stood, whatever came then
 * err        why it ended: only what tells of the network or the remote makes it remembered
 */
void unreached_note(struct unreached *u, const struct addr *to, const struct addr *from,
                    bool connected, enum err err);
