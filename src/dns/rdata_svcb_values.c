/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys of service parameters, and their values by form (RFC 9460 sections 7 and 8, RFC 9461, RFC
 * 9540, RFC 9953 and the drafts that registered the rest).  A key without a row is plain octets.
 */

#include "dns/rdata_svcb.h"

#include "base/base64.h"
#include "base/ip.h"

enum form {
	FORM_OCTETS,   /* anything, also nothing */
	FORM_TEXT,     /* octets; by its word not without any, which the generic form can be */
	FORM_KEYS,     /* keys in order */
	FORM_STRINGS,  /* strings with length octets, none of them empty */
	FORM_SEGMENTS, /* the same, or nothing at all */
	FORM_NOTHING,
	FORM_U16,
	FORM_U16S,
	FORM_IPV4S,
	FORM_IPV6S,
	FORM_BASE64,
};

static const struct {
	const char *word;
	enum form form;
} keys[] = {
	[SVCB_MANDATORY] = {"mandatory", FORM_KEYS},
	[SVCB_ALPN] = {"alpn", FORM_STRINGS},
	[SVCB_NO_DEFAULT_ALPN] = {"no-default-alpn", FORM_NOTHING},
	[SVCB_PORT] = {"port", FORM_U16},
	[SVCB_IPV4HINT] = {"ipv4hint", FORM_IPV4S},
	[SVCB_ECH] = {"ech", FORM_BASE64},
	[SVCB_IPV6HINT] = {"ipv6hint", FORM_IPV6S},
	[SVCB_DOHPATH] = {"dohpath", FORM_TEXT},
	[SVCB_OHTTP] = {"ohttp", FORM_NOTHING},
	[SVCB_TLS_SUPPORTED_GROUPS] = {"tls-supported-groups", FORM_U16S},
	[SVCB_DOCPATH] = {"docpath", FORM_SEGMENTS},
	[SVCB_PVD] = {"pvd", FORM_NOTHING},
};

static enum form form_of(uint16_t key)
{
	return key < ARRAY_LEN(keys) ? keys[key].form : FORM_OCTETS;
}

enum err svcb_key_parse(uint16_t *key, bool *generic, struct span text)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (span_equal(text, span_str(keys[i].word))) {
			*key = (uint16_t)i;
			*generic = false;
			return OK;
		}
	}
	uint64_t number;
	struct span digits = span_skip(text, 3);
	if (text.len < 4 || memcmp(text.data, "key", 3) != 0 ||
	    (digits.len > 1 && digits.data[0] == '0') ||
	    rdata_digits_parse(&number, digits, UINT16_MAX) != OK)
		return E_SVCB_KEY;
	*key = (uint16_t)number;
	*generic = true;
	return OK;
}

static void key_print(struct text *t, uint16_t key, bool generic)
{
	if (key < ARRAY_LEN(keys) && !generic) {
		text_put(t, keys[key].word);
		return;
	}
	text_put(t, "key");
	text_put_u32(t, key);
}

enum err svcb_octets_parse(struct wire_writer *out, struct span text)
{
	for (size_t at = 0; at < text.len;) {
		uint8_t octet;
		TRY(rdata_unescape(&octet, text, &at));
		wire_write_u8(out, octet);
	}
	return OK;
}

/*
 * One string of a list, up to a comma or the end; *at moves behind the comma.  Commas and
 * backslashes are escaped inside strings that are escaped themselves (RFC 9460 appendix A.1).
 */
static enum err string_parse(struct wire_writer *out, struct span text, size_t *at, bool *more)
{
	size_t start = out->pos;
	*more = false;
	wire_write_u8(out, 0);
	while (*at < text.len) {
		uint8_t octet;
		TRY(rdata_unescape(&octet, text, at));
		if (octet == ',') {
			*more = true;
			break;
		}
		if (octet == '\\') {
			if (*at >= text.len)
				return E_SVCB_VALUE;
			TRY(rdata_unescape(&octet, text, at));
			if (octet != ',' && octet != '\\')
				return E_SVCB_VALUE;
		}
		wire_write_u8(out, octet);
	}
	if (out->err != OK)
		return out->err;
	size_t len = out->pos - start - 1;
	if (len == 0)
		return E_SVCB_VALUE;
	if (len > UINT8_MAX)
		return E_STRING_LONG;
	out->data[start] = (uint8_t)len;
	return OK;
}

