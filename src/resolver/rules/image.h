/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules about names in one run of octets without pointers: made once, written to a file, mapped by
 * all processes.  Who looks up trusts nothing in it but its bounds.
 *
 *   head
 *   tags     one octet for each slot: part of the hash of the entry there; 0: no entry
 *   offsets  four octets for each slot: where the entry is
 *   entries  flags and action, length of the name, the name in lower case;
 *            IMAGE_DATA: four octets, where its data are
 *   data     number of sets; for each: type, TTL, number of records, octets of records, and the
 *            records as in struct rrset
 *
 * Numbers are in the byte order of the machine; a file of another one is not this format.  The hash
 * of a name is made label by label from the root, so that one pass over a name gives those of all
 * names above it; the seed is the file's own.
 *
 * Pure.  An image may be read by any thread.
 */
#pragma once

#include "dns/rrset.h"
#include "resolver/rules/image_format.h"

/* An image that was opened. Owner of the octets: the caller. */
struct image {
	const uint8_t *at;
	size_t size;
};

/* What a name's entry says. */
struct image_rule {
	enum image_action action;
	const uint8_t *owner; /* of the entry, lower case; in the image */
	uint32_t data_at;     /* IMAGE_DATA: for image_data_first */
};

/*
 * Take octets for an image; they must stay while it is used.
 *
 * check  whether the checksum of all of it is to be compared: always for what was a file
 * E_MALFORMED  it is none, or a damaged one
 */
MUST_USE enum err image_open(struct image *out, struct span octets, bool check);

/* Rules in it. */
uint32_t image_count(const struct image *im) PURE;

/* What image_build was told of where it is from. */
void image_source(const struct image *im, uint64_t out[IMAGE_SOURCE_WORDS]);

/*
 * The entry for a name: its own, or that of the closest name above it whose scope is below.
 *
 * name  lower case
 */
bool image_find(const struct image *im, const uint8_t *name, struct image_rule *out);

/* The sets of a rule: for (more = image_data_first(...); more; more = image_data_next(...)). */
struct image_data {
	const struct image *image;
	size_t at;
	unsigned left;
	struct rrset set; /* owner NULL; records are in the image */
};
bool image_data_first(const struct image *im, const struct image_rule *rule, struct image_data *d);
bool image_data_next(struct image_data *d);
