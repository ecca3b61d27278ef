/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures have the TTL of what they sign: only data is looked at. */

#include "server/sign/max_ttl.h"

uint32_t max_ttl_find(const struct zone_version *v)
{
	uint32_t most = 0;
	struct zone_iter *it = mem_alloc(sizeof(*it));
	zone_iter_init(it, v);
	for (const struct zone_node *node; (node = zone_next(it)) != NULL;) {
		const struct zone_set *sets = zone_node_sets(node);
		for (unsigned i = 0; i < node->set_count; i++)
			most = MAX_OF(most, zone_set_ttl(node, &sets[i]));
	}
	mem_free(it);
	return most;
}