static enum err strings_parse(struct wire_writer *out, struct span text)
{
	bool more = true;
	for (size_t at = 0; more;)
		TRY(string_parse(out, text, &at, &more));
	return OK;
}

static enum err u16_parse(struct wire_writer *out, struct span item)
{
	uint64_t number;
	if (rdata_digits_parse(&number, item, UINT16_MAX) != OK)
		return E_SVCB_VALUE;
	wire_write_u16(out, (uint16_t)number);
	return OK;
}

static enum err key_item_parse(struct wire_writer *out, struct span item)
{
	uint16_t key;
	bool generic;
	TRY(svcb_key_parse(&key, &generic, item));
	wire_write_u16(out, key);
	return OK;
}

static enum err ipv4_parse(struct wire_writer *out, struct span item)
{
	uint8_t octets[4];
	TRY(ip4_parse(octets, item));
	wire_write_octets(out, octets, sizeof(octets));
	return OK;
}

static enum err ipv6_parse(struct wire_writer *out, struct span item)
{
	uint8_t octets[16];
	TRY(ip6_parse(octets, item));
	wire_write_octets(out, octets, sizeof(octets));
	return OK;
}

/* Items between commas; an empty one fails in `parse`. */
static enum err list_parse(struct wire_writer *out, struct span text,
                           enum err (*parse)(struct wire_writer *out, struct span item))
{
	for (size_t first = 0, at = 0; at <= text.len; at++) {
		if (at < text.len && text.data[at] != ',')
			continue;
		TRY(parse(out, span_of(text.data + first, at - first)));
		first = at + 1;
	}
	return OK;
}

static enum err base64_octets_parse(struct wire_writer *out, struct span text)
{
	size_t room = text.len / 4 * 3, len;
	uint8_t *to = wire_reserve(out, room);
	if (to == NULL)
		return out->err;
	TRY(base64_parse_lax(to, &len, text));
	out->pos -= room - len;
	return OK;
}

/* Sort 16-bit numbers: a list of keys is written in any order and stored in one. */
static void numbers_sort(uint8_t *list, size_t len)
{
	for (size_t i = 2; i < len; i += 2) {
		uint16_t number = wire_get_u16(list + i);
		size_t at = i;
		for (; at > 0 && wire_get_u16(list + at - 2) > number; at -= 2)
			wire_set_u16(list + at, wire_get_u16(list + at - 2));
		wire_set_u16(list + at, number);
	}
}

static enum err keys_parse(struct wire_writer *out, struct span text)
{
	enum { MANDATORY_MAX = 512 };
	size_t start = out->pos;
	TRY(list_parse(out, text, key_item_parse));
	if (out->err != OK)
		return out->err;
	if (out->pos - start > MANDATORY_MAX)
		return E_SVCB_MANDATORY;
	numbers_sort(out->data + start, out->pos - start);
	return svcb_value_check(SVCB_MANDATORY, span_of(out->data + start, out->pos - start));
}

/* Values that are neither strings nor octets: no escape is left in text. */
static enum err plain_parse(struct wire_writer *out, enum form form, struct span text)
{
	switch (form) {
	case FORM_KEYS:
		return keys_parse(out, text);
	case FORM_U16:
		return u16_parse(out, text);
	case FORM_U16S:
		return list_parse(out, text, u16_parse);
	case FORM_IPV4S:
		return list_parse(out, text, ipv4_parse);
	case FORM_IPV6S:
		return list_parse(out, text, ipv6_parse);
	default:
		return base64_octets_parse(out, text);
	}
}

enum err svcb_value_parse(struct wire_writer *out, uint16_t key, bool has_value, struct span text)
{
	enum { UNESCAPED_MAX = 1024 };
	enum form form = form_of(key);
	uint8_t unescaped[UNESCAPED_MAX];
	/* A key without a value may not even have the "=" (RFC 9460 section 7.1.1). */
	if (form == FORM_NOTHING)
		return has_value ? E_SVCB_VALUE : OK;
	if (form == FORM_SEGMENTS && text.len == 0)
		return OK;
	if (text.len == 0)
		return E_SVCB_VALUE;
	if (form == FORM_STRINGS || form == FORM_SEGMENTS)
		return strings_parse(out, text);
	if (form == FORM_TEXT)
		return svcb_octets_parse(out, text);
	if (memchr(text.data, '\\', text.len) == NULL)
		return plain_parse(out, form, text);
	/* Nobody needs escapes in numbers and addresses, but the grammar has them. */
	struct wire_writer w = wire_writer_of(unescaped, sizeof(unescaped));
	TRY(svcb_octets_parse(&w, text));
	return w.err != OK ? E_SVCB_VALUE : plain_parse(out, form, wire_written(&w));
}

