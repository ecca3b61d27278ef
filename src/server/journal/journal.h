/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The journal: changesets of all zones in one database, and for zones that are kept there whole
 * the zone itself ("zone in journal").  What a writing call acknowledges with OK survives kill -9.
 *
 * Calls of several threads are gathered: one thread writes them in one transaction and then
 * acknowledges each (at most 64, or 2 ms after the first).
 *
 * Owner: server/main; tools open it for reading.  Thread: any, but one at a time per zone.
 */
#pragma once

#include "base/text.h"
#include "server/journal/facts.h"

struct journal;

struct journal_options {
	const char *path;
	uint64_t max_size; /* octets of the database */
	bool robust; /* a call returns when the data are on disk; else when handed to the kernel */
	bool read_only;
};

/*
 * Open the database; it is made when missing.
 *
 * error  gets one line for the user on failure
 * errors of store_lmdb_open and store_format_check
 */
MUST_USE enum err journal_open(struct journal **out, const struct journal_options *options,
                               struct text *error);
/* Finish what is waiting, close, free. NULL is ignored. */
void journal_close(struct journal *j);

/*
 * Append a changeset that leads on from the last serial.  Room is made by dropping the oldest
 * changesets that a zone file or the stored zone contains already, by merging others into the
 * stored zone, or, when files are not written, into one.
 *
 * now_s  wall time, kept with it
 * E_AGAIN    no room: write the zone file, call journal_flushed, and try once more
 * E_SPACE    larger than max_usage, or no room even so: nothing was stored
 * E_FULL     the database is full: nothing was stored; database.journal-db-max-size
 * E_RANGE    its serial is not higher than the one before (RFC 1982)
 * others     of the store
 *
 * A changeset that does not lead on from the last serial begins the history anew; with a stored
 * zone it is E_INVALID.  A serial that is in the history already leaves only this changeset.
 */
MUST_USE enum err journal_insert(struct journal *j, const uint8_t *zone,
                                 const struct zone_changeset *c,
                                 const struct journal_limits *limits, int64_t now_s);

/*
 * Store a zone whole, SOA first; all history before is gone.
 *
 * E_SPACE  larger than max_usage: only the history is gone;  E_FULL  nothing changed
 */
MUST_USE enum err journal_put_zone(struct journal *j, const uint8_t *zone,
                                   const struct zone_records *records,
                                   const struct journal_limits *limits, int64_t now_s);

/* The zone file holds everything up to a serial: changesets up to there may be dropped. */
MUST_USE enum err journal_flushed(struct journal *j, const uint8_t *zone, struct serial serial);

/* Forget a zone: its history and, if it is stored, itself. OK when there is nothing. */
MUST_USE enum err journal_purge(struct journal *j, const uint8_t *zone);

/* E_NOTFOUND does not happen: info->exists tells. */
MUST_USE enum err journal_info(struct journal *j, const uint8_t *zone, struct journal_info *info);

/*
 * Hand over the changesets from a serial to the last, in order.
 *
 * each    any result but OK ends it and is returned; the changeset is borrowed
 * E_NOTFOUND  no changeset leads from this serial
 * E_CORRUPT   a record in the database is none
 */
MUST_USE enum err journal_read(struct journal *j, const uint8_t *zone, struct serial from,
                               journal_each_fn each, void *ctx);

/* The stored zone: appended to records. E_NOTFOUND  it is not stored;  E_CORRUPT */
MUST_USE enum err journal_read_zone(struct journal *j, const uint8_t *zone,
                                    struct zone_records *records, int64_t *stored_s);

/* All zones with anything stored. each: as journal_each_fn */
MUST_USE enum err journal_zones(struct journal *j, enum err (*each)(void *ctx, const uint8_t *zone),
                                void *ctx);

/* Octets of the whole database in use, and its limit. */
MUST_USE enum err journal_usage(struct journal *j, uint64_t *used, uint64_t *limit);
