/* SPDX-License-Identifier: BSD-2-Clause */
/* What a node hides is in its flags: where these differ, all that is below follows. */

#include "server/sign/affected.h"

#include "server/sign/subtree.h"

#include <stdlib.h>

enum { HIDES = NODE_CUT | NODE_BELOW | NODE_DNAME };

void affected_deinit(struct affected *a)
{
	VEC_FREE(&a->list);
	arena_deinit(&a->names);
}

/* The list outlives the nodes that names are taken from. */
static void name_take(struct affected *a, const uint8_t *name)
{
	VEC_PUSH(&a->list, (const uint8_t *)arena_dup(&a->names, name, name_len(name)));
}

static bool take(void *ctx, const struct zone_node *node)
{
	name_take(ctx, node->name);
	return true;
}

static unsigned hiding(const struct zone_version *v, const uint8_t *name)
{
	const struct zone_node *n = zone_version_find(v, name);
	return n != NULL ? n->flags & HIDES : 0;
}

static void ancestors_take(struct affected *a, const struct zone_version *v, const uint8_t *name)
{
	size_t apex_len = v->apex->name_len;
	if (name_len(name) <= apex_len)
		return;
	for (name = name_parent(name); name_len(name) > apex_len; name = name_parent(name)) {
		const struct zone_node *n = zone_version_find(v, name);
		if (n != NULL && n->set_count == 0)
			name_take(a, name);
	}
}

static int name_ptr_cmp(const void *a, const void *b)
{
	return name_cmp(*(const uint8_t *const *)a, *(const uint8_t *const *)b);
}

static void unite(struct affected *a)
{
	size_t kept = 0;
	if (a->list.count == 0)
		return;
	qsort(a->list.items, a->list.count, sizeof(a->list.items[0]), name_ptr_cmp);
	for (size_t i = 0; i < a->list.count; i++) {
		if (kept == 0 || !name_equal(a->list.items[kept - 1], a->list.items[i]))
			a->list.items[kept++] = a->list.items[i];
	}
	a->list.count = kept;
}

void affected_find(struct affected *out, const struct zone_version *before,
                   const struct zone_version *after, const struct chain_names *touched)
{
	arena_init(&out->names, 0);
	for (size_t i = 0; i < touched->count; i++) {
		const uint8_t *name = touched->items[i];
		name_take(out, name);
		ancestors_take(out, after, name);
		if (hiding(before, name) != hiding(after, name))
			(void)subtree_each(after, name, take, out);
	}
	unite(out);
}

bool affected_has(const struct affected *a, const uint8_t *name)
{
	return a->list.count > 0 && bsearch(&name, a->list.items, a->list.count,
	                                    sizeof(a->list.items[0]), name_ptr_cmp) != NULL;
}
