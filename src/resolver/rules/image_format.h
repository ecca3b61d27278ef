/* SPDX-License-Identifier: BSD-2-Clause */
/* The format of images (image.h): what reading and making them share. */
#pragma once

#include "base/hash.h"

enum {
	IMAGE_SOURCE_WORDS = 3,      /* what the owner says of where an image is from */
	IMAGE_RULES_MAX = 100000000, /* in one image */
	IMAGE_RECORDS_MAX = 256,     /* of one name */
};

/* Which names an entry is about. */
enum image_scope {
	IMAGE_EXACT = 1, /* the name itself */
	IMAGE_BELOW = 2, /* all below it, not itself */
};

/* What is to be done. Numbers are part of the format. */
enum image_action {
	IMAGE_DEFAULT = 0, /* what the rule says that refers to the image */
	IMAGE_NODATA = 1,
	IMAGE_PASS = 2,
	IMAGE_DROP = 3,
	IMAGE_TC = 4,
	IMAGE_DATA = 5, /* these records, and no others */
	IMAGE_ACTIONS,
};

enum {
	IMAGE_MAGIC = 0x42525049,
	IMAGE_FORMAT = 2,
	IMAGE_ACTION_SHIFT = 2, /* the action is above the scopes in the first octet of an entry */
	IMAGE_SET_HEAD = 12,
};

struct image_head {
	uint32_t magic;
	uint32_t format;
	uint64_t checksum; /* of all that follows */
	uint64_t seed;
	uint64_t source[IMAGE_SOURCE_WORDS];
	uint64_t notes_at; /* up to the end */
	uint64_t size;     /* octets of all */
	uint32_t slots;    /* 0: no entry */
	uint32_t count;
	uint64_t bloom;    /* bits of the hashes of all names: see image_bit */
	uint64_t exact[2]; /* bit n: there is a name of n labels with this scope */
	uint64_t below[2];
};

enum { IMAGE_CHECKED_AT = 16 }; /* where the checksum begins */

static inline uint64_t image_hash_label(uint64_t above, const uint8_t *label)
{
	return hash_octets(label, 1u + label[0], above);
}

static inline uint8_t image_tag(uint64_t hash)
{
	return (uint8_t)(hash | 1); /* never 0 */
}

/* What a name adds to a set in which it is looked for first. */
static inline uint64_t image_bit(uint64_t hash)
{
	return 1ULL << (hash >> 58);
}

static inline uint32_t image_slot(uint64_t hash, uint32_t slots)
{
	return (uint32_t)((hash >> 32) * slots >> 32);
}
