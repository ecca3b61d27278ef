/* SPDX-License-Identifier: BSD-2-Clause */
/* A trie of slots by name. As in find.c, a zone that encloses a name is a prefix of its key. */

#include "server/zone/table.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

static int slot_cmp(const void *a, const void *b)
{
	const struct zone_slot *const *x = a, *const *y = b;
	return name_cmp((*x)->name.wire, (*y)->name.wire);
}

struct zone_table *zone_table_new(struct zone_slot *const *slots, size_t count)
{
	struct zone_table *t = mem_zalloc(sizeof(*t));
	region_init(&t->region, MEM_ZONE, count * sizeof(struct qp_twig) * 3 / 2 + 64);
	t->count = count;
	t->slots = mem_calloc(count, sizeof(struct zone_slot *));
	if (count > 0)
		memcpy(t->slots, slots, count * sizeof(struct zone_slot *));
	qsort(t->slots, count, sizeof(struct zone_slot *), slot_cmp);
	struct qp_builder *b = qp_build_new(&t->region);
	for (size_t i = 0; i < count; i++)
		qp_build_add(b, t->slots[i]->key, t->slots[i]->key_len, 0, t->slots[i]);
	t->root = qp_build_finish(b);
	return t;
}

void zone_table_free(struct zone_table *t)
{
	if (t == NULL)
		return;
	region_deinit(&t->region);
	mem_free(t->slots);
	mem_free(t);
}

struct zone_slot *zone_table_find(const struct zone_table *t, const uint8_t *name)
{
	struct name_key key;
	name_key_make(&key, name);
	const struct qp_twig *leaf = qp_nearest(&t->root, key.symbols, key.len);
	if (leaf == NULL)
		return NULL;
	struct zone_slot *slot = (struct zone_slot *)(uintptr_t)leaf->ptr;
	return name_equal(slot->name.wire, name) ? slot : NULL;
}

struct zone_slot *zone_table_match(const struct zone_table *t, const struct name_key *key,
                                   bool parent)
{
	if (t->root.word == 0)
		return NULL;
	const struct zone_slot *nearest = qp_descend(&t->root, key->symbols, key->len)->ptr;
	size_t common = 0, most = MIN_OF(key->len, nearest->key_len);
	/* Both have room behind their ends; what stands there is cut off. */
	for (uint64_t a, b; common < most; common += sizeof(a)) {
		memcpy(&a, key->symbols + common, sizeof(a));
		memcpy(&b, nearest->key + common, sizeof(b));
		if (a != b) {
			common += (unsigned)__builtin_ctzll(le64toh(a ^ b)) / 8;
			break;
		}
	}
	common = MIN_OF(common, most);
	const struct zone_slot *exact = NULL, *enclosing = NULL;
	if (common == nearest->key_len) {
		if (common == key->len)
			exact = nearest;
		else
			enclosing = nearest;
	}
	if (exact != NULL && !parent)
		return (struct zone_slot *)(uintptr_t)exact;
	for (const struct qp_twig *at = &t->root;
	     enclosing != nearest && at != NULL && !qp_is_leaf(at) && qp_place(at) <= common;
	     at = qp_child(at, name_key_at(key, qp_place(at)))) {
		if ((at->word & 1) != 0 && qp_place(at) < key->len)
			enclosing = qp_twigs(at)->ptr;
	}
	if (enclosing == NULL)
		enclosing = exact;
	return (struct zone_slot *)(uintptr_t)enclosing;
}
