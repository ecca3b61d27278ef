/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The changes that lead a client from its serial to ours, copied out of the journal: a client may
 * read as slowly as it likes without anything of the database being held.
 *
 * Owner: the caller; history_deinit.  Thread: one at a time.
 */
#pragma once

#include "base/err.h"
#include "base/vec.h"
#include "server/journal/journal.h"

/* Zeroed to begin. */
struct history {
	VEC(struct zone_changeset) steps; /* each begins with its SOA, and leads on from the last */
	size_t octets;                    /* of memory */
};

void history_deinit(struct history *h);

/*
 * Read the changes between two serials of a zone.
 *
 * journal  NULL: there is none
 * limit    octets of memory that the history may take
 * h        zeroed; on errors it is empty
 * E_NOTFOUND  the journal does not lead from the one to the other
 * E_LIMIT     it takes more memory: the zone itself costs none, send that (RFC 1995 section 4)
 * others of journal_read
 */
MUST_USE enum err history_read(struct history *h, struct journal *journal, const uint8_t *zone,
                               struct serial from, struct serial to, size_t limit);
