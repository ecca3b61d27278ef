/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "base/mem.h"
#include "base/rand.h"
#include "dns/name.h"
#include "dns/name_key.h"
#include "server/zone/indexer.h"

#include <stdlib.h>
#include <string.h>

static int node_cmp(const void *a, const void *b)
{
	const struct zone_node *const *x = a, *const *y = b;
	return name_cmp((*x)->name, (*y)->name);
}

static struct zone_node *node_new(const uint8_t *name)
{
	uint8_t len = (uint8_t)name_len(name);
	struct zone_node *node = mem_zalloc(sizeof(*node) + len);
	node->name_len = len;
	memcpy(node->name, name, len);
	return node;
}

/* Few, short labels, so that names share ancestors, and ancestors of other names their length. */
static struct zone_node *node_draw(void)
{
	struct name n;
	name_copy(&n, (const uint8_t *)"\7example");
	for (unsigned depth = rand_below(6); depth > 0; depth--) {
		uint8_t label[2] = {
			(uint8_t)(rand_below(8) ? 'a' + rand_below(3) : rand_below(256)),
			(uint8_t)('A' + rand_below(3) + 0x20)};
		struct name child;
		name_lower(label, 1);
		assert_ok(name_prepend(&child, span_of(label, 1 + rand_below(2)), n.wire));
		n = child;
	}
	struct zone_node *node = node_new(n.wire);
	node->flags = (uint16_t)rand_below(NODE_GLUE_LOOKUP);
	return node;
}

/* Parents may be missing, as in an NSEC3 chain, or all be there. */
static void indexed_names_are_found_and_come_in_order(void **state)
{
	(void)state;
	enum { COUNT = 3000 };
	rand_replay(test_seed(rand_u64()));
	struct zone_node **nodes = mem_calloc(COUNT, sizeof(struct zone_node *));
	for (size_t i = 0; i < COUNT; i++)
		nodes[i] = node_draw();
	qsort(nodes, COUNT, sizeof(struct zone_node *), node_cmp);
	struct region region;
	region_init(&region, MEM_ZONE, 0);
	struct zone_indexer *x = zone_indexer_new(&region);
	for (size_t i = 0; i < COUNT; i++) {
		if (i == 0 || node_cmp(&nodes[i - 1], &nodes[i]) != 0)
			zone_indexer_add(x, nodes[i]);
	}
	struct qp_twig root = zone_indexer_finish(x);
	struct qp_iter it;
	qp_iter_init(&it, &root);
	for (size_t i = 0; i < COUNT; i++) {
		struct name_key key;
		if (i > 0 && node_cmp(&nodes[i - 1], &nodes[i]) == 0)
			continue;
		name_key_make(&key, nodes[i]->name);
		const struct qp_twig *leaf = qp_nearest(&root, key.symbols, key.len);
		assert_ptr_equal(leaf->ptr, nodes[i]);
		assert_int_equal(qp_value(leaf), nodes[i]->flags);
		assert_ptr_equal(qp_next(&it), leaf);
	}
	assert_null(qp_next(&it));
	region_deinit(&region);
	for (size_t i = 0; i < COUNT; i++)
		mem_free(nodes[i]);
	mem_free(nodes);
}

static void the_root_can_be_the_apex(void **state)
{
	(void)state;
	struct zone_node *apex = node_new((const uint8_t *)""),
			 *child = node_new((const uint8_t *)"\1a");
	struct region region;
	region_init(&region, MEM_ZONE, 0);
	struct zone_indexer *x = zone_indexer_new(&region);
	zone_indexer_add(x, apex);
	zone_indexer_add(x, child);
	struct qp_twig root = zone_indexer_finish(x);
	assert_ptr_equal(qp_first(&root)->ptr, apex);
	assert_ptr_equal(qp_last(&root)->ptr, child);
	region_deinit(&region);
	mem_free(apex);
	mem_free(child);
}

static void a_trie_without_names_is_empty(void **state)
{
	(void)state;
	struct region region;
	region_init(&region, MEM_ZONE, 0);
	assert_int_equal(zone_indexer_finish(zone_indexer_new(&region)).word, 0);
	region_deinit(&region);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(indexed_names_are_found_and_come_in_order),
		cmocka_unit_test(the_root_can_be_the_apex),
		cmocka_unit_test(a_trie_without_names_is_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
