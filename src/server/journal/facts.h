/* SPDX-License-Identifier: BSD-2-Clause */
/* What is said about the journal of one zone: how much to keep, what is there. */
#pragma once

#include "server/zone/changeset.h"

/* How much of a zone is kept. */
struct journal_limits {
	uint64_t max_usage; /* octets, soft: journal-max-usage */
	unsigned max_depth; /* changesets, the zone itself not counted: journal-max-depth */
	bool may_flush;     /* the zone file can be written: then E_AGAIN asks for it */
};

/* What is kept of a zone. */
struct journal_info {
	bool exists;           /* anything is stored */
	bool has_zone;         /* the zone itself is; it begins the chain then */
	bool has_flushed;      /* a zone file was written since */
	bool merged;           /* the first changeset is several made one: no IXFR from within it */
	struct serial zone;    /* with has_zone */
	struct serial first;   /* serial that the oldest changeset leads from (= zone, if stored) */
	struct serial last;    /* serial that the newest leads to (= zone, if there is none) */
	struct serial flushed; /* with has_flushed */
	unsigned depth;        /* changesets */
	uint64_t usage;        /* octets of this zone */
};

/* Takes a changeset, borrowed for the call; any result but OK ends the reading. */
typedef enum err (*journal_each_fn)(void *ctx, const struct zone_changeset *c, int64_t stored_s);
