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

/* Room for at least `least` items in all. */
#define VEC_RESERVE(v, least)                                                                      \
	do {                                                                                       \
		if ((v)->cap < (least)) {                                                          \
			(v)->cap = MAX_OF((v)->cap * 2, (size_t)(least));                          \
			(v)->items = mem_realloc((v)->items, (v)->cap * sizeof(*(v)->items));      \
		}                                                                                  \
	} while (0)

#define VEC_PUSH(v, item)                                                                          \
	do {                                                                                       \
		if ((v)->count == (v)->cap)                                                        \
			VEC_RESERVE(v, (v)->cap < 8 ? 8 : (v)->cap + 1);                           \
		(v)->items[(v)->count++] = (item);                                                 \
	} while (0)

#define VEC_FREE(v)                                                                                \
	do {                                                                                       \
		mem_free((v)->items);                                                              \
		(v)->items = NULL;                                                                 \
		(v)->count = (v)->cap = 0;                                                         \
	} while (0)
