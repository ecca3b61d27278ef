/* SPDX-License-Identifier: BSD-2-Clause */
/* The hook table.  Invariant: ordered by `order`, equal ones as they were added; names differ. */

#include "resolver/engine/hooks.h"

#include <string.h>

void engine_hooks_init(struct engine_hooks *h)
{
	h->count = 0;
}

static int find(const struct engine_hooks *h, const char *name)
{
	for (int i = 0; i < h->count; i++) {
		if (strcmp(h->list[i].name, name) == 0)
			return i;
	}
	return -1;
}

enum err engine_hooks_add(struct engine_hooks *h, const struct engine_hook *hook)
{
	if (find(h, hook->name) >= 0)
		return E_EXISTS;
	if (h->count == ENGINE_HOOKS_MAX)
		return E_LIMIT;
	size_t at = h->count++;
	for (; at > 0 && h->list[at - 1].order > hook->order; at--)
		h->list[at] = h->list[at - 1];
	h->list[at] = *hook;
	return OK;
}

struct query *hook_push(struct request *r, const uint8_t *name, uint16_t type)
{
	const struct req_limits *l = &r->options.limits;
	void *query_at, *name_at;
	size_t len = name_len(name);
	if (r->hook_queries >= l->hook_queries || r->plan.depth >= l->trust_depth ||
	    mono_reached(r->now, r->budget.deadline) ||
	    arena_try(&r->arena, sizeof(struct query), &query_at) != OK ||
	    arena_try(&r->arena, len, &name_at) != OK)
		return NULL;
	r->hook_queries++;
	memcpy(name_at, name, len);
	name_lower(name_at, len);
	struct query *q = query_at;
	query_init(q, name_at, type);
	q->purpose = QUERY_MODULE;
	plan_push(&r->plan, q);
	return q;
}

enum err engine_hooks_remove(struct engine_hooks *h, const char *name)
{
	int at = find(h, name);
	if (at < 0)
		return E_NOTFOUND;
	h->count--;
	for (int i = at; i < h->count; i++)
		h->list[i] = h->list[i + 1];
	return OK;
}
