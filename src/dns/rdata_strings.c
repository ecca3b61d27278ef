/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Character-strings (RFC 1035 section 3.3) and runs of text without a length octet.  Always printed
 * between quotes; read with or without.
 */

#include "dns/rdata_field.h"

enum { STRING_MAX_LEN = 255 };

enum err rdata_unescape(uint8_t *out, struct span text, size_t *at)
{
	size_t i = *at;
	uint8_t c = text.data[i++];
	if (c == '\\') {
		if (i == text.len)
			return E_ESCAPE;
		c = text.data[i++];
		unsigned hundreds = (unsigned)c - '0';
		if (hundreds <= 9) {
			if (text.len - i < 2)
				return E_ESCAPE;
			unsigned tens = (unsigned)text.data[i] - '0';
			unsigned ones = (unsigned)text.data[i + 1] - '0';
			unsigned value = hundreds * 100 + tens * 10 + ones;
			if (tens > 9 || ones > 9 || value > 255)
				return E_ESCAPE;
			c = (uint8_t)value;
			i += 2;
		}
	}
	*out = c;
	*at = i;
	return OK;
}

/* Append a token's octets with escapes undone. */
static enum err octets_write(struct wire_writer *out, struct span token)
{
	if (token.len == 0 || memchr(token.data, '\\', token.len) == NULL) {
		wire_write_span(out, token);
		return OK;
	}
	uint8_t *to = wire_reserve(out, token.len);
	if (to == NULL)
		return out->err;
	size_t len = 0;
	for (size_t at = 0; at < token.len; len++)
		TRY(rdata_unescape(&to[len], token, &at));
	out->pos -= token.len - len;
	return OK;
}

static enum err string_take(struct rdata_parser *p)
{
	const struct rdata_token *token = rdata_token_find(p);
	if (token == NULL)
		return E_FIELD_MISSING;
	size_t start = p->out->pos;
	wire_write_u8(p->out, 0);
	TRY(octets_write(p->out, rdata_token_span(token)));
	if (p->out->err != OK)
		return p->out->err;
	size_t len = p->out->pos - start - 1;
	if (len > STRING_MAX_LEN)
		return E_STRING_LONG;
	p->out->data[start] = (uint8_t)len;
	rdata_token_take(p);
	return OK;
}

static enum err string_step(struct wire_reader *r)
{
	wire_read_octets(r, wire_read_u8(r));
	return wire_done(r);
}

enum err rdata_string_parse(struct rdata_parser *p)
{
	return string_take(p);
}

enum err rdata_string_check(struct wire_reader *r)
{
	return string_step(r);
}

bool rdata_string_print(struct rdata_printer *p)
{
	rdata_quoted_print(p->t, wire_read_span(&p->r, wire_read_u8(&p->r)));
	return true;
}

enum err rdata_string_optional_parse(struct rdata_parser *p)
{
	return rdata_token_find(p) != NULL ? string_take(p) : OK;
}

enum err rdata_string_optional_check(struct wire_reader *r)
{
	return wire_left(r) > 0 ? string_step(r) : wire_done(r);
}

enum err rdata_strings_parse(struct rdata_parser *p)
{
	do
		TRY(string_take(p));
	while (rdata_token_find(p) != NULL);
	return OK;
}

enum err rdata_strings_check(struct wire_reader *r)
{
	do
		TRY(string_step(r));
	while (wire_left(r) > 0);
	return wire_done(r);
}

bool rdata_strings_print(struct rdata_printer *p)
{
	for (bool first = true; wire_left(&p->r) > 0; first = false) {
		if (!first)
			text_put_char(p->t, ' ');
		rdata_string_print(p);
	}
	return true;
}

enum err rdata_text_parse(struct rdata_parser *p)
{
	const struct rdata_token *token = rdata_token_find(p);
	if (token == NULL)
		return E_FIELD_MISSING;
	TRY(octets_write(p->out, rdata_token_span(token)));
	rdata_token_take(p);
	return OK;
}

bool rdata_text_print(struct rdata_printer *p)
{
	rdata_quoted_print(p->t, wire_read_span(&p->r, wire_left(&p->r)));
	return true;
}

/*
 * RFC 8659 section 4.1 has letters and digits only; what others accept is whatever needs no escape.
 */
static bool is_tag(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.data[i];
		if (c <= ' ' || c >= 0x7f || strchr("\\\";()", c) != NULL)
			return false;
	}
	return s.len >= 1 && s.len <= STRING_MAX_LEN;
}

enum err rdata_tag_parse(struct rdata_parser *p)
{
	const struct rdata_token *token = rdata_token_find(p);
	if (token == NULL)
		return E_FIELD_MISSING;
	struct span word = rdata_token_span(token);
	if (!is_tag(word))
		return E_INVALID;
	rdata_token_take(p);
	wire_write_u8(p->out, (uint8_t)word.len);
	wire_write_span(p->out, word);
	return OK;
}

enum err rdata_tag_check(struct wire_reader *r)
{
	if (wire_left(r) > 0 && r->data[r->pos] == 0)
		wire_fail(r, E_MALFORMED);
	return string_step(r);
}

bool rdata_tag_print(struct rdata_printer *p)
{
	struct span tag = wire_read_span(&p->r, wire_read_u8(&p->r));
	text_put_octets(p->t, tag.data, tag.len);
	return is_tag(tag);
}

void rdata_quoted_print(struct text *t, struct span octets)
{
	text_reserve(t, octets.len + 2);
	text_put_char(t, '"');
	for (size_t i = 0; i < octets.len; i++) {
		uint8_t c = octets.data[i];
		if (c < ' ' || c >= 0x7f) {
			text_put_char(t, '\\');
			rdata_padded_print(t, c, 3);
			continue;
		}
		if (c == '"' || c == '\\')
			text_put_char(t, '\\');
		text_put_char(t, (char)c);
	}
	text_put_char(t, '"');
}
