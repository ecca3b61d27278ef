/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nodes are whole in themselves, so a copy of them with new tries is a version.  A small one moves
 * twice: the second time its size is known, and nothing is left over.
 */

#include "server/zone/compact.h"

#include "base/vec.h"
#include "server/zone/indexer.h"
#include "server/zone/link.h"

#include <stddef.h>
#include <string.h>

enum {
	WASTE_LEAST = 4096,    /* octets that are not worth a copy */
	FIT_BELOW = 256 * 1024 /* octets: smaller versions get a region made to measure */
};

bool zone_is_sparse(const struct zone_version *v, const struct zone_version *base)
{
	const struct region *r = zone_memory_region(v->memory);
	size_t live = r->used;
	for (size_t i = 0; base != NULL && i < base->retired.count; i++)
		live -= region_block_size(base->retired.items[i].size);
	size_t waste = r->reserved - live;
	return waste > WASTE_LEAST && waste > live / 2;
}

struct copy {
	struct region region;
	struct zone_nodes names, nsec3;
	struct qp_twig names_root, nsec3_root;
};

static void nodes_gather(struct zone_nodes *out, const struct qp_twig *root)
{
	struct qp_iter *it = mem_alloc(sizeof(*it));
	const struct qp_twig *t;
	qp_iter_init(it, root);
	while ((t = qp_next(it)) != NULL)
		VEC_PUSH(out, (struct zone_node *)(uintptr_t)t->ptr); /* replaced by a copy */
	mem_free(it);
}

static void copy_place(struct copy *c, size_t first)
{
	region_init(&c->region, MEM_ZONE, first);
	zone_nodes_copy(&c->region, &c->names);
	zone_nodes_copy(&c->region, &c->nsec3);
	c->names_root = zone_nodes_index(&c->region, &c->names);
	c->nsec3_root = zone_nodes_index(&c->region, &c->nsec3);
}

struct zone_version *zone_compact(const struct zone_version *v)
{
	struct copy c = {0};
	nodes_gather(&c.names, &v->names);
	nodes_gather(&c.nsec3, &v->nsec3);
	copy_place(&c, 0);
	if (c.region.used < FIT_BELOW) {
		struct region loose = c.region;
		copy_place(&c, loose.used);
		region_deinit(&loose);
	}
	struct zone_version *out = mem_zalloc(sizeof(*out));
	memcpy(out, v, offsetof(struct zone_version, pins));
	out->retired = (struct cow_blocks){0};
	out->names = c.names_root;
	out->nsec3 = c.nsec3_root;
	out->apex = c.names.items[0];
	out->memory = zone_memory_new(&c.region);
	if (v->nsec3_param != NULL)
		out->nsec3_param = mem_dup(v->nsec3_param,
		                           sizeof(*v->nsec3_param) + v->nsec3_param->salt_len);
	link_note_denials(out);
	VEC_FREE(&c.names);
	VEC_FREE(&c.nsec3);
	return out;
}
