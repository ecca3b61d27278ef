/* SPDX-License-Identifier: BSD-2-Clause */
/* Versions as wholes: freeing, finding one name, walking all. Look-ups of queries are in find.h. */

#include "server/zone/version.h"

#include <assert.h>
#include <string.h>

void zone_version_free(struct zone_version *v)
{
	if (v == NULL)
		return;
	assert(atomic_load(&v->pins) == 0);
	zone_memory_leave(v->memory, &v->retired);
	mem_free(v->nsec3_param);
	mem_free(v);
}

size_t zone_version_bytes(const struct zone_version *v)
{
	return zone_memory_bytes(v->memory) + sizeof(*v);
}

static const struct zone_node *trie_find(const struct qp_twig *root, const uint8_t *name)
{
	struct name_key key;
	name_key_make(&key, name);
	const struct qp_twig *t = qp_nearest(root, key.symbols, key.len);
	if (t == NULL)
		return NULL;
	const struct zone_node *n = t->ptr;
	return name_equal(n->name, name) ? n : NULL;
}

const struct zone_node *zone_version_find(const struct zone_version *v, const uint8_t *name)
{
	return trie_find(&v->names, name);
}

const struct zone_node *zone_version_find_nsec3(const struct zone_version *v, const uint8_t *name)
{
	return trie_find(&v->nsec3, name);
}

void zone_version_pin(struct zone_version *v)
{
	atomic_fetch_add_explicit(&v->pins, 1, memory_order_acquire);
}

void zone_version_unpin(struct zone_version *v)
{
	uint32_t before = atomic_fetch_sub_explicit(&v->pins, 1, memory_order_release);
	assert(before > 0);
	(void)before;
}

void zone_iter_init(struct zone_iter *it, const struct zone_version *v)
{
	it->version = v;
	it->is_nsec3 = false;
	qp_iter_init(&it->nodes, &v->names);
}

const struct zone_node *zone_next(struct zone_iter *it)
{
	const struct qp_twig *t = qp_next(&it->nodes);
	if (t == NULL && !it->is_nsec3) {
		it->is_nsec3 = true;
		qp_iter_init(&it->nodes, &it->version->nsec3);
		t = qp_next(&it->nodes);
	}
	return t != NULL ? t->ptr : NULL;
}
