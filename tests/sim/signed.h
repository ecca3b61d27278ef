/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signed zones of a simulation: keys, signatures, denials.  Each zone number has the same key in
 * all runs, and a signature that was made before is not made again.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "dns/rrset.h"

enum { SIGNED_DAYS = 20, OWNED_MAX = 256, OWNED_TYPES = 6 };

/* Make the keys, once in a process. */
void signed_init(void);
void signed_deinit(void);

/* What a signature is by and when; valid SIGNED_DAYS to either side of `around`. */
struct signed_zone {
	unsigned number; /* whose key */
	const uint8_t *name;
	struct wall around;
};

/* DNSKEY rdata of a zone, and DS rdata for it. */
struct span signed_dnskey(unsigned number);
size_t signed_ds(unsigned number, const uint8_t *name, uint8_t *buf, size_t cap);

/* RRSIG rdata of a set; as made: the wildcard it was expanded from, or its owner. Returns octets.
 */
size_t signed_rrsig(const struct signed_zone *z, const struct rrset *set, const uint8_t *as_made,
                    uint8_t *buf, size_t cap);

/* A name of a zone with its types, ascending, without RRSIG and NSEC; none: an empty one. */
struct owned {
	struct name name;
	bool is_cut;
	uint8_t count;
	uint16_t types[OWNED_TYPES];
};

/* All names of a zone. */
struct owned_list {
	const uint8_t *zone;
	bool nsec3;
	unsigned count;
	struct owned list[OWNED_MAX];
};

/* The record that matches a name or covers it. */
struct denial_record {
	struct name owner;
	uint16_t type;
	size_t len;
	uint8_t rdata[300];
};
void denial_make(const struct owned_list *l, const uint8_t *name, struct denial_record *out);

/* The closest ancestor-or-self that exists, and the name one label longer (NULL: it exists). */
const uint8_t *owned_encloser(const struct owned_list *l, const uint8_t *name,
                              const uint8_t **next_closer);
