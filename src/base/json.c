/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON tokens.  Invariant: each call consumes at least one octet, or says END or WRONG. */

#include "base/json.h"

#include <math.h>
#include <stdlib.h>

void json_reader_init(struct json_reader *r, struct span text)
{
	*r = (struct json_reader){
		.at = (const char *)text.data,
		.end = (const char *)text.data + text.len,
	};
	text_init(&r->string);
}

void json_reader_deinit(struct json_reader *r)
{
	text_deinit(&r->string);
}

static bool take_word(struct json_reader *r, const char *word)
{
	size_t len = strlen(word);
	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

static bool is_digit(const struct json_reader *r)
{
	return r->at < r->end && *r->at >= '0' && *r->at <= '9';
}

static bool skip_digits(struct json_reader *r)
{
	if (!is_digit(r))
		return false;
	while (is_digit(r))
		r->at++;
	return true;
}

/* RFC 8259 section 6: no leading zeros, no bare point. */
static enum json_token take_number(struct json_reader *r)
{
	const char *start = r->at;
	char buf[64];
	(void)take_word(r, "-");
	bool zero = r->at < r->end && *r->at == '0';
	if (!skip_digits(r) || (zero && r->at - start > 2) ||
	    (zero && r->at - start == 2 && *start != '-'))
		return JSON_WRONG;
	if (take_word(r, ".") && !skip_digits(r))
		return JSON_WRONG;
	if (take_word(r, "e") || take_word(r, "E")) {
		if (!take_word(r, "+"))
			(void)take_word(r, "-");
		if (!skip_digits(r))
			return JSON_WRONG;
	}
	size_t len = (size_t)(r->at - start);
	if (len >= sizeof(buf))
		return JSON_WRONG;
	memcpy(buf, start, len);
	buf[len] = '\0';
	r->number = strtod(buf, NULL);
	return JSON_NUMBER;
}

static bool take_hex(struct json_reader *r, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, r->at++) {
		char c = r->at < r->end ? *r->at : '\0';
		if (c >= '0' && c <= '9')
			*out = *out << 4 | (uint32_t)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			*out = *out << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
		else
			return false;
	}
	return true;
}

static void put_utf8(struct text *t, uint32_t c)
{
	if (c < 0x80) {
		text_put_char(t, (char)c);
		return;
	}
	if (c < 0x800) {
		text_put_char(t, (char)(0xc0 | c >> 6));
	} else if (c < 0x10000) {
		text_put_char(t, (char)(0xe0 | c >> 12));
		text_put_char(t, (char)(0x80 | (c >> 6 & 0x3f)));
	} else {
		text_put_char(t, (char)(0xf0 | c >> 18));
		text_put_char(t, (char)(0x80 | (c >> 12 & 0x3f)));
		text_put_char(t, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	text_put_char(t, (char)(0x80 | (c & 0x3f)));
}

/* RFC 8259 section 7: beyond the basic plane by two surrogates; one alone is nothing. */
static bool take_unicode(struct json_reader *r)
{
	uint32_t c, low;
	if (!take_hex(r, &c) || (c >= 0xdc00 && c < 0xe000))
		return false;
	if (c >= 0xd800 && c < 0xdc00) {
		if (!take_word(r, "\\u") || !take_hex(r, &low) || low < 0xdc00 || low >= 0xe000)
			return false;
		c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
	}
	put_utf8(&r->string, c);
	return true;
}

static bool take_escape(struct json_reader *r)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	if (r->at == r->end)
		return false;
	char c = *r->at++;
	if (c == 'u')
		return take_unicode(r);
	const char *at = c != '\0' ? strchr(from, c) : NULL;
	if (at == NULL)
		return false;
	text_put_char(&r->string, to[at - from]);
	return true;
}

static enum json_token take_string(struct json_reader *r)
{
	text_reset(&r->string);
	text_put(&r->string, "");
	while (r->at < r->end && *r->at != '"') {
		char c = *r->at++;
		if (c == '\\') {
			if (!take_escape(r))
				return JSON_WRONG;
		} else if ((unsigned char)c < 0x20) {
			return JSON_WRONG;
		} else {
			text_put_char(&r->string, c);
		}
	}
	return take_word(r, "\"") ? JSON_STRING : JSON_WRONG;
}

static enum json_token take_mark(struct json_reader *r)
{
	switch (*r->at++) {
	case '{':
		return JSON_OBJECT_BEGIN;
	case '}':
		return JSON_OBJECT_END;
	case '[':
		return JSON_LIST_BEGIN;
	case ']':
		return JSON_LIST_END;
	case ',':
		return JSON_COMMA;
	case ':':
		return JSON_COLON;
	case '"':
		return take_string(r);
	default:
		return JSON_WRONG;
	}
}

enum json_token json_next(struct json_reader *r)
{
	while (r->at < r->end && *r->at != '\0' && strchr(" \t\r\n", *r->at) != NULL)
		r->at++;
	if (r->at == r->end)
		return JSON_END;
	if (is_digit(r) || *r->at == '-')
		return take_number(r);
	if (take_word(r, "null"))
		return JSON_NULL;
	if (take_word(r, "false"))
		return JSON_FALSE;
	if (take_word(r, "true"))
		return JSON_TRUE;
	return take_mark(r);
}

/* The fields behind '{', up to and with '}'. */
static bool read_fields(struct json_reader *r, json_field_fn *field, void *ctx)
{
	char key[JSON_KEY_MAX + 1];
	enum json_token token = json_next(r);
	if (token == JSON_OBJECT_END)
		return true;
	for (;;) {
		if (token != JSON_STRING || r->string.len > JSON_KEY_MAX)
			return false;
		memcpy(key, r->string.buf, r->string.len + 1);
		if (json_next(r) != JSON_COLON || !field(ctx, key, r))
			return false;
		token = json_next(r);
		if (token != JSON_COMMA)
			return token == JSON_OBJECT_END;
		token = json_next(r);
	}
}

bool json_read_object(struct span text, json_field_fn *field, void *ctx)
{
	struct json_reader r;
	json_reader_init(&r, text);
	bool good = json_next(&r) == JSON_OBJECT_BEGIN && read_fields(&r, field, ctx) &&
	            json_next(&r) == JSON_END;
	json_reader_deinit(&r);
	return good;
}

void json_put_string(struct text *t, struct span octets)
{
	static const char special[] = "\"\\\b\f\n\r\t", word[] = "\"\\bfnrt";
	text_put_char(t, '"');
	for (size_t i = 0; i < octets.len; i++) {
		char c = (char)octets.data[i];
		const char *at = c != '\0' ? strchr(special, c) : NULL;
		if (at != NULL) {
			text_put_char(t, '\\');
			text_put_char(t, word[at - special]);
		} else if ((unsigned char)c < 0x20 || c == 0x7f) {
			text_printf(t, "\\u%04x", (unsigned)c);
		} else {
			text_put_char(t, c);
		}
	}
	text_put_char(t, '"');
}

/* A double holds whole numbers below 2^53 exactly. */
static bool is_whole(double number)
{
	const double bound = (double)(INT64_C(1) << 53);
	return number > -bound && number < bound && number == (double)(int64_t)number;
}

void json_put_number(struct text *t, double number)
{
	if (!isfinite(number))
		text_put(t, "null");
	else if (is_whole(number))
		text_printf(t, "%.0f", number);
	else
		text_printf(t, "%.14g", number);
}
