/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Walk over the events (index.h) of a text, a window at a time, so that the list of events stays in
 * the processor's cache whatever the size of the text.
 *
 * Owner: the caller; cursor_deinit frees the list.  One thread.
 */
#pragma once

#include "zonefile/index.h"

enum { CURSOR_WINDOW = 32 << 10 };

/* What an octet means to the scanner. */
enum zf_kind {
	ZF_ORDINARY,
	ZF_BLANK,
	ZF_NEWLINE,
	ZF_COMMENT,
	ZF_QUOTE,
	ZF_OPEN,
	ZF_CLOSE,
	ZF_BACKSLASH,
};

extern const uint8_t zf_kinds[256];

struct zf_cursor {
	const uint32_t *at; /* events left in this window: offsets from `window` */
	const uint32_t *end;
	const uint8_t *window;
	const uint8_t *next;  /* first octet not indexed yet */
	const uint8_t *limit; /* end of the text */
	uint64_t inside;
	zf_index_fn index;
	uint32_t *events;
};

void zf_cursor_init(struct zf_cursor *c);
void zf_cursor_deinit(struct zf_cursor *c);

/* Start at a place where no word is open. */
void zf_cursor_set(struct zf_cursor *c, const uint8_t *at, const uint8_t *limit);

/* Index the next window that has events; false at the end of the text. */
bool zf_cursor_refill(struct zf_cursor *c);

/* Drop the events up to and including the octet at p. */
void zf_cursor_skip(struct zf_cursor *c, const uint8_t *p);

/* The next event; the end of the text, again and again, when there are no more. */
static ALWAYS_INLINE const uint8_t *zf_cursor_next(struct zf_cursor *c)
{
	if (UNLIKELY(c->at == c->end) && !zf_cursor_refill(c))
		return c->limit;
	return c->window + *c->at++;
}

/* The end of the text counts as the end of a line. */
static ALWAYS_INLINE enum zf_kind zf_cursor_kind(const struct zf_cursor *c, const uint8_t *p)
{
	return LIKELY(p != c->limit) ? (enum zf_kind)zf_kinds[*p] : ZF_NEWLINE;
}
