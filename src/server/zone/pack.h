/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packing the records of one name into a node: sets sorted and made unique, names in rdata
 * compressed against the owner, the apex and each other (RFC 1035 section 4.1.4, RFC 3597
 * section 4).
 *
 * Owner: the caller.  Thread: one at a time per packer.
 */
#pragma once

#include "base/region.h"
#include "server/zone/node.h"

/* A record of the name being packed. */
struct pack_record {
	uint32_t at; /* of its rdata, from `base` */
	uint32_t ttl;
	uint32_t seq;  /* order of arrival: the last TTL counts */
	uint16_t len;  /* of its rdata */
	uint16_t type; /* an RRSIG's: the type covered */
	bool is_sig;
};

/* Told of a set whose TTLs differ, or that is too large. */
typedef void (*pack_finding_fn)(void *ctx, const uint8_t *name, uint16_t type, bool too_large,
                                uint32_t ttl);

struct packer;

/* apex: borrowed. */
struct packer *packer_new(const uint8_t *apex, pack_finding_fn finding, void *ctx);
void packer_free(struct packer *p);

/* The records of one node to be. */
struct pack_input {
	const uint8_t *name;
	uint8_t name_len;
	const uint8_t *base;         /* rdata octets */
	struct pack_record *records; /* sorted in place */
	size_t count;
};

/*
 * Make a node, its flags 0.
 *
 * wire_size  gets the octets of its records without compression
 */
struct zone_node *zone_pack(struct packer *p, struct region *region, const struct pack_input *in,
                            uint64_t *wire_size);

/* What a node may grow by once the whole zone is known. */
struct pack_growth {
	const struct zone_set *extra; /* NULL: none; `at` is ignored */
	const uint8_t *extra_body;
	size_t extra_len;
	const uint8_t *hash; /* NULL: none */
};

/* A copy of a node with the growth, its flags set for it; growth all NULL: a plain copy. */
struct zone_node *zone_node_grow(struct region *region, const struct zone_node *node,
                                 const struct pack_growth *growth);
