/* SPDX-License-Identifier: BSD-2-Clause */
/* NSEC records (RFC 4034 section 4): what one says about a name, and the chain of a zone. Pure. */
#pragma once

#include "dns/rrset.h"
#include "dns/rrtype.h"
#include "sec/typemap.h"

/* A record with its owner; borrows both. */
struct nsec {
	const uint8_t *owner;
	const uint8_t *next;
	struct span types;
};

/* E_MALFORMED  no valid name in the rdata */
MUST_USE enum err nsec_read(struct nsec *out, const uint8_t *owner, struct span rdata);

/*
 * Is the record fit to prove anything in this zone: owner and next name in it, and next behind the
 * owner or else the apex?
 */
bool nsec_is_sound(const struct nsec *n, const uint8_t *zone) PURE;

/* Does `name`, which is in the zone, stand between owner and next name? The record is sound. */
bool nsec_covers(const struct nsec *n, const uint8_t *name) PURE;

/*
 * Is it the parent's record at a zone cut: NS without SOA?  Such a record speaks of nothing below
 * its owner, and of no type there but DS (RFC 6840 section 4.1).
 */
static inline bool typemap_is_cut(struct span types)
{
	return typemap_has(types, RR_NS) && !typemap_has(types, RR_SOA);
}

/* A name of a zone that gets a record. types ascend, NSEC and RRSIG among them if so wanted. */
struct nsec_link {
	const uint8_t *owner;
	const uint16_t *types;
	size_t type_count;
};

/* Append NSEC rdata. */
void nsec_write(struct wire_writer *w, const uint8_t *next, const uint16_t *types, size_t count);

typedef enum err (*nsec_chain_fn)(void *arg, const struct nsec_link *link, const uint8_t *next);

/*
 * Call `emit` for each link of a chain with the name behind it; the last leads to the first.
 *
 * links  in canonical order of owners, the apex first
 * errors: those of emit, which end the walk
 */
MUST_USE enum err nsec_chain(const struct nsec_link *links, size_t count, nsec_chain_fn emit,
                             void *arg);
