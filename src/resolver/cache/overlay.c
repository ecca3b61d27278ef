/* SPDX-License-Identifier: BSD-2-Clause */
/* A small hash table with open addressing; nothing leaves it but all at once. */

#include "resolver/cache/overlay.h"

#include "base/hash.h"

#include <assert.h>

void overlay_init(struct overlay *o)
{
	arena_init(&o->arena, 0);
	o->count = 0;
	memset(o->slots, 0, sizeof(o->slots));
}

void overlay_deinit(struct overlay *o)
{
	arena_deinit(&o->arena);
}

/* The slot of a key, or the free one where it would be. */
static size_t find_slot(const struct overlay *o, uint32_t hash, struct span key)
{
	size_t at = hash % OVERLAY_SLOTS;
	while (o->slots[at] != 0) {
		const struct overlay_item *i = &o->items[o->slots[at] - 1];
		if (i->hash == hash && span_equal(i->key, key))
			break;
		at = (at + 1) % OVERLAY_SLOTS;
	}
	return at;
}

static uint32_t hash_of(struct span key)
{
	return (uint32_t)hash_octets(key.data, key.len, hash_seed());
}

static struct overlay_item *take(struct overlay *o, struct span key)
{
	uint32_t hash = hash_of(key);
	size_t at = find_slot(o, hash, key);
	if (o->slots[at] != 0)
		return &o->items[o->slots[at] - 1];
	assert(o->count < OVERLAY_ENTRIES_MAX);
	struct overlay_item *i = &o->items[o->count++];
	o->slots[at] = (uint16_t)o->count;
	i->hash = hash;
	i->key = span_of(arena_dup(&o->arena, key.data, key.len), key.len);
	return i;
}

void overlay_put(struct overlay *o, struct span key, struct span value)
{
	struct overlay_item *i = take(o, key);
	i->deleted = false;
	i->value = span_of(arena_dup(&o->arena, value.data, value.len), value.len);
}

void overlay_delete(struct overlay *o, struct span key)
{
	struct overlay_item *i = take(o, key);
	i->deleted = true;
	i->value = span_of(NULL, 0);
}

const struct overlay_item *overlay_find(const struct overlay *o, struct span key)
{
	if (o->count == 0)
		return NULL;
	size_t at = find_slot(o, hash_of(key), key);
	return o->slots[at] != 0 ? &o->items[o->slots[at] - 1] : NULL;
}

void overlay_clear(struct overlay *o)
{
	if (o->count == 0)
		return;
	o->count = 0;
	memset(o->slots, 0, sizeof(o->slots));
	arena_reset(&o->arena);
}
