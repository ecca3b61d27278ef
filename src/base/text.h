/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A writer of text into a growing heap buffer or a fixed one, always NUL-terminated.
 *
 * A fixed writer that runs out keeps what fits and sets `full`; a growing one never does.
 * Owner: the caller.  Lifetime: text_deinit frees what a growing writer holds.  One thread.
 */
#pragma once

#include "base/attr.h"
#include "base/span.h"

#include <stdarg.h>

struct text {
	char *buf;
	size_t len;
	size_t cap; /* including the terminator */
	bool grows;
	bool full;
};

/* An empty growing writer. */
void text_init(struct text *t);

/* An empty writer into caller's memory of cap >= 1 octets. */
void text_init_fixed(struct text *t, char *buf, size_t cap);

void text_deinit(struct text *t);
void text_reset(struct text *t);

/* Make room for `more` octets behind the end; false when a fixed writer has none. */
bool text_reserve(struct text *t, size_t more);

void text_put_octets(struct text *t, const void *data, size_t len);
void text_printf(struct text *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void text_vprintf(struct text *t, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
/* Decimal digits; faster than text_printf. */
void text_put_u32(struct text *t, uint32_t value);
/* Spaces or tabs until the line that began at `start` (an earlier len) is at least width long. */
void text_pad_to(struct text *t, size_t start, size_t width);

static inline void text_put_char(struct text *t, char c)
{
	if (LIKELY(t->len + 1 < t->cap) || text_reserve(t, 1)) {
		t->buf[t->len++] = c;
		t->buf[t->len] = '\0';
	}
}

static inline void text_put(struct text *t, const char *s)
{
	text_put_octets(t, s, strlen(s));
}

/*
 * Octets made safe for logs and terminals: printable ASCII as it is, backslash doubled, the rest
 * as \DDD.
 */
void text_put_escaped(struct text *t, struct span s);

/* Drop what was appended behind an earlier length. */
static inline void text_truncate(struct text *t, size_t len)
{
	if (len < t->len) {
		t->len = len;
		t->buf[len] = '\0';
	}
}

static inline struct span text_span(const struct text *t)
{
	return span_of(t->buf, t->len);
}
