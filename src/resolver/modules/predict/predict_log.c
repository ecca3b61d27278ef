/* SPDX-License-Identifier: BSD-2-Clause */
/* Windows of questions.  Invariant: but for `sample`, lists are sorted by hash and without doubles.
 */

#include "resolver/modules/predict/predict_log.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>

static bool same(const struct predict_key *a, const struct predict_key *b)
{
	return a->hash == b->hash && a->type == b->type && name_equal(a->name, b->name);
}

static int compare(const void *a, const void *b)
{
	const struct predict_key *x = a, *y = b;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static void clear(struct predict_keys *k)
{
	for (size_t i = 0; i < k->list.count; i++)
		mem_free(k->list.items[i].name);
	k->list.count = 0;
}

static void deinit(struct predict_keys *k)
{
	clear(k);
	VEC_FREE(&k->list);
}

/* Sort, and take out what is there twice. */
static void settle(struct predict_keys *k)
{
	size_t kept = 0;
	if (k->list.count > 1)
		qsort(k->list.items, k->list.count, sizeof(*k->list.items), compare);
	for (size_t i = 0; i < k->list.count; i++) {
		if (kept > 0 && same(&k->list.items[kept - 1], &k->list.items[i]))
			mem_free(k->list.items[i].name);
		else
			k->list.items[kept++] = k->list.items[i];
	}
	k->list.count = kept;
}

static void push_copy(struct predict_keys *to, const struct predict_key *key)
{
	struct predict_key copy = *key;
	copy.name = mem_dup(key->name, name_len(key->name));
	VEC_PUSH(&to->list, copy);
}

static bool has(const struct predict_keys *k, const struct predict_key *key)
{
	size_t low = 0, high = k->list.count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (k->list.items[middle].hash < key->hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < k->list.count && same(&k->list.items[low], key);
}

void predict_log_init(struct predict_log *l, unsigned period)
{
	*l = (struct predict_log){.period = period};
	l->windows = mem_calloc(period, sizeof(*l->windows));
}

void predict_log_deinit(struct predict_log *l)
{
	for (unsigned i = 0; i < l->period; i++)
		deinit(&l->windows[i]);
	mem_free(l->windows);
	deinit(&l->queue);
	deinit(&l->sample);
	*l = (struct predict_log){0};
}

void predict_log_note(struct predict_log *l, const uint8_t *name, uint16_t type)
{
	const struct predict_key key = {
		.hash = name_hash(name, hash_seed()) + type,
		.type = type,
		.name = (uint8_t *)(uintptr_t)name, /* copied */
	};
	if (l->sample.list.count < PREDICT_KEYS_MAX)
		push_copy(&l->sample, &key);
}

void predict_log_end(struct predict_log *l, unsigned window)
{
	struct predict_keys *w = &l->windows[window];
	for (size_t i = 0; i < l->sample.list.count; i++) {
		if (w->list.count < PREDICT_KEYS_MAX)
			VEC_PUSH(&w->list, l->sample.list.items[i]);
		else
			mem_free(l->sample.list.items[i].name);
	}
	l->sample.list.count = 0;
	settle(w);
}

void predict_log_begin(struct predict_log *l, unsigned window)
{
	struct predict_keys *now = &l->windows[window];
	for (size_t k = 0; k < now->list.count; k++)
		push_copy(&l->queue, &now->list.items[k]);
	for (unsigned i = 1; 2 * i < l->period; i++) {
		const struct predict_keys *once = &l->windows[(window + l->period - i) % l->period];
		const struct predict_keys *twice =
			&l->windows[(window + l->period - 2 * i) % l->period];
		for (size_t k = 0; k < once->list.count; k++) {
			if (has(twice, &once->list.items[k]))
				push_copy(&l->queue, &once->list.items[k]);
		}
	}
	settle(&l->queue);
	clear(now);
}

bool predict_log_take(struct predict_log *l, struct predict_key *out)
{
	if (l->queue.list.count == 0)
		return false;
	*out = l->queue.list.items[--l->queue.list.count];
	return true;
}

unsigned predict_window(int64_t unix_s, int64_t window_s, unsigned period)
{
	enum { DAY_S = 86400 };
	return (unsigned)(unix_s % DAY_S / window_s % period);
}
