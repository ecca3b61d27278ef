/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a journal lies in a store.  All numbers big-endian; a zone's keys begin with its name in wire
 * form, lower case, which ends itself.
 *
 *   name 01                 what is kept of the zone: struct chain_meta
 *   name 02 chunk(4)        the zone itself: records as in struct zone_records, cut into chunks
 *   name 03 seq(8) chunk(4) a changeset: head (from 4, to 4, stored 8, octets removed 8), then the
 *                           records removed and those added, cut into chunks
 *   name 04 serial(4)       seq(8) of the changeset that leads from this serial
 *
 * Pure but for the store that is handed in.  Within a turn.
 */
#pragma once

#include "server/zone/changeset.h"
#include "store/store.h"

enum {
	CHAIN_FORMAT = 1,
	CHUNK_MAX = 60 * 1024, /* octets of a value: fewer large pages to find room for */
	CHUNK_COST = 64,       /* octets that a chunk costs beside its value, roughly */
};

struct chain_meta {
	bool has_zone;
	bool has_flushed;
	bool merged;
	struct serial zone;    /* of the stored zone */
	struct serial first;   /* the oldest changeset leads from it */
	struct serial last;    /* the newest leads to it */
	struct serial flushed; /* the zone file holds it */
	int64_t zone_stored_s;
	uint64_t first_seq;         /* of the oldest changeset */
	uint64_t next_seq;          /* of the next */
	uint64_t flushed_seq;       /* changesets below it are in the zone file */
	uint64_t zone_usage, usage; /* octets: of the stored zone; of all */
};

static inline unsigned chain_depth(const struct chain_meta *m)
{
	return (unsigned)(m->next_seq - m->first_seq);
}
static inline bool chain_exists(const struct chain_meta *m)
{
	return m->has_zone || m->next_seq > m->first_seq;
}

/* E_NOTFOUND  nothing is kept of the zone;  E_CORRUPT */
MUST_USE enum err chain_meta_get(struct store *s, const uint8_t *zone, struct chain_meta *m);
MUST_USE enum err chain_meta_put(struct store *s, const uint8_t *zone, const struct chain_meta *m);

/* Octets that a changeset takes. */
uint64_t chain_changeset_usage(const struct zone_changeset *c);
uint64_t chain_zone_usage(const struct zone_records *r);

/* E_NOSOA  it has no serials */
MUST_USE enum err chain_changeset_put(struct store *s, const uint8_t *zone, uint64_t seq,
                                      const struct zone_changeset *c, int64_t now_s);

struct chain_head {
	struct serial from, to;
	int64_t stored_s;
	uint64_t usage;
};
/* Its head only. E_NOTFOUND, E_CORRUPT */
MUST_USE enum err chain_head_get(struct store *s, const uint8_t *zone, uint64_t seq,
                                 struct chain_head *head);
/* All of it; c zeroed, the caller's also on errors. E_NOTFOUND, E_CORRUPT */
MUST_USE enum err chain_changeset_get(struct store *s, const uint8_t *zone, uint64_t seq,
                                      struct zone_changeset *c, struct chain_head *head);
/* With its serial. */
MUST_USE enum err chain_changeset_delete(struct store *s, const uint8_t *zone, uint64_t seq);

MUST_USE enum err chain_zone_put(struct store *s, const uint8_t *zone,
                                 const struct zone_records *r);
/* Appends. E_NOTFOUND, E_CORRUPT */
MUST_USE enum err chain_zone_get(struct store *s, const uint8_t *zone, struct zone_records *r);

/* seq of the changeset that leads from a serial. E_NOTFOUND, E_CORRUPT */
MUST_USE enum err chain_find(struct store *s, const uint8_t *zone, struct serial from,
                             uint64_t *seq);

/* Everything of a zone. */
MUST_USE enum err chain_delete(struct store *s, const uint8_t *zone);

/* The first zone whose name sorts behind this one as octets (NULL: the first). E_NOTFOUND */
MUST_USE enum err chain_next_zone(struct store *s, const uint8_t *after, struct name *out);
