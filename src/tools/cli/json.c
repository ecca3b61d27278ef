/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON text.  Octets above 0x7f that are not UTF-8 are written as U+00XX: output is always valid.
 */

#include "tools/cli/json.h"

#include "base/hex.h"

void json_init(struct json *j, struct text *out)
{
	*j = (struct json){.out = out, .first = true};
}

static void new_line(struct json *j)
{
	text_put(j->out, "\n");
	for (unsigned i = 0; i < j->depth; i++)
		text_put(j->out, "  ");
}

static void put_octets(struct json *j, struct span value);

/* Begin a member or item: the comma behind the one before, the line, the name. */
static void begin(struct json *j, const char *name)
{
	if (!j->first)
		text_put(j->out, ",");
	if (j->depth > 0)
		new_line(j);
	j->first = false;
	if (name != NULL) {
		put_octets(j, span_str(name));
		text_put(j->out, ": ");
	}
}

static void open_level(struct json *j, const char *name, const char *bracket)
{
	begin(j, name);
	text_put(j->out, bracket);
	j->depth++;
	j->first = true;
}

static void close_level(struct json *j, const char *bracket)
{
	bool empty = j->first;
	j->depth--;
	if (!empty)
		new_line(j);
	text_put(j->out, bracket);
	j->first = false;
}

void json_object_begin(struct json *j, const char *name)
{
	open_level(j, name, "{");
}

void json_object_end(struct json *j)
{
	close_level(j, "}");
}

void json_array_begin(struct json *j, const char *name)
{
	open_level(j, name, "[");
}

void json_array_end(struct json *j)
{
	close_level(j, "]");
}

void json_bool(struct json *j, const char *name, bool value)
{
	begin(j, name);
	text_put(j->out, value ? "true" : "false");
}

void json_number(struct json *j, const char *name, uint64_t value)
{
	begin(j, name);
	text_printf(j->out, "%llu", (unsigned long long)value);
}

/* Octets of the UTF-8 sequence at the front; 0 when there is none. */
static size_t utf8_len(struct span s)
{
	uint8_t c = s.data[0];
	size_t len = c < 0x80                ? 1
	             : c >= 0xc2 && c < 0xe0 ? 2
	             : c >= 0xe0 && c < 0xf0 ? 3
	             : c >= 0xf0 && c < 0xf5 ? 4
	                                     : 0;
	if (len == 0 || len > s.len)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s.data[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, and what is beyond U+10FFFF. */
	if ((c == 0xe0 && s.data[1] < 0xa0) || (c == 0xed && s.data[1] > 0x9f) ||
	    (c == 0xf0 && s.data[1] < 0x90) || (c == 0xf4 && s.data[1] > 0x8f))
		return 0;
	return len;
}

static void put_octets(struct json *j, struct span value)
{
	text_put(j->out, "\"");
	for (size_t i = 0; i < value.len;) {
		uint8_t c = value.data[i];
		size_t len = utf8_len(span_skip(value, i));
		if (c == '"' || c == '\\')
			text_printf(j->out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f || len == 0)
			text_printf(j->out, "\\u%04X", c);
		else
			text_put_octets(j->out, value.data + i, len);
		i += len > 0 ? len : 1;
	}
	text_put(j->out, "\"");
}

void json_string(struct json *j, const char *name, struct span value)
{
	begin(j, name);
	put_octets(j, value);
}

void json_hex(struct json *j, const char *name, struct span value)
{
	begin(j, name);
	text_put(j->out, "\"");
	hex_print(j->out, value, true);
	text_put(j->out, "\"");
}
