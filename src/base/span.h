/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A borrowed run of octets: pointer and length, never NUL-terminated.
 *
 * Owner: whoever made the octets.  Lifetime: stated by the function that returns the span.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

struct span {
	const uint8_t *data;
	size_t len;
};

static inline struct span span_of(const void *data, size_t len)
{
	return (struct span){.data = data, .len = len};
}

/* The octets of a C string, without its terminator; NULL gives an empty span. */
static inline struct span span_str(const char *text)
{
	return (struct span){.data = (const uint8_t *)text, .len = text ? strlen(text) : 0};
}

static inline bool span_equal(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Equal to a C string but for ASCII case. */
static inline bool span_is_word(struct span a, const char *word)
{
	return strlen(word) == a.len && strncasecmp((const char *)a.data, word, a.len) == 0;
}

/* What follows the first `skip` octets; empty when skip reaches the end. */
static inline struct span span_skip(struct span a, size_t skip)
{
	return skip >= a.len ? span_of(a.data + a.len, 0) : span_of(a.data + skip, a.len - skip);
}
