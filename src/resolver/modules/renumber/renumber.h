/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moving addresses in answers: from one network into another, or all addresses of a name.
 *
 * Owner: the caller.
 */
#pragma once

#include "resolver/request/request.h"

struct renumber;

struct renumber *renumber_new(void);
void renumber_free(void *renumber);

/*
 * Add a rule; the first that fits an address is taken.
 *
 * subnet  "address/bits" or "address";  target  an address of the same family: the network's bits
 *         become its; with "!" behind it the address as a whole becomes the target
 * false: not such texts, or too many rules
 */
bool renumber_add_subnet(struct renumber *rules, const char *subnet, const char *target);

/* As above, for all addresses of a name and of the target's family. */
bool renumber_add_name(struct renumber *rules, const char *owner, const char *target);

/* Rewrite the answer of a request; signatures of an answer that was changed go. */
void renumber_apply(const struct renumber *rules, struct request *r);