static enum err strings_check(struct span value)
{
	for (size_t at = 0; at < value.len; at += value.data[at] + 1u) {
		if (value.data[at] == 0 || value.data[at] >= value.len - at)
			return E_SVCB_VALUE;
	}
	return OK;
}

/* Keys in strictly increasing order, the list itself not among them (RFC 9460 section 8). */
static enum err mandatory_list_check(struct span value)
{
	if (value.len == 0 || value.len % 2 != 0)
		return E_SVCB_MANDATORY;
	int previous = SVCB_MANDATORY;
	for (size_t i = 0; i < value.len; i += 2) {
		int key = wire_get_u16(value.data + i);
		if (key <= previous)
			return E_SVCB_MANDATORY;
		previous = key;
	}
	return OK;
}

static enum err length_check(struct span value, size_t unit, bool many)
{
	bool good = many ? value.len > 0 && value.len % unit == 0 : value.len == unit;
	return good ? OK : E_SVCB_VALUE;
}

enum err svcb_value_check(uint16_t key, struct span value)
{
	switch (form_of(key)) {
	case FORM_KEYS:
		return mandatory_list_check(value);
	case FORM_STRINGS:
		return value.len > 0 ? strings_check(value) : E_SVCB_VALUE;
	case FORM_SEGMENTS:
		return strings_check(value);
	case FORM_NOTHING:
		return length_check(value, 0, false);
	case FORM_U16:
		return length_check(value, 2, false);
	case FORM_U16S:
		return length_check(value, 2, true);
	case FORM_IPV4S:
		return length_check(value, 4, true);
	case FORM_IPV6S:
		return length_check(value, 16, true);
	case FORM_BASE64:
		return length_check(value, 1, true);
	default:
		return OK;
	}
}

/* A string of a list, outside quotes: both levels of escapes. */
static void string_print(struct text *t, struct span octets)
{
	for (size_t i = 0; i < octets.len; i++) {
		uint8_t c = octets.data[i];
		if (c <= ' ' || c >= 0x7f) {
			text_put_char(t, '\\');
			rdata_padded_print(t, c, 3);
			continue;
		}
		if (c == ',' || c == '\\')
			text_put(t, "\\\\");
		if (strchr("\\\";()", c) != NULL)
			text_put_char(t, '\\');
		text_put_char(t, (char)c);
	}
}

static void strings_print(struct text *t, struct span value)
{
	for (size_t at = 0; at < value.len; at += value.data[at] + 1u) {
		if (at > 0)
			text_put_char(t, ',');
		string_print(t, span_of(value.data + at + 1, value.data[at]));
	}
}

/* Items of `unit` octets between commas. */
static void items_print(struct text *t, enum form form, struct span value, size_t unit)
{
	for (size_t at = 0; at < value.len; at += unit) {
		if (at > 0)
			text_put_char(t, ',');
		const uint8_t *item = value.data + at;
		if (form == FORM_KEYS)
			key_print(t, wire_get_u16(item), false);
		else if (form == FORM_IPV4S)
			ip4_print(t, item);
		else if (form == FORM_IPV6S)
			ip6_print(t, item);
		else
			text_put_u32(t, wire_get_u16(item));
	}
}

void svcb_param_print(struct text *t, uint16_t key, struct span value)
{
	enum form form = form_of(key);
	key_print(t, key, form == FORM_TEXT && value.len == 0);
	if (value.len == 0)
		return;
	text_put_char(t, '=');
	switch (form) {
	case FORM_KEYS:
	case FORM_U16:
	case FORM_U16S:
		items_print(t, form, value, 2);
		return;
	case FORM_IPV4S:
		items_print(t, form, value, 4);
		return;
	case FORM_IPV6S:
		items_print(t, form, value, 16);
		return;
	case FORM_BASE64:
		base64_print(t, value);
		return;
	case FORM_STRINGS:
	case FORM_SEGMENTS:
		strings_print(t, value);
		return;
	default:
		rdata_quoted_print(t, value);
		return;
	}
}
