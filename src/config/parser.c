/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Line scanner of knot.conf.  Works one line at a time on the caller's text; only values with
 * escapes are copied.  It deliberately understands nothing more of YAML than the format promises:
 * no flow maps, anchors, block scalars or documents.
 */

#include "config/parser.h"

#include "base/mem.h"

#include <assert.h>

struct parser {
	const struct conf_handler *handler;
	struct conf_fault *fault;
	struct conf_line line;
	const uint8_t *at;  /* next octet of the line */
	const uint8_t *end; /* end of the line */
	size_t dash_column; /* of this section's dashes; 0 = none seen (columns count from 1) */
	size_t item_column; /* of this block's items; 0 = none seen */
};

static bool is_key_octet(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '_' || c == '/' || c == '\\' || c == '*' || c == '-';
}

static bool is_plain_octet(uint8_t c)
{
	return c > ' ' && c != 0x7f && strchr("\",[]#\\", c) == NULL;
}

static void skip_spaces(struct parser *p)
{
	while (p->at < p->end && *p->at == ' ')
		p->at++;
}

static bool at_end(const struct parser *p)
{
	return p->at == p->end || *p->at == '#';
}

static enum err give_value(struct parser *p, struct span value)
{
	p->fault->value = value;
	if (value.len > CONF_MAX_VALUE)
		return E_RANGE;
	return p->handler->value(p->handler->ctx, &p->line, value);
}

/* A quoted value: \" stands for a quote, every other backslash for itself. */
static enum err read_quoted(struct parser *p)
{
	const uint8_t *start = ++p->at;
	size_t escapes = 0;
	while (p->at < p->end && *p->at != '"') {
		if (*p->at == '\\' && p->end - p->at > 1) {
			escapes += p->at[1] == '"';
			p->at++;
		}
		p->at++;
	}
	struct span raw = span_of(start, (size_t)(p->at - start));
	p->fault->value = raw;
	if (p->at >= p->end)
		return E_MALFORMED;
	p->at++;
	if (escapes == 0)
		return give_value(p, raw);
	uint8_t *copy = mem_alloc(raw.len);
	size_t n = 0;
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.data[i] == '\\' && i + 1 < raw.len) {
			if (raw.data[i + 1] != '"')
				copy[n++] = '\\';
			i++;
		}
		copy[n++] = raw.data[i];
	}
	enum err e = give_value(p, span_of(copy, n));
	p->fault->value = raw;
	mem_free(copy);
	return e;
}

static enum err read_value(struct parser *p)
{
	if (*p->at == '"')
		return read_quoted(p);
	const uint8_t *start = p->at;
	while (p->at < p->end && is_plain_octet(*p->at))
		p->at++;
	struct span value = span_of(start, (size_t)(p->at - start));
	return value.len > 0 ? give_value(p, value) : E_MALFORMED;
}

static enum err read_list(struct parser *p)
{
	bool first = true;
	p->at++;
	for (;;) {
		skip_spaces(p);
		if (p->at == p->end)
			return E_MALFORMED;
		if (*p->at == ']' && first)
			break;
		TRY(read_value(p));
		skip_spaces(p);
		first = false;
		if (p->at < p->end && *p->at == ']')
			break;
		if (p->at == p->end || *p->at != ',')
			return E_MALFORMED;
		p->at++;
	}
	p->at++;
	return OK;
}

static enum err read_values(struct parser *p)
{
	/* At least one space between the colon and a value. */
	if (!at_end(p) && *p->at != ' ')
		return E_MALFORMED;
	skip_spaces(p);
	if (at_end(p))
		return OK;
	TRY(*p->at == '[' ? read_list(p) : read_value(p));
	bool spaced = p->at < p->end && *p->at == ' ';
	skip_spaces(p);
	if (p->at < p->end && !(spaced && *p->at == '#'))
		return E_MALFORMED;
	return OK;
}

/* All dashes of a section stand in one column, all items of a block in another. */
static enum err check_columns(struct parser *p, size_t dash, size_t item)
{
	if (p->line.top) {
		p->dash_column = p->item_column = 0;
		return OK;
	}
	if (dash != 0) {
		if (p->dash_column != 0 && p->dash_column != dash)
			return E_CONF_INDENT;
		p->dash_column = dash;
		p->item_column = item;
		return OK;
	}
	if (p->item_column != 0 && p->item_column != item)
		return E_CONF_INDENT;
	p->item_column = item;
	return OK;
}

static enum err read_line(struct parser *p)
{
	const uint8_t *start = p->at;
	size_t dash = 0;
	skip_spaces(p);
	if (at_end(p))
		return OK;
	p->line.dash = *p->at == '-';
	if (p->line.dash) {
		dash = (size_t)(p->at - start) + 1;
		p->at++;
		if (p->at == p->end || *p->at != ' ')
			return E_MALFORMED;
		skip_spaces(p);
	}
	const uint8_t *key = p->at;
	while (p->at < p->end && is_key_octet(*p->at))
		p->at++;
	p->line.key = p->fault->key = span_of(key, (size_t)(p->at - key));
	p->line.top = key == start;
	if (p->line.key.len == 0 || *key == '-')
		return E_MALFORMED;
	if (p->line.key.len > CONF_MAX_KEY)
		return E_RANGE;
	skip_spaces(p);
	if (p->at == p->end || *p->at != ':')
		return E_MALFORMED;
	p->at++;
	TRY(check_columns(p, dash, (size_t)(key - start) + 1));
	TRY(p->handler->key(p->handler->ctx, &p->line));
	return read_values(p);
}

enum err conf_parse(struct span text, const struct conf_handler *handler, struct conf_fault *fault)
{
	struct parser p = {.handler = handler, .fault = fault};
	const uint8_t *at = text.data, *end = text.data + text.len;
	while (at < end) {
		const uint8_t *eol = memchr(at, '\n', (size_t)(end - at));
		p.line.line++;
		p.at = at;
		p.end = eol != NULL ? eol : end;
		assert(p.end >= p.at);
		if (p.end > p.at && p.end[-1] == '\r')
			p.end--;
		*fault = (struct conf_fault){.line = p.line.line};
		if (memchr(p.at, '\t', (size_t)(p.end - p.at)) != NULL)
			return E_CONF_TAB;
		TRY(read_line(&p));
		at = eol != NULL ? eol + 1 : end;
	}
	return OK;
}
