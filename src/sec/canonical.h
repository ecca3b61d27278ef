/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Canonical form and order of RRsets (RFC 4034 section 6), and the octets that an RRSIG signs
 * (section 3.1.8.1).  Thread: one at a time per working memory.
 */
#pragma once

#include "dns/rrset.h"

/* Working memory, kept from one set to the next. Zeroed to begin. */
struct canonical {
	uint8_t *octets;
	size_t len, cap;
	uint8_t *records; /* rdata in canonical form, as runs of length and octets */
	size_t records_cap;
	const uint8_t **order;
	size_t order_cap;
};
void canonical_deinit(struct canonical *c);

/*
 * Append a set's records in canonical form: owner, type, class, TTL, length, rdata of each, in
 * canonical order and without repetitions.
 *
 * owner  written instead of the set's, in lower case;  ttl  likewise
 */
void canonical_put_set(struct canonical *c, const struct rrset *set, const uint8_t *owner,
                       uint32_t ttl);

/* Append octets as they are. */
void canonical_put(struct canonical *c, struct span octets);

/* What was put since canonical_reset; borrowed until the next put. */
static inline struct span canonical_octets(const struct canonical *c)
{
	return span_of(c->octets, c->len);
}

static inline void canonical_reset(struct canonical *c)
{
	c->len = 0;
}
