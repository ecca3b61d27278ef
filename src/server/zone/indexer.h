/* SPDX-License-Identifier: BSD-2-Clause */
/* Building the trie over a zone's nodes from their names. */
#pragma once

#include "base/qp.h"
#include "server/zone/node.h"

struct zone_indexer;

/* Begin a trie whose twigs are cut from the region. Ended by zone_indexer_finish. */
struct zone_indexer *zone_indexer_new(struct region *region);

/* Add a node, in canonical order; its flags are kept in the trie too and must be final. */
void zone_indexer_add(struct zone_indexer *x, const struct zone_node *node);

struct qp_twig zone_indexer_finish(struct zone_indexer *x);
