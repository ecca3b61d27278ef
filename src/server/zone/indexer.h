/* SPDX-License-Identifier: BSD-2-Clause */
/* Building the trie over a zone's nodes from their names; lists of nodes. */
#pragma once

#include "base/qp.h"
#include "base/vec.h"
#include "server/zone/node.h"

struct zone_indexer;

/* Begin a trie whose twigs are cut from the region. Ended by zone_indexer_finish. */
struct zone_indexer *zone_indexer_new(struct region *region);

/* Add a node, in canonical order; its flags are kept in the trie too and must be final. */
void zone_indexer_add(struct zone_indexer *x, const struct zone_node *node);

struct qp_twig zone_indexer_finish(struct zone_indexer *x);

/* Nodes in canonical order. Owner: whoever fills it; VEC_FREE. */
struct zone_nodes {
	struct zone_node **items;
	size_t count;
	size_t cap;
};

/* The trie over all of them, its twigs cut from the region. */
struct qp_twig zone_nodes_index(struct region *region, const struct zone_nodes *nodes);
