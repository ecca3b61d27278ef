/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a zone's keys: what is to be done with them now, and when to look again (RFC 6781
 * section 4.1, RFC 7583).  ZSKs roll over by pre-publication, KSKs and keys of both roles by double
 * signature, algorithms conservatively; one rollover at a time.
 *
 * Pure: the clock, the zone's TTLs and what makes keys are arguments, so that ten years can be
 * rehearsed in milliseconds.  The caller stores the changed keys, then signs and publishes the zone
 * with them, then notes when that was done (signed_s of the next call): waits count from what was
 * really published, so that neither a crash between two steps nor a long absence shortens one.
 */
#pragma once

#include "server/keys/pass.h"

void rollover_result_deinit(struct rollover_result *r);

/*
 * Bring the keys to where they must be now.  Keys may be added to the list and removed from it.
 *
 * errors of the factory; the list is then in an undefined state, not to be stored
 */
MUST_USE enum err rollover_step(struct key_list *keys, const struct rollover_input *in,
                                struct rollover_result *out);

/*
 * The parent has the DS of the key that is ready: it becomes active, those before it go.
 * Call rollover_step afterwards.
 *
 * delay_s  how long caches may hold the DS set before: its TTL and parent-delay; 0 when an operator
 *          says that it is over
 * E_NOKEY_READY  no key waits;  E_NOTSUP  keys are managed by hand
 */
MUST_USE enum err rollover_confirm(struct key_list *keys, const struct rollover_input *in,
                                   int64_t delay_s, struct rollover_result *out);

/* Is a rollover under way? */
bool rollover_is_running(const struct key_list *keys, int64_t now);
