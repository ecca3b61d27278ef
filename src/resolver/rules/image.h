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
 *   notes    octets that mean something to the owner
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
	/* Out of its head. */
	uint32_t slots;
	uint32_t count;
	uint64_t seed, bloom;
	uint64_t exact[2], below[2];
};

/*
 * A name to look up, in as many images as one likes: its labels, and the hashes of all names above
 * it.  Nothing is found out twice.
 */
struct image_name {
	const uint8_t *wire; /* lower case */
	uint8_t len;
	uint8_t labels;
	uint8_t at[NAME_MAX_LABELS + 1]; /* [n]: where the name's last n labels begin */
	/* For images of this process, which share a seed, and for the last one of another. */
	struct image_hashes {
		bool made;
		uint64_t seed;
		uint64_t bloom; /* of all of them */
		uint64_t hash[NAME_MAX_LABELS + 1];
	} hashes[2];
};

/* name  lower case; borrowed */
void image_name_init(struct image_name *n, const uint8_t *name);

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

/* What image_build was told of where it is from. */
void image_source(const struct image *im, uint64_t out[IMAGE_SOURCE_WORDS]);

/* What it has beside (image_add_notes); in the image. */
struct span image_notes(const struct image *im);

/* The name's hashes for a seed. */
const struct image_hashes *image_hash(struct image_name *name, uint64_t seed);

/* As image_find, when a first look has not ruled it out. */
bool image_search(const struct image *im, const struct image_name *name,
                  const struct image_hashes *h, struct image_rule *out);

/* The entry for a name: its own, or that of the closest name above it whose scope is below. */
static inline bool image_find(const struct image *im, struct image_name *name,
                              struct image_rule *out)
{
	const struct image_hashes *h = &name->hashes[0];
	if (!h->made || h->seed != im->seed)
		h = image_hash(name, im->seed);
	return (h->bloom & im->bloom) != 0 && image_search(im, name, h, out);
}

/* The sets of a rule: for (more = image_data_first(...); more; more = image_data_next(...)). */
struct image_data {
	const struct image *image;
	size_t at;
	unsigned left;
	struct rrset set; /* owner NULL; records are in the image */
};
bool image_data_first(const struct image *im, const struct image_rule *rule, struct image_data *d);
bool image_data_next(struct image_data *d);
