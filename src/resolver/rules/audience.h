/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which clients are alike to all rules: a number for each set of networks that a client's address
 * is in, that it asked at, and for the key that it named.  Answers are shared among clients with
 * the same number; finding it is two binary searches.
 *
 * Does no I/O; immutable once made.  The numbers are others each time one is made.
 */
#pragma once

#include "base/addr.h"
#include "dns/name.h"

struct audience;

/* What rules tell clients apart by. */
struct audience_facts {
	const struct addr_range *from; /* networks of clients */
	size_t from_count;
	const struct addr_range *at; /* where they ask */
	size_t at_count;
	const struct name *keys; /* lower case */
	size_t key_count;
};

/*
 * Make one; facts are copied.
 *
 * E_LIMIT  more than `most` numbers would be needed
 */
MUST_USE enum err audience_new(struct audience **out, const struct audience_facts *facts,
                               size_t most);
void audience_free(struct audience *a);

/* How many numbers there are; they count from 0. */
size_t audience_count(const struct audience *a) PURE;

/*
 * The number of a client.
 *
 * key  lower case, or NULL
 */
unsigned audience_find(const struct audience *a, const struct addr *from, const struct addr *at,
                       const uint8_t *key);

/* The key among the facts that clients with this number name; NULL: none of them. */
const uint8_t *audience_key(const struct audience *a, unsigned number);
