/* SPDX-License-Identifier: BSD-2-Clause */
/* Values by type.  A number takes one unit letter at most: "1h30m" is no time here. */

#include "config/value.h"

#include "base/addr.h"
#include "base/base64.h"
#include "base/hex.h"

struct unit {
	char letter;
	int64_t factor;
};

static const struct unit time_units[] = {
	{'s', 1},      {'m', 60},      {'h', 3600},     {'d', 86400},
	{'w', 604800}, {'M', 2592000}, {'y', 31536000}, {0, 0},
};
static const struct unit size_units[] = {
	{'B', 1}, {'K', 1 << 10}, {'M', 1 << 20}, {'G', 1 << 30}, {0, 0},
};

static enum err parse_number(int64_t *out, struct span text, const struct unit *units)
{
	int64_t v = 0;
	size_t i = 0;
	bool negative = text.len > 0 && text.data[0] == '-';
	for (i = negative ? 1 : 0; i < text.len && text.data[i] >= '0' && text.data[i] <= '9';
	     i++) {
		if (__builtin_mul_overflow(v, (int64_t)10, &v) ||
		    __builtin_add_overflow(v, (int64_t)(text.data[i] - '0'), &v))
			return E_RANGE;
	}
	if (i == (negative ? 1u : 0u))
		return E_INVALID;
	if (i + 1 == text.len && units != NULL) {
		while (units->letter != 0 && units->letter != (char)text.data[i])
			units++;
		if (units->letter == 0)
			return E_INVALID;
		if (__builtin_mul_overflow(v, units->factor, &v))
			return E_RANGE;
		i++;
	}
	if (i != text.len)
		return E_INVALID;
	*out = negative ? -v : v;
	return OK;
}

static enum err check_range(int64_t v, const struct conf_item *item)
{
	if (item->min == 0 && item->max == 0)
		return v >= 0 ? OK : E_RANGE;
	return v >= item->min && v <= item->max ? OK : E_RANGE;
}

static enum err parse_bool(int64_t *out, struct span text)
{
	if (span_is_word(text, "on") || span_is_word(text, "true"))
		*out = 1;
	else if (span_is_word(text, "off") || span_is_word(text, "false"))
		*out = 0;
	else
		return E_INVALID;
	return OK;
}

static enum err parse_option(int64_t *out, struct span text, const struct conf_item *item)
{
	for (const struct conf_option *o = item->options; o->word != NULL; o++) {
		if (span_is_word(text, o->word)) {
			*out = o->number;
			return OK;
		}
	}
	return E_INVALID;
}

static enum err parse_hex(struct conf_value *out, struct arena *arena, struct span text)
{
	if (text.len < 2 || text.data[0] != '0' || (text.data[1] | 0x20) != 'x') {
		out->octets = span_of(out->text, text.len);
		return OK;
	}
	size_t len;
	uint8_t *octets = arena_alloc(arena, text.len / 2);
	TRY(hex_parse(octets, &len, span_skip(text, 2)));
	out->octets = span_of(octets, len);
	return OK;
}

static enum err parse_base64(struct conf_value *out, struct arena *arena, struct span text)
{
	size_t len;
	uint8_t *octets = arena_alloc(arena, text.len / 4 * 3 + 3);
	TRY(base64_parse(octets, &len, text));
	out->octets = span_of(octets, len);
	return OK;
}

/* Relative paths are UNIX sockets below the run directory: anything that is no address shape. */
static enum err check_addr(struct span text)
{
	struct addr a;
	size_t dots = 0;
	bool has_colon = memchr(text.data, ':', text.len) != NULL;
	for (size_t i = 0; i < text.len; i++)
		dots += text.data[i] == '.';
	if (!has_colon && dots != 3)
		return text.len > 0 ? OK : E_ADDR;
	return addr_parse(&a, text, 0);
}

static enum err check_net(struct span text)
{
	struct addr_range r;
	return addr_range_parse(&r, text);
}

static enum err parse_name(struct conf_value *out, struct arena *arena,
                           const struct conf_schema *schema, struct span text)
{
	enum { NAME_TEXT_MAX = 1100 }; /* 255 octets, each as \DDD, and a terminator */
	char buf[NAME_TEXT_MAX];
	TRY(schema->name_normalise(text, buf, sizeof(buf)));
	out->text = arena_dup(arena, buf, strlen(buf) + 1);
	return OK;
}

static enum err parse_form(struct conf_value *out, struct arena *arena,
                           const struct conf_item *item, struct span text)
{
	struct text t;
	text_init(&t);
	enum err e = item->form(text, &t, &out->number);
	if (e == OK)
		out->text = arena_dup(arena, t.buf, t.len + 1);
	text_deinit(&t);
	return e;
}

/* A reference to a section of names has the form of a name; whether it holds is asked later. */
static enum err parse_reference(struct conf_value *out, struct arena *arena,
                                const struct conf_schema *schema, const struct conf_item *item,
                                struct span text)
{
	const struct conf_section *s = schema == NULL || item->refs[0] == NULL
	                                       ? NULL
	                                       : conf_section_find(schema, span_str(item->refs[0]));
	return s != NULL && s->id_type == CONF_NAME ? parse_name(out, arena, schema, text) : OK;
}

enum err conf_value_parse(struct conf_value *out, struct arena *arena,
                          const struct conf_schema *schema, const struct conf_item *item,
                          struct span text)
{
	char *copy = arena_alloc(arena, text.len + 1);
	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	*out = (struct conf_value){.text = copy};
	if (text.len == 0 && (item->flags & CONF_EMPTY_OK))
		return OK;
	switch (item->type) {
	case CONF_BOOL:
		return parse_bool(&out->number, text);
	case CONF_INT:
		TRY(parse_number(&out->number, text, NULL));
		return check_range(out->number, item);
	case CONF_TIME:
		TRY(parse_number(&out->number, text, time_units));
		return check_range(out->number, item);
	case CONF_SIZE:
		TRY(parse_number(&out->number, text, size_units));
		return check_range(out->number, item);
	case CONF_HEX:
		return parse_hex(out, arena, text);
	case CONF_B64:
		return parse_base64(out, arena, text);
	case CONF_ADDR:
		return check_addr(text);
	case CONF_NET:
		return check_net(text);
	case CONF_NAME:
		return parse_name(out, arena, schema, text);
	case CONF_OPT:
		return parse_option(&out->number, text, item);
	case CONF_STR:
		return item->form != NULL ? parse_form(out, arena, item, text) : OK;
	case CONF_REF:
		return parse_reference(out, arena, schema, item, text);
	case CONF_BLOCK:
		break;
	}
	return OK;
}
