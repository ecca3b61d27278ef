/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nodes are whole in themselves, so a copy of them with new tries is a version.  A small one moves
 * twice: the second time its size is known, and nothing is left over.
 */

#include "server/zone/compact.h"

#include "base/vec.h"
#include "server/zone/link.h"

#include <stddef.h>
#include <string.h>

enum { WASTE_LEAST = 4096 }; /* octets that are not worth a copy */

bool zone_is_sparse(const struct zone_version *v, const struct zone_version *base)
{
	const struct region *r = zone_memory_region(v->memory);
	size_t live = r->used;
	for (size_t i = 0; base != NULL && i < base->retired.count; i++)
		live -= region_block_size(base->retired.items[i].size);
	size_t waste = r->reserved - live;
	return waste > WASTE_LEAST && waste > live / 2;
}

static void nodes_gather(struct zone_nodes *out, const struct qp_twig *root)
{
	struct qp_iter *it = mem_alloc(sizeof(*it));
	const struct qp_twig *t;
	qp_iter_init(it, root);
	while ((t = qp_next(it)) != NULL)
		VEC_PUSH(out, (struct zone_node *)(uintptr_t)t->ptr); /* replaced by a copy */
	mem_free(it);
}

static void nodes_copy(struct region *to, struct zone_nodes *nodes)
{
	for (size_t i = 0; i < nodes->count; i++) {
		const struct zone_node *n = nodes->items[i];
		struct zone_node *copy = region_alloc(to, n->size);
		if (i + ZONE_NODE_AHEAD < nodes->count)
			zone_node_prefetch(nodes->items[i + ZONE_NODE_AHEAD]);
		memcpy(copy, n, n->size);
		nodes->items[i] = copy;
	}
}

void zone_move(struct zone_version *v, struct region *to, size_t first, struct zone_nodes *names,
               struct zone_nodes *nsec3)
{
	region_init(to, MEM_ZONE, first);
	nodes_copy(to, names);
	nodes_copy(to, nsec3);
	v->names = zone_nodes_index(to, names);
	v->nsec3 = zone_nodes_index(to, nsec3);
}

struct zone_version *zone_compact(const struct zone_version *v)
{
	struct zone_nodes names = {0}, nsec3 = {0};
	struct region region;
	struct zone_version *out = mem_zalloc(sizeof(*out));
	memcpy(out, v, offsetof(struct zone_version, pins));
	out->retired = (struct cow_blocks){0};
	nodes_gather(&names, &v->names);
	nodes_gather(&nsec3, &v->nsec3);
	zone_move(out, &region, 0, &names, &nsec3);
	if (region.used < ZONE_FIT_BELOW) {
		struct region loose = region;
		zone_move(out, &region, loose.used, &names, &nsec3);
		region_deinit(&loose);
	}
	out->apex = names.items[0];
	out->memory = zone_memory_new(&region);
	if (v->nsec3_param != NULL)
		out->nsec3_param = mem_dup(v->nsec3_param,
		                           sizeof(*v->nsec3_param) + v->nsec3_param->salt_len);
	link_note_denials(out);
	VEC_FREE(&names);
	VEC_FREE(&nsec3);
	return out;
}
