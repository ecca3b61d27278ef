/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes and the few macros every file may use. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define MUST_USE                __attribute__((warn_unused_result))
#define PURE                    __attribute__((pure))
#define NORETURN                __attribute__((noreturn))
#define UNUSED                  __attribute__((unused))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define ALWAYS_INLINE           inline __attribute__((always_inline))

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Return early with the code of a failed call: TRY(name_parse(...)); */
#define TRY(expr)                                                                                  \
	do {                                                                                       \
		enum err try_err_ = (expr);                                                        \
		if (UNLIKELY(try_err_ != OK))                                                      \
			return try_err_;                                                           \
	} while (0)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The struct that holds `member` at `ptr`. */
#define CONTAINER_OF(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

#define MIN_OF(a, b) ((a) < (b) ? (a) : (b))
#define MAX_OF(a, b) ((a) > (b) ? (a) : (b))
