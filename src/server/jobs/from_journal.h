/* SPDX-License-Identifier: BSD-2-Clause */
/* Zones out of the journal: the stored zone, and changes behind a serial. */
#pragma once

#include "server/jobs/unit.h"

/*
 * The zone that the journal stores, brought up to its last serial.
 *
 * *out  the caller's;  E_NOTFOUND  it stores none;  E_CORRUPT, E_NORECORD ...  it is damaged
 */
MUST_USE enum err journal_zone_make(struct job *j, struct zone_version **out);

/*
 * Carry out the changes that lead on from a version's serial, if there are any.
 *
 * *v       replaced by a newer version (the old one is freed) when there were
 * *replayed  gets whether there were
 * errors   as above; *v is as it was
 */
MUST_USE enum err journal_replay(struct job *j, struct zone_version **v, bool *replayed);
