/* SPDX-License-Identifier: BSD-2-Clause */
/* NSEC3 and NSEC3PARAM records (RFC 5155 sections 3, 4): fields, and the chain of a zone. Pure. */
#pragma once

#include "dns/rrset.h"
#include "sec/nsec3_hash.h"
#include "sec/typemap.h"

enum {
	NSEC3_OPT_OUT = 1,         /* flag (RFC 5155 section 3.1.2.1) */
	NSEC3_ITERATIONS_MAX = 50, /* beyond: treated as insecure (RFC 9276 section 3.2) */
};

struct nsec3_params {
	uint8_t algorithm;
	uint8_t flags;
	uint16_t iterations;
	struct span salt;
};

/* A record with its owner hash; borrows the rdata. */
struct nsec3 {
	struct nsec3_params params;
	uint8_t hash[NSEC3_HASH_LEN]; /* of the owner's first label */
	const uint8_t *next;          /* NSEC3_HASH_LEN octets */
	struct span types;
};

/* NSEC3PARAM rdata.  E_MALFORMED */
MUST_USE enum err nsec3_params_read(struct nsec3_params *out, struct span rdata);
/* Append NSEC3PARAM rdata; flags are written as 0 (RFC 5155 section 4.1.2). */
void nsec3_params_write(struct wire_writer *w, const struct nsec3_params *p);
/* Do two lead to the same hashes? Flags may differ. */
bool nsec3_params_equal(const struct nsec3_params *a, const struct nsec3_params *b);

/*
 * NSEC3 rdata with its owner.
 *
 * E_MALFORMED  fields, or the owner's first label is no hash
 * E_NOTSUP  another algorithm than SHA-1, or flags that nobody knows: to be ignored (RFC 5155
 *           sections 8.1 and 8.2)
 */
MUST_USE enum err nsec3_read(struct nsec3 *out, const uint8_t *owner, struct span rdata);

/* Is the hash between owner and next, both left out? The last of a chain leads back to its first.
 */
bool nsec3_covers(const struct nsec3 *n, const uint8_t hash[NSEC3_HASH_LEN]);

/* Hash a name of any case. */
void nsec3_name_hash(uint8_t out[NSEC3_HASH_LEN], const struct nsec3_params *p,
                     const uint8_t *name);

/* Compressions of SHA-1 that hashing one name takes, near enough: what a budget counts. */
unsigned nsec3_rounds(const struct nsec3_params *p);

/* The owner of a hash's record: its digits in lower case, then the zone. E_NAME_LONG */
MUST_USE enum err nsec3_owner(struct name *out, const uint8_t hash[NSEC3_HASH_LEN],
                              const uint8_t *zone);

/* A name of a zone that gets a record, empty non-terminals included. types ascend. */
struct nsec3_link {
	uint8_t hash[NSEC3_HASH_LEN];
	uint8_t flags; /* NSEC3_OPT_OUT or 0 */
	const uint16_t *types;
	size_t type_count;
};

/* Append NSEC3 rdata. */
void nsec3_write(struct wire_writer *w, const struct nsec3_params *p, const struct nsec3_link *link,
                 const uint8_t next[NSEC3_HASH_LEN]);

typedef enum err (*nsec3_chain_fn)(void *arg, const struct nsec3_link *link,
                                   const uint8_t next[NSEC3_HASH_LEN]);

/*
 * Sort links by hash and call `emit` for each with the hash behind it; the last leads to the first.
 *
 * E_EXISTS  two names have one hash: another salt is needed (RFC 5155 section 7.1)
 * errors: those of emit, which end the walk
 */
MUST_USE enum err nsec3_chain(struct nsec3_link *links, size_t count, nsec3_chain_fn emit,
                              void *arg);
