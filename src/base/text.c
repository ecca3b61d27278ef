/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text writer.  Invariant: buf[len] == 0 and len < cap whenever buf is set; a fixed writer never
 * writes past cap.
 */

#include "base/text.h"

#include "base/mem.h"

#include <stdio.h>

static char nothing[1];

void text_init(struct text *t)
{
	*t = (struct text){.buf = nothing, .cap = 0, .grows = true};
}

void text_init_fixed(struct text *t, char *buf, size_t cap)
{
	*t = (struct text){.buf = buf, .cap = cap};
	buf[0] = '\0';
}

void text_deinit(struct text *t)
{
	if (t->grows && t->cap > 0)
		mem_free(t->buf);
	text_init(t);
}

void text_reset(struct text *t)
{
	t->len = 0;
	t->full = false;
	if (t->cap > 0)
		t->buf[0] = '\0';
}

bool text_reserve(struct text *t, size_t more)
{
	if (t->len + more + 1 <= t->cap)
		return true;
	if (!t->grows) {
		t->full = true;
		return false;
	}
	size_t cap = MAX_OF(t->cap * 2, t->len + more + 1);
	cap = MAX_OF(cap, (size_t)128);
	t->buf = t->cap > 0 ? mem_realloc(t->buf, cap) : mem_alloc(cap);
	t->cap = cap;
	t->buf[t->len] = '\0';
	return true;
}

void text_put_octets(struct text *t, const void *data, size_t len)
{
	if (!text_reserve(t, len))
		len = t->cap > t->len ? t->cap - t->len - 1 : 0;
	if (len == 0)
		return;
	memcpy(t->buf + t->len, data, len);
	t->len += len;
	t->buf[t->len] = '\0';
}

void text_vprintf(struct text *t, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	size_t room = t->cap > t->len ? t->cap - t->len : 0;
	int n = vsnprintf(room > 0 ? t->buf + t->len : NULL, room, fmt, ap);
	if (n > 0 && (size_t)n < room) {
		t->len += (size_t)n;
	} else if (n > 0 && text_reserve(t, (size_t)n)) {
		vsnprintf(t->buf + t->len, (size_t)n + 1, fmt, again);
		t->len += (size_t)n;
	} else if (n > 0 && room > 0) {
		t->len = t->cap - 1;
	}
	va_end(again);
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	text_vprintf(t, fmt, ap);
	va_end(ap);
}

void text_put_u32(struct text *t, uint32_t value)
{
	char digits[10];
	size_t at = sizeof(digits);
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	text_put_octets(t, digits + at, sizeof(digits) - at);
}

void text_pad_to(struct text *t, size_t start, size_t width)
{
	while (t->len < start + width) {
		size_t before = t->len;
		text_put_char(t, ' ');
		if (t->len == before)
			return;
	}
}

void text_put_escaped(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.data[i];
		if (c == '\\')
			text_put(t, "\\\\");
		else if (c >= 0x20 && c < 0x7f)
			text_put_char(t, (char)c);
		else
			text_printf(t, "\\%03u", c);
	}
}
