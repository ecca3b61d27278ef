/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Updates (RFC 2136) that a signer sends: its DS records to the parent, its keys to other signers.
 * Pure.
 */
#pragma once

#include "base/text.h"
#include "dns/rrset.h"

/* Room for a message, the caller's; len: what was written. */
struct key_update {
	uint8_t *octets;
	size_t cap;
	size_t len;
};

/*
 * Write an update of the parent that makes the child's DS set what the child's CDS set says
 * (RFC 8078 section 4: "0 0 0 00" asks for their removal).
 *
 * parent  the zone to update;  cds  the child's, owner its name
 * ttl     of the DS records
 * E_SPACE  does not fit;  E_INVALID  the CDS set is empty
 */
MUST_USE enum err key_update_ds(const uint8_t *parent, const struct rrset *cds, uint32_t ttl,
                                uint16_t id, struct key_update *out);

/* What one set lacks and has too much, against another. */
struct key_difference {
	struct rrset added;   /* in ours only */
	struct rrset removed; /* in theirs only */
};

/* Which records of a type are compared; others are as they are, on both sides. */
struct key_scope {
	bool (*is_ours)(void *ctx, uint16_t type, struct span rdata);
	void *ctx;
};

/*
 * Compare two sets of one owner and type, or what of them is in scope; records are copied into the
 * arena.
 *
 * E_SPACE  the arena's bound
 */
MUST_USE enum err key_difference(struct key_difference *out, struct arena *arena,
                                 const struct rrset *ours, const struct rrset *theirs,
                                 const struct key_scope *scope);

static inline bool key_difference_is_empty(const struct key_difference *d)
{
	return d->added.count == 0 && d->removed.count == 0;
}

/* Append "DNSKEYs +1/-2 (+11 -22 -33)": how many, and the key tags. */
void key_difference_print(struct text *t, const struct key_difference *d);

/*
 * Write an update that removes and adds what several differences say.
 *
 * E_SPACE  does not fit
 */
MUST_USE enum err key_update_sync(const uint8_t *zone, const struct key_difference *list,
                                  size_t count, uint16_t id, struct key_update *out);
