/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of names below a name begin with its key: they are one twig of the trie. */

#include "server/sign/subtree.h"

#include "server/sign/node_types.h"

bool subtree_each(const struct zone_version *v, const uint8_t *name, subtree_fn *each, void *ctx)
{
	struct name_key key;
	bool goes_on = true;
	name_key_make(&key, name);
	const struct qp_twig *t = &v->names;
	while (!qp_is_leaf(t) && qp_place(t) < key.len)
		t = qp_step(t, key.symbols, key.len);
	struct qp_iter *it = mem_alloc(sizeof(*it));
	qp_iter_init(it, t);
	while (goes_on && (t = qp_next(it)) != NULL) {
		const struct zone_node *n = t->ptr;
		if (name_is_under(n->name, name) && !name_equal(n->name, name))
			goes_on = each(ctx, n);
	}
	mem_free(it);
	return goes_on;
}

static bool lacks_data(void *ctx UNUSED, const struct zone_node *node)
{
	return !node_has_data(node);
}

static bool lacks_signed(void *ctx UNUSED, const struct zone_node *node)
{
	return !node_has_data(node) || node_is_insecure_cut(node);
}

bool subtree_has_data(const struct zone_version *v, const struct zone_node *node)
{
	return !subtree_each(v, node->name, lacks_data, NULL);
}

bool subtree_has_signed(const struct zone_version *v, const struct zone_node *node)
{
	return !subtree_each(v, node->name, lacks_signed, NULL);
}
