/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queries of a request that wait for each other: a stack with the client's question at its
 * bottom.  State only.
 */
#pragma once

#include "resolver/request/query.h"

struct plan {
	struct query *top;
	struct query *ended; /* the last one that was taken off; those before by ended_before */
	uint8_t depth;
};

/* Put a query on top of the one that needs it. */
void plan_push(struct plan *p, struct query *q);

/* Take the top off; the one below is on top again. */
struct query *plan_pop(struct plan *p);

/*
 * Would looking up this name's address wait for itself?  IPv4 and IPv6 lookups of one name need
 * the same servers and count as the same.
 */
bool plan_has_address(const struct plan *p, const uint8_t *name) PURE;
