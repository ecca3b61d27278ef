/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Links that changed lie over the zone's chain: a look-up asks them first.  In a chain that is
 * whole the key behind any link is in the ring; what the zone has may not be, and shows in the end.
 */

#include "server/sign/ring.h"

#include <string.h>

void ring_deinit(struct ring *r)
{
	VEC_FREE(&r->links);
}

/* Place of the first link that is not before a key. */
static size_t place_of(const struct ring *r, const uint8_t *key)
{
	size_t low = 0, high = r->links.count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (r->source->cmp(r->links.items[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct ring_link *link_find(const struct ring *r, const uint8_t *key)
{
	size_t at = place_of(r, key);
	if (at < r->links.count && r->source->cmp(r->links.items[at].key, key) == 0)
		return &r->links.items[at];
	return NULL;
}

static void link_put(struct ring *r, const uint8_t *key, const uint8_t *next)
{
	struct ring_link *have = link_find(r, key);
	if (have == NULL) {
		size_t at = place_of(r, key), behind = r->links.count - at;
		VEC_RESERVE(&r->links, r->links.count + 1);
		memmove(r->links.items + at + 1, r->links.items + at,
		        behind * sizeof(r->links.items[0]));
		r->links.count++;
		have = &r->links.items[at];
		have->key = key;
	}
	have->next = next;
	have->is_gone = false;
}

static const uint8_t *next_of(const struct ring *r, const uint8_t *key)
{
	const struct ring_link *have = link_find(r, key);
	if (have != NULL)
		return have->is_gone ? NULL : have->next;
	return r->source->next(r->source->ctx, key);
}

/* The last link of ours before a key, round the ring; NULL: none. */
static const uint8_t *ours_before(const struct ring *r, const uint8_t *key)
{
	size_t count = r->links.count, at = place_of(r, key);
	for (size_t i = 0; i < count; i++) {
		at = at > 0 ? at - 1 : count - 1;
		if (!r->links.items[at].is_gone)
			return r->links.items[at].key;
	}
	return NULL;
}

/* The last of the zone's before a key that is not gone; NULL: none. */
static const uint8_t *theirs_before(const struct ring *r, const uint8_t *key)
{
	const uint8_t *at = key;
	for (size_t i = 0; i <= r->links.count; i++) { /* each may be gone, but no more */
		at = r->source->before(r->source->ctx, at);
		if (at == NULL)
			return NULL;
		const struct ring_link *have = link_find(r, at);
		if (have == NULL || !have->is_gone)
			return at;
	}
	return NULL;
}

/* Which of two comes later before a key, round the ring? */
static const uint8_t *nearer(const struct ring *r, const uint8_t *key, const uint8_t *a,
                             const uint8_t *b)
{
	if (a == NULL || b == NULL)
		return a == NULL ? b : a;
	bool a_wraps = r->source->cmp(a, key) >= 0, b_wraps = r->source->cmp(b, key) >= 0;
	if (a_wraps != b_wraps)
		return a_wraps ? b : a;
	return r->source->cmp(a, b) >= 0 ? a : b;
}

static const uint8_t *before(const struct ring *r, const uint8_t *key)
{
	return nearer(r, key, ours_before(r, key), theirs_before(r, key));
}

bool ring_has(const struct ring *r, const uint8_t *key)
{
	return next_of(r, key) != NULL;
}

enum err ring_keep(struct ring *r, const uint8_t *key)
{
	const uint8_t *next = next_of(r, key);
	if (next == NULL)
		return E_NOTFOUND;
	link_put(r, key, next);
	return OK;
}

/* Is there a place for a key between a link and the next, the last of which leads to the first? */
static bool is_between(const struct ring *r, const uint8_t *left, const uint8_t *key,
                       const uint8_t *next)
{
	bool behind = r->source->cmp(left, key) < 0, ahead = r->source->cmp(key, next) < 0;
	return r->source->cmp(left, next) < 0 ? behind && ahead
	                                      : (behind || ahead) && r->source->cmp(key, next) != 0;
}

enum err ring_insert(struct ring *r, const uint8_t *key)
{
	const uint8_t *left = before(r, key);
	const uint8_t *next = left != NULL ? next_of(r, left) : NULL;
	if (next == NULL || !is_between(r, left, key, next))
		return E_NOTFOUND;
	link_put(r, key, next);
	link_put(r, left, key);
	return OK;
}

enum err ring_remove(struct ring *r, const uint8_t *key)
{
	const uint8_t *next = next_of(r, key);
	const uint8_t *left = before(r, key);
	if (next == NULL || left == NULL || r->source->cmp(left, key) == 0)
		return E_NOTFOUND; /* the last link never goes: the apex has one */
	link_put(r, left, next);
	link_put(r, key, key);
	link_find(r, key)->is_gone = true;
	return OK;
}

bool ring_is_whole(const struct ring *r)
{
	for (size_t i = 0; i < r->links.count; i++) {
		const struct ring_link *l = &r->links.items[i];
		if (!l->is_gone && !ring_has(r, l->next))
			return false;
	}
	return true;
}
