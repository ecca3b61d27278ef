/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The window behind a cursor.
 *
 * Kernels read whole blocks, so the last, partial block of a text is indexed from a copy padded
 * with newlines, and events of the padding are dropped: no octet past the limit is ever read.
 */
#include "zonefile/cursor.h"

#include "base/mem.h"

#include <string.h>

const uint8_t zf_kinds[256] = {
	[' '] = ZF_BLANK, ['\t'] = ZF_BLANK, ['\n'] = ZF_NEWLINE, [';'] = ZF_COMMENT,
	['"'] = ZF_QUOTE, ['('] = ZF_OPEN,   [')'] = ZF_CLOSE,    ['\\'] = ZF_BACKSLASH,
};

void zf_cursor_init(struct zf_cursor *c)
{
	*c = (struct zf_cursor){.index = zf_index_best()};
	c->events = mem_alloc((CURSOR_WINDOW + INDEX_BLOCK) * sizeof(*c->events));
}

void zf_cursor_deinit(struct zf_cursor *c)
{
	mem_free(c->events);
	*c = (struct zf_cursor){0};
}

void zf_cursor_set(struct zf_cursor *c, const uint8_t *at, const uint8_t *limit)
{
	c->at = c->end = c->events;
	c->window = c->next = at;
	c->limit = limit;
	c->inside = 0;
}

bool zf_cursor_refill(struct zf_cursor *c)
{
	size_t count = 0;
	while (count == 0) {
		size_t left = (size_t)(c->limit - c->next);
		if (left == 0)
			return false;
		c->window = c->next;
		size_t blocks = MIN_OF(left, (size_t)CURSOR_WINDOW) / INDEX_BLOCK;
		size_t whole = blocks * INDEX_BLOCK;
		count = c->index(c->events, c->window, blocks, 0, &c->inside);
		if (left < CURSOR_WINDOW && left > whole) {
			uint8_t padded[INDEX_BLOCK];
			memset(padded, '\n', sizeof(padded));
			memcpy(padded, c->window + whole, left - whole);
			count += c->index(c->events + count, padded, 1, (uint32_t)whole,
			                  &c->inside);
			while (count > 0 && c->events[count - 1] >= left)
				count--;
			whole = left;
		}
		c->next += whole;
	}
	c->at = c->events;
	c->end = c->events + count;
	return true;
}

void zf_cursor_skip(struct zf_cursor *c, const uint8_t *p)
{
	for (;;) {
		while (c->at != c->end && c->window + *c->at <= p)
			c->at++;
		if (c->at != c->end || c->next > p || !zf_cursor_refill(c))
			return;
	}
}
