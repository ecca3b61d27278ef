/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of service parameters of SVCB and HTTPS (RFC 9460 section 2.2): key (2), length (2),
 * value, in strictly increasing order of keys, whatever the order in the text.  Values are the
 * business of rdata_svcb_values.c.
 */

#include "dns/rdata_svcb.h"

enum { PARAM_HEAD_LEN = 4 };

/* Octets of the parameter at `at`, head included. */
static size_t param_len(const uint8_t *at)
{
	return PARAM_HEAD_LEN + wire_get_u16(at + 2);
}

/* Split "key", "key=value", "key=\"value\""; the value is without its quotes. */
static enum err param_split(struct span token, struct span *key, bool *has_value,
                            struct span *value)
{
	const uint8_t *equals = token.len > 0 ? memchr(token.data, '=', token.len) : NULL;
	*has_value = equals != NULL;
	*key = span_of(token.data, equals != NULL ? (size_t)(equals - token.data) : token.len);
	*value = equals != NULL ? span_skip(token, key->len + 1) : span_of(token.data, 0);
	if (value->len == 0 || value->data[0] != '"')
		return OK;
	if (value->len < 2 || value->data[value->len - 1] != '"')
		return E_QUOTE;
	*value = span_of(value->data + 1, value->len - 2);
	return OK;
}

static enum err param_parse(struct wire_writer *out, struct span token)
{
	struct span key_text, value;
	bool has_value, generic;
	uint16_t key;
	TRY(param_split(token, &key_text, &has_value, &value));
	TRY(svcb_key_parse(&key, &generic, key_text));
	wire_write_u16(out, key);
	wire_write_u16(out, 0);
	size_t start = out->pos;
	TRY(generic ? svcb_octets_parse(out, value) : svcb_value_parse(out, key, has_value, value));
	if (out->err != OK)
		return out->err;
	size_t len = out->pos - start;
	if (len > UINT16_MAX)
		return E_SVCB_VALUE;
	wire_set_u16(out->data + start - 2, (uint16_t)len);
	/* Octets given for a key with a form of its own must have that form. */
	return generic ? svcb_value_check(key, span_of(out->data + start, len)) : OK;
}

static void reverse(uint8_t *from, uint8_t *to)
{
	while (from < to) {
		uint8_t octet = *from;
		*from++ = *--to;
		*to = octet;
	}
}

/*
 * Move the last parameter, at `last`, to its place among those before it, which are in order.
 *
 * E_SVCB_ORDER  its key is there already (RFC 9460 section 2.1)
 */
static enum err param_place(uint8_t *list, uint8_t *last, uint8_t *end)
{
	uint16_t key = wire_get_u16(last);
	uint8_t *at = list;
	while (at < last && wire_get_u16(at) < key)
		at += param_len(at);
	if (at == last)
		return OK;
	if (wire_get_u16(at) == key)
		return E_SVCB_ORDER;
	reverse(at, last);
	reverse(last, end);
	reverse(at, end);
	return OK;
}

static bool list_has(struct span list, uint16_t key)
{
	for (size_t at = 0; at < list.len; at += param_len(list.data + at)) {
		if (wire_get_u16(list.data + at) == key)
			return true;
	}
	return false;
}

/* Every key that the mandatory parameter names is there (RFC 9460 section 8). */
static enum err mandatory_check(struct span list)
{
	if (list.len == 0 || wire_get_u16(list.data) != SVCB_MANDATORY)
		return OK;
	struct span keys = span_of(list.data + PARAM_HEAD_LEN, wire_get_u16(list.data + 2));
	for (size_t i = 0; i + 2 <= keys.len; i += 2) {
		if (!list_has(list, wire_get_u16(keys.data + i)))
			return E_SVCB_MANDATORY;
	}
	return OK;
}

enum err rdata_svcb_parse(struct rdata_parser *p)
{
	struct wire_writer *out = p->out;
	size_t start = out->pos;
	int highest = -1;
	while (rdata_token_find(p) != NULL) {
		struct span word;
		TRY(rdata_word(p, &word));
		size_t at = out->pos;
		TRY(param_parse(out, word));
		int key = wire_get_u16(out->data + at);
		if (key > highest)
			highest = key;
		else
			TRY(param_place(out->data + start, out->data + at, out->data + out->pos));
		rdata_token_take(p);
	}
	if (out->err != OK)
		return out->err;
	return mandatory_check(span_of(out->data + start, out->pos - start));
}

enum err rdata_svcb_check(struct wire_reader *r)
{
	struct span list = span_of(r->data + r->pos, wire_left(r));
	for (int previous = -1; wire_left(r) > 0;) {
		uint16_t key = wire_read_u16(r);
		struct span value = wire_read_span(r, wire_read_u16(r));
		TRY(wire_done(r));
		if (key <= previous)
			return E_SVCB_ORDER;
		previous = key;
		TRY(svcb_value_check(key, value));
	}
	return mandatory_check(list);
}

bool rdata_svcb_print(struct rdata_printer *p)
{
	for (bool first = true; wire_left(&p->r) > 0; first = false) {
		uint16_t key = wire_read_u16(&p->r);
		struct span value = wire_read_span(&p->r, wire_read_u16(&p->r));
		if (!first)
			text_put(p->t, p->style->multiline ? RDATA_LINE_BREAK : " ");
		svcb_param_print(p->t, key, value);
	}
	return true;
}
