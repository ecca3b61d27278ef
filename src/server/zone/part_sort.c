/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ten symbols of the keys at a time: a stable sort of whole words by radix, then the same for each
 * run of equal words, ten symbols further on, until the keys end.  The work is linear in the
 * symbols that it takes to tell the names apart; names that share long starts cost a word each.
 */

#include "server/zone/part_sort.h"

#include "base/vec.h"
#include "dns/name_key.h"

#include <assert.h>
#include <string.h>

enum {
	RADIX_BITS = 10,
	RADIX_PASSES = 6, /* of 60 bits */
	DIGITS = 1 << RADIX_BITS,
	INSERTION_MAX = 48,
	SYMBOL_MASK = 63,
};

/* Parts with one word, to be told apart from place `at` on. */
struct range {
	size_t first, count, at;
};

static bool is_sorted(const struct zone_part *p, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (p[i - 1].word > p[i].word)
			return false;
	}
	return true;
}

static void insertion_sort(struct zone_part *p, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct zone_part moving = p[i];
		size_t j = i;
		for (; j > 0 && p[j - 1].word > moving.word; j--)
			p[j] = p[j - 1];
		p[j] = moving;
	}
}

static unsigned digit_of(const struct zone_part *p, unsigned pass)
{
	return (unsigned)(p->word >> pass * RADIX_BITS) & (DIGITS - 1);
}

static void radix_sort(struct zone_part *parts, size_t count, struct zone_part *spare)
{
	uint32_t(*at)[DIGITS] = mem_calloc(RADIX_PASSES, sizeof(*at));
	struct zone_part *from = parts, *to = spare;
	for (size_t i = 0; i < count; i++) {
		for (unsigned pass = 0; pass < RADIX_PASSES; pass++)
			at[pass][digit_of(parts + i, pass)]++;
	}
	for (unsigned pass = 0; pass < RADIX_PASSES; pass++) {
		if (at[pass][digit_of(parts, pass)] == count) /* one digit for all */
			continue;
		uint32_t sum = 0;
		for (size_t d = 0; d < DIGITS; d++) {
			uint32_t n = at[pass][d];
			at[pass][d] = sum;
			sum += n;
		}
		for (size_t i = 0; i < count; i++)
			to[at[pass][digit_of(from + i, pass)]++] = from[i];
		struct zone_part *swap = from;
		from = to;
		to = swap;
	}
	if (from != parts)
		memcpy(parts, from, count * sizeof(*parts));
	mem_free(at);
}

static void words_sort(struct zone_part *p, size_t count, struct zone_part *spare)
{
	if (is_sorted(p, count))
		return;
	if (count <= INSERTION_MAX)
		insertion_sort(p, count);
	else
		radix_sort(p, count, spare);
}

void zone_parts_sort(struct zone_part *parts, size_t count, size_t skip, struct zone_part *spare)
{
	assert(count <= UINT32_MAX);
	VEC(struct range) todo = {0};
	struct range all = {.first = 0, .count = count, .at = skip};
	VEC_PUSH(&todo, all);
	while (todo.count > 0) {
		struct range r = todo.items[--todo.count];
		struct zone_part *p = parts + r.first;
		if (r.at != skip) {
			for (size_t i = 0; i < r.count; i++) {
				struct name_key key;
				name_key_make(&key, p[i].node->name);
				p[i].word = name_key_word(&key, r.at);
			}
		}
		words_sort(p, r.count, spare);
		for (size_t i = 0, end; i < r.count; i = end) {
			for (end = i + 1; end < r.count && p[end].word == p[i].word;)
				end++;
			/* A word that ends in NAME_KEY_END holds the end of its key: one name. */
			if (end - i > 1 && (p[i].word & SYMBOL_MASK) != NAME_KEY_END) {
				struct range run = {r.first + i, end - i, r.at + NAME_KEY_WORD};
				VEC_PUSH(&todo, run);
			}
		}
	}
	VEC_FREE(&todo);
}
