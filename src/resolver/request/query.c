/* SPDX-License-Identifier: BSD-2-Clause */
/* One question.  Invariant: seen[] holds name and every name before it, so that no chain loops. */

#include "resolver/request/query.h"

void query_init(struct query *q, const uint8_t *name, uint16_t type)
{
	memset(q, 0, sizeof(*q));
	q->name = name;
	q->type = type;
	q->state = QUERY_START;
	q->ede = EDE_NONE;
	q->note_ede = EDE_NONE;
	q->seen[q->seen_count++] = name;
	cut_init(&q->cut, name_root);
}

enum err query_restart(struct query *q, const uint8_t *target, uint8_t max_steps)
{
	for (size_t i = 0; i < q->seen_count; i++) {
		if (name_equal(q->seen[i], target))
			return E_EXISTS;
	}
	if (q->seen_count > max_steps || q->seen_count == QUERY_SEEN_MAX)
		return E_LIMIT;
	q->seen[q->seen_count++] = target;
	q->name = target;
	q->state = QUERY_START;
	q->asked_labels = 0;
	q->hook_next = 0;
	q->minimise_off = false;
	return OK;
}

void query_fail(struct query *q, int ede, const char *text)
{
	q->state = QUERY_DONE;
	q->result = QUERY_FAILED;
	if (q->ede == EDE_NONE) {
		q->ede = (int16_t)ede;
		q->ede_text = text;
	}
}
