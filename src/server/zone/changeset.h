/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a zone loses and gains from one serial to another.  The unit of journals, incremental
 * transfers, dynamic updates and signing; plain octets, so that a journal stores it as it is.
 *
 *   record   owner | type (2) | TTL (4) | length (2) | rdata
 *
 * Owners in lower case, rdata in canonical form (rdata_lower).  When the SOA changes, and in all
 * that is journalled or transferred it does, the old and the new one are the first of their list.
 *
 * Owner: the caller; zone_changeset_deinit.  Thread: one at a time.
 */
#pragma once

#include "base/serial.h"
#include "base/vec.h"
#include "server/zone/record.h"

/* A run of records. Zeroed to begin. */
struct zone_records {
	VEC(uint8_t) octets;
	size_t count;
};

struct zone_changeset {
	struct zone_records removed;
	struct zone_records added;
};

void zone_records_deinit(struct zone_records *r);
void zone_changeset_deinit(struct zone_changeset *c);

/* Append a record. */
void zone_records_add(struct zone_records *r, const struct zone_record *record);

/* Walk over records: struct zone_records_iter it = zone_records_iter_of(r); ... */
struct zone_records_iter {
	const uint8_t *at;
	const uint8_t *end;
};
static inline struct zone_records_iter zone_records_iter_of(const struct zone_records *r)
{
	return (struct zone_records_iter){r->octets.items, r->octets.items + r->octets.count};
}
/* false at the end; what out points to is in the run. */
bool zone_records_next(struct zone_records_iter *it, struct zone_record *out);

/*
 * Append records from octets that come from disk.
 *
 * E_MALFORMED, E_EOF ...  a record is none, or its rdata does not fit its type; nothing is appended
 */
MUST_USE enum err zone_records_read(struct zone_records *r, struct span octets);

/* The serial of a SOA record. E_NOSOA  it is none */
MUST_USE enum err zone_record_serial(const struct zone_record *r, struct serial *serial);

/* Does it change anything but the serial? */
bool zone_changeset_is_empty(const struct zone_changeset *c);

/*
 * The serials it leads from and to.
 *
 * E_NOSOA  it does not begin with two SOA records
 */
MUST_USE enum err zone_changeset_serials(const struct zone_changeset *c, struct serial *from,
                                         struct serial *to);

/*
 * Make one changeset of several that follow on each other: what one adds and a later one removes is
 * in neither list.
 *
 * out  zeroed
 */
void zone_changeset_merge(struct zone_changeset *out, const struct zone_changeset *const *parts,
                          size_t count);
