/* SPDX-License-Identifier: BSD-2-Clause */
/* Making images (image.h).  Owner and thread: the caller's. */
#pragma once

#include "dns/rrset.h"
#include "resolver/rules/image_format.h"

struct image_builder;

/* seed  of the hash: random */
struct image_builder *image_builder_new(uint64_t seed);
void image_builder_free(struct image_builder *b);

/*
 * Say what is to be done with a name; replaces what was said before for the same scopes.
 *
 * name    any case;  scopes  of enum image_scope, the same ones each time for a name;
 * action  not IMAGE_DATA
 * E_LIMIT  too many, or more than 4 GiB
 */
MUST_USE enum err image_add(struct image_builder *b, const uint8_t *name, unsigned scopes,
                            enum image_action action);

/*
 * Add a record to the data of a name. Records of one type become a set with the lowest TTL.
 *
 * scope  one of enum image_scope
 * E_LIMIT  as image_add
 */
MUST_USE enum err image_add_record(struct image_builder *b, const uint8_t *name,
                                   enum image_scope scope, uint16_t type, uint32_t ttl,
                                   struct span rdata);

/* Octets that the image has beside, for image_notes. Copied */
void image_add_notes(struct image_builder *b, struct span notes);

/*
 * Make the image.
 *
 * *octets  gets it; owner: the caller, mem_free
 * E_LIMIT  more than 4 GiB
 */
MUST_USE enum err image_build(const struct image_builder *b,
                              const uint64_t source[IMAGE_SOURCE_WORDS], uint8_t **octets,
                              size_t *len);
