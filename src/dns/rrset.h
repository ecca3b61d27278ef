/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An RRset as plain records: what loading, signing, transfer and the resolver pass around.
 * (Zones keep sets in another form, ready to send: server/zone.)
 */
#pragma once

#include "base/arena.h"
#include "base/wire.h"
#include "dns/name.h"

/*
 * Records of one owner, class and type.  `records` is `count` runs of a two-octet big-endian
 * length and that many octets of uncompressed rdata, `size` octets in all.
 *
 * Owner and lifetime: stated by who fills it; usually an arena.
 */
struct rrset {
	const uint8_t *owner;
	uint16_t type;
	uint16_t class_;
	uint32_t ttl;
	uint16_t count;
	uint32_t size;
	const uint8_t *records;
};

/* Walk over records: struct rrset_iter it = rrset_iter_of(set); while (rrset_next(&it, &rdata)) */
struct rrset_iter {
	const uint8_t *at;
	const uint8_t *end;
};

static inline struct rrset_iter rrset_iter_of(const struct rrset *set)
{
	/* Of an empty set they are NULL, to which nothing may be added. */
	const uint8_t *end = set->size > 0 ? set->records + set->size : set->records;
	return (struct rrset_iter){.at = set->records, .end = end};
}

static inline bool rrset_next(struct rrset_iter *it, struct span *rdata)
{
	if (it->at == it->end)
		return false;
	*rdata = span_of(it->at + 2, wire_get_u16(it->at));
	it->at += 2 + rdata->len;
	return true;
}

/* Is a record in the set, octet for octet? */
bool rrset_has(const struct rrset *set, struct span rdata);

/* First record; an empty span for an empty set. */
struct span rrset_first(const struct rrset *set);

/*
 * Add one record behind the others, copying all records into the arena; an equal record (octet for
 * octet) is not added twice (RFC 2181 section 5).
 *
 * E_SPACE  the arena's bound
 */
MUST_USE enum err rrset_add(struct rrset *set, struct arena *arena, struct span rdata);

/* Deep copy into the arena. E_SPACE */
MUST_USE enum err rrset_dup(struct rrset *out, struct arena *arena, const struct rrset *set);
