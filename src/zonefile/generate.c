/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * $GENERATE: the pattern is checked once, then printed for each number as a line of zone text,
 * which the scanner reads as it reads any other.
 */
#include "zonefile/generate.h"

#include "base/mem.h"

enum { LINES_AT_ONCE = 256, WIDTH_MAX = 255, PATTERN_MAX = 4096 };

struct zf_generate {
	uint32_t next, stop, step;
	bool done;
	size_t len;
	char pattern[];
};

/* ${OFFSET,WIDTH,BASE} */
struct modifier {
	int64_t offset;
	uint32_t width;
	char base;
};

static bool take_digits(struct span *s, uint32_t *out)
{
	uint64_t value = 0;
	size_t i = 0;
	for (; i < s->len && (unsigned)(s->data[i] - '0') < 10 && value <= UINT32_MAX; i++)
		value = value * 10 + (s->data[i] - '0');
	*out = (uint32_t)value;
	*s = span_skip(*s, i);
	return i > 0 && value <= UINT32_MAX;
}

static bool take_char(struct span *s, char c)
{
	if (s->len == 0 || s->data[0] != (uint8_t)c)
		return false;
	*s = span_skip(*s, 1);
	return true;
}

static enum err range_parse(struct zf_generate *g, struct span text, uint32_t most)
{
	g->step = 1;
	if (!take_digits(&text, &g->next) || !take_char(&text, '-') ||
	    !take_digits(&text, &g->stop))
		return E_GENERATE;
	if (take_char(&text, '/') && !take_digits(&text, &g->step))
		return E_GENERATE;
	if (text.len != 0 || g->step == 0 || g->stop < g->next || g->stop > INT32_MAX)
		return E_GENERATE;
	return (g->stop - g->next) / g->step >= most ? E_LIMIT : OK;
}

/* Parse a modifier from behind its "{" to behind its "}". */
static bool take_modifier(struct span *s, struct modifier *m)
{
	uint32_t offset;
	bool negative = take_char(s, '-');
	*m = (struct modifier){.base = 'd'};
	if (!take_digits(s, &offset) || offset > INT32_MAX)
		return false;
	m->offset = negative ? -(int64_t)offset : offset;
	if (take_char(s, ',')) {
		if (!take_digits(s, &m->width) || m->width > WIDTH_MAX)
			return false;
		if (take_char(s, ',')) {
			if (s->len == 0 || s->data[0] == 0 || strchr("doxXnN", s->data[0]) == NULL)
				return false;
			m->base = (char)s->data[0];
			*s = span_skip(*s, 1);
		}
	}
	return take_char(s, '}');
}

static void print_nibbles(struct text *out, uint32_t value, uint32_t width, const char *digits)
{
	for (uint32_t used = 1; used <= width || value != 0 || used == 1; used += 2) {
		if (used > 1)
			text_put_char(out, '.');
		text_put_char(out, digits[value & 15]);
		value >>= 4;
	}
}

static void print_number(struct text *out, const struct modifier *m, uint32_t number)
{
	int64_t sum = (int64_t)number + m->offset;
	uint32_t value = (uint32_t)(sum < 0 ? 0 : sum);
	int width = (int)m->width;
	switch (m->base) {
	case 'o':
		text_printf(out, "%0*o", width, value);
		break;
	case 'x':
		text_printf(out, "%0*x", width, value);
		break;
	case 'X':
		text_printf(out, "%0*X", width, value);
		break;
	case 'n':
		print_nibbles(out, value, m->width, "0123456789abcdef");
		break;
	case 'N':
		print_nibbles(out, value, m->width, "0123456789ABCDEF");
		break;
	default:
		if (sum < 0)
			text_put_char(out, '-');
		text_printf(out, "%0*u", width, (uint32_t)(sum < 0 ? -sum : sum));
	}
}

/* Print the pattern for a number; false: a modifier is wrong. out NULL: only check. */
static bool print_line(struct text *out, struct span pattern, uint32_t number)
{
	while (pattern.len > 0) {
		const uint8_t *dollar = memchr(pattern.data, '$', pattern.len);
		size_t plain = dollar != NULL ? (size_t)(dollar - pattern.data) : pattern.len;
		/* "\$" stays as it is: the scanner knows what it means. */
		bool escaped = plain > 0 && dollar != NULL && dollar[-1] == '\\';
		if (out != NULL)
			text_put_octets(out, pattern.data, plain + escaped);
		pattern = span_skip(pattern, plain + 1);
		if (dollar == NULL || escaped)
			continue;
		struct modifier m = {.base = 'd'};
		if (take_char(&pattern, '$')) {
			if (out != NULL)
				text_put(out, "\\$");
			continue;
		}
		if (take_char(&pattern, '{') && !take_modifier(&pattern, &m))
			return false;
		if (out != NULL)
			print_number(out, &m, number);
	}
	return true;
}

enum err zf_generate_new(struct zf_generate **out, const struct rdata_token *words, size_t count,
                         uint32_t most, const struct rdata_token **fault)
{
	*fault = words + MIN_OF(count, (size_t)1);
	if (count < 5) {
		*fault = words + count;
		return E_FIELD_MISSING;
	}
	struct text pattern;
	text_init(&pattern);
	for (size_t i = 2; i < count; i++) {
		const char *quote = words[i].quoted ? "\"" : "";
		text_put(&pattern, quote);
		text_put_octets(&pattern, words[i].text, words[i].len);
		text_put(&pattern, quote);
		text_put_char(&pattern, i + 1 < count ? ' ' : '\n');
	}
	struct zf_generate *g = mem_zalloc(sizeof(*g) + pattern.len);
	g->len = pattern.len;
	memcpy(g->pattern, pattern.buf, pattern.len);
	text_deinit(&pattern);
	enum err e = range_parse(g, span_of(words[1].text, words[1].len), most);
	if (e == OK &&
	    (g->len > PATTERN_MAX || !print_line(NULL, span_of(g->pattern, g->len), 0))) {
		*fault = words + 2;
		e = E_GENERATE;
	}
	if (e != OK) {
		zf_generate_free(g);
		return e;
	}
	*out = g;
	return OK;
}

void zf_generate_free(struct zf_generate *g)
{
	mem_free(g);
}

bool zf_generate_next(struct zf_generate *g, struct text *out)
{
	if (g->done)
		return false;
	for (int i = 0; i < LINES_AT_ONCE && !g->done; i++) {
		print_line(out, span_of(g->pattern, g->len), g->next);
		g->done = g->stop - g->next < g->step;
		g->next += g->step;
	}
	return true;
}
