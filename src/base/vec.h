/* SPDX-License-Identifier: BSD-2-Clause */
/* A growing array by macro: VEC(struct x) v = {0}; VEC_PUSH(&v, item); v.items[i]; VEC_FREE(&v). */
#pragma once

#include "base/mem.h"

#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t count;                                                                      \
		size_t cap;                                                                        \
	}

/*
 * Memory for at least `least` items of a size; `items` holds *cap, which is updated. It grows by
 * half at the least, so that pushing is amortised.
 */
static inline void *vec_reserve(void *items, size_t *cap, size_t least, size_t size)
{
	if (LIKELY(*cap >= least))
		return items;
	*cap = MAX_OF(*cap + *cap / 2, MAX_OF(least, (size_t)8));
	return mem_realloc(items, *cap * size);
}

/* Room for at least `least` items in all. */
#define VEC_RESERVE(v, least)                                                                      \
	((v)->items = vec_reserve((v)->items, &(v)->cap, (least), sizeof((v)->items[0])))

#define VEC_PUSH(v, item)                                                                          \
	(VEC_RESERVE(v, (v)->count + 1), (v)->items[(v)->count] = (item), (void)(v)->count++)

/* No more room than for what is in it: for what stays as it is from now on. */
#define VEC_FIT(v)                                                                                 \
	do {                                                                                       \
		if ((v)->cap > (v)->count && (v)->count > 0) {                                     \
			(v)->cap = (v)->count;                                                     \
			(v)->items = mem_realloc((v)->items, (v)->cap * sizeof((v)->items[0]));    \
		}                                                                                  \
	} while (0)

#define VEC_FREE(v)                                                                                \
	do {                                                                                       \
		mem_free((v)->items);                                                              \
		(v)->items = NULL;                                                                 \
		(v)->count = (v)->cap = 0;                                                         \
	} while (0)
