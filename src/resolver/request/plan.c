/* SPDX-License-Identifier: BSD-2-Clause */
/* The stack of queries.  Invariant: depth is the number of queries on it. */

#include "resolver/request/plan.h"

#include <assert.h>

void plan_push(struct plan *p, struct query *q)
{
	q->below = p->top;
	p->top = q;
	p->depth++;
}

struct query *plan_pop(struct plan *p)
{
	struct query *q = p->top;
	assert(q != NULL);
	p->top = q->below;
	p->depth--;
	q->ended_before = p->ended;
	p->ended = q;
	return q;
}

bool plan_has_address(const struct plan *p, const uint8_t *name)
{
	for (const struct query *q = p->top; q != NULL; q = q->below) {
		if ((q->type == RR_A || q->type == RR_AAAA) && name_equal(q->name, name))
			return true;
	}
	return false;
}
