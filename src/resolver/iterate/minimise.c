/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * QNAME minimisation.  Invariant: a query makes at most minimise_steps minimised questions, however
 * many labels its name has.
 */

#include "resolver/iterate/minimise.h"

enum { ONE_LABEL_STEPS = 4 }; /* MINIMISE_ONE_LAB of RFC 9156 section 2.3 */

void minimise_ask(struct query *q, const struct req_options *o)
{
	size_t labels = name_labels(q->name), least = name_labels(q->cut.name) + 1;
	struct query_attempt *a = &q->attempt;
	if (q->asked_labels < least)
		q->asked_labels = (uint8_t)least;
	a->minimised = o->minimise && !q->minimise_off && q->asked_labels < labels &&
	               q->minimise_count < o->limits.minimise_steps;
	a->asked = a->minimised ? name_skip(q->name, labels - q->asked_labels) : q->name;
	a->asked_type = a->minimised ? (uint16_t)RR_NS : q->type;
}

void minimise_more(struct query *q, const struct req_options *o)
{
	size_t labels = name_labels(q->name), step = 1;
	q->minimise_count++;
	if (q->minimise_count >= ONE_LABEL_STEPS && q->minimise_count < o->limits.minimise_steps) {
		size_t left = labels > q->asked_labels ? labels - q->asked_labels : 0;
		step = left / (size_t)(o->limits.minimise_steps - q->minimise_count);
	}
	q->asked_labels = (uint8_t)MIN_OF(q->asked_labels + MAX_OF(step, (size_t)1), labels);
}
