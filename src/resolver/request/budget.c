/* SPDX-License-Identifier: BSD-2-Clause */
/* What a request may spend.  Invariant: counters only grow. */

#include "resolver/request/budget.h"

void budget_begin(struct budget *b, const struct req_limits *l, struct mono now)
{
	b->deadline = mono_add_ms(now, l->wall_ms);
	b->sends = 0;
	b->checks_left = l->checks_total;
	b->rounds_left = l->rounds_total;
}

bool budget_take_send(struct budget *b, const struct req_limits *l, struct query *q)
{
	if (b->sends >= l->sends_total || q->sends >= l->sends_query)
		return false;
	b->sends++;
	q->sends++;
	return true;
}

uint32_t budget_left_ms(const struct budget *b, struct mono now)
{
	if (mono_reached(now, b->deadline))
		return 0;
	return (uint32_t)mono_ms_between(now, b->deadline);
}
