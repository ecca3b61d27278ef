/* SPDX-License-Identifier: BSD-2-Clause */
/* Binary heap.  Invariant: items[i]->place == i + 1 and no item's key is below its parent's. */

#include "base/heap.h"

#include "base/mem.h"

void heap_init(struct heap *h)
{
	*h = (struct heap){0};
}

void heap_deinit(struct heap *h)
{
	for (size_t i = 0; i < h->count; i++)
		h->items[i]->place = 0;
	mem_free(h->items);
	heap_init(h);
}

static void set(struct heap *h, size_t i, struct heap_item *item)
{
	h->items[i] = item;
	item->place = i + 1;
}

static size_t sift_up(struct heap *h, size_t i)
{
	struct heap_item *item = h->items[i];
	while (i > 0 && h->items[(i - 1) / 2]->key > item->key) {
		set(h, i, h->items[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	set(h, i, item);
	return i;
}

static void sift_down(struct heap *h, size_t i)
{
	struct heap_item *item = h->items[i];
	for (;;) {
		size_t child = 2 * i + 1;
		if (child >= h->count)
			break;
		if (child + 1 < h->count && h->items[child + 1]->key < h->items[child]->key)
			child++;
		if (h->items[child]->key >= item->key)
			break;
		set(h, i, h->items[child]);
		i = child;
	}
	set(h, i, item);
}

void heap_put(struct heap *h, struct heap_item *item, int64_t key)
{
	item->key = key;
	if (item->place == 0) {
		if (h->count == h->cap) {
			h->cap = h->cap > 0 ? h->cap * 2 : 16;
			h->items = mem_realloc(h->items, h->cap * sizeof(struct heap_item *));
		}
		set(h, h->count++, item);
	}
	sift_down(h, sift_up(h, item->place - 1));
}

void heap_remove(struct heap *h, struct heap_item *item)
{
	if (item->place == 0)
		return;
	size_t i = item->place - 1;
	item->place = 0;
	struct heap_item *last = h->items[--h->count];
	if (last == item)
		return;
	set(h, i, last);
	sift_down(h, sift_up(h, i));
}

struct heap_item *heap_first(const struct heap *h)
{
	return h->count > 0 ? h->items[0] : NULL;
}
