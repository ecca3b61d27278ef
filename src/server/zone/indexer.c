/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys of nodes that come in canonical order.  The parent of most is an ancestor of the one before,
 * or that one itself, whose key is at hand: only the symbols of the first label are new.
 */

#include "server/zone/indexer.h"

#include "dns/name.h"
#include "dns/name_key.h"

#include <string.h>

struct zone_indexer {
	struct qp_builder *trie;
	const struct zone_node *last;
	struct name_key key;               /* of the last */
	uint8_t lens[NAME_KEY_LABELS + 1]; /* octets of its ancestor with that many labels */
};

struct zone_indexer *zone_indexer_new(struct region *region)
{
	struct zone_indexer *x = mem_alloc(sizeof(*x));
	x->trie = qp_build_new(region);
	x->last = NULL;
	return x;
}

/* Make the key from the last one's; false when the parent is none of its ancestors. */
static bool key_descend(struct zone_indexer *x, const struct zone_node *node)
{
	if (x->last == NULL || name_is_root(node->name))
		return false;
	size_t parent_len = node->name_len - 1u - node->name[0];
	size_t labels = x->key.labels;
	while (labels > 0 && x->lens[labels] > parent_len)
		labels--;
	const uint8_t *ancestor = x->last->name + x->last->name_len - x->lens[labels];
	if (x->lens[labels] != parent_len ||
	    memcmp(ancestor, node->name + 1 + node->name[0], parent_len) != 0)
		return false;
	name_key_descend(&x->key, labels, node->name);
	x->lens[labels + 1] = node->name_len;
	return true;
}

static void key_make(struct zone_indexer *x, const struct zone_node *node)
{
	const uint8_t *p = node->name;
	name_key_make(&x->key, p);
	for (size_t labels = x->key.labels, len = node->name_len;; labels--) {
		x->lens[labels] = (uint8_t)len;
		if (labels == 0)
			break;
		len -= p[0] + 1u;
		p += p[0] + 1u;
	}
}

void zone_indexer_add(struct zone_indexer *x, const struct zone_node *node)
{
	if (!key_descend(x, node))
		key_make(x, node);
	x->last = node;
	qp_build_add(x->trie, x->key.symbols, x->key.len, node->flags, node);
}

struct qp_twig zone_indexer_finish(struct zone_indexer *x)
{
	struct qp_twig root = qp_build_finish(x->trie);
	mem_free(x);
	return root;
}

struct qp_twig zone_nodes_index(struct region *region, const struct zone_nodes *nodes)
{
	struct zone_indexer *x = zone_indexer_new(region);
	for (size_t i = 0; i < nodes->count; i++) {
		if (i + ZONE_NODE_AHEAD < nodes->count)
			zone_node_prefetch(nodes->items[i + ZONE_NODE_AHEAD]);
		zone_indexer_add(x, nodes->items[i]);
	}
	return zone_indexer_finish(x);
}
