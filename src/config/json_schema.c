/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON Schema (draft 2020-12) from the tables.  Values are what a YAML reader makes of them: `on`
 * may arrive as a boolean, 1h as text, 5 as a number.  References are not checked: JSON Schema
 * cannot.
 */

#include "config/json_schema.h"

#include <ctype.h>
#include <inttypes.h>

static const char name_pattern[] =
	"^(\\\\.|([^.\\\\\\\\]|\\\\\\\\[0-9]{3}|\\\\\\\\[^0-9]){1,63}"
	"(\\\\.([^.\\\\\\\\]|\\\\\\\\[0-9]{3}|\\\\\\\\[^0-9]){1,63})*\\\\.?)$";
static const char base64_pattern[] = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/* Words compare without case, which a pattern has to spell out. */
static void put_word(struct text *t, const char *word)
{
	for (const char *c = word; *c != '\0'; c++) {
		if (isalpha((unsigned char)*c))
			text_printf(t, "[%c%c]", toupper(*c), tolower(*c));
		else
			text_put_char(t, *c);
	}
}

static void put_words(struct text *t, const struct conf_option *options)
{
	text_put(t, "{\"type\":\"string\",\"pattern\":\"^(");
	for (const struct conf_option *o = options; o->word != NULL; o++) {
		text_put(t, o > options ? "|" : "");
		put_word(t, o->word);
	}
	text_put(t, ")$\"}");
}

static bool has_word(const struct conf_option *options, const char *word)
{
	for (const struct conf_option *o = options; o->word != NULL; o++) {
		if (strcmp(o->word, word) == 0)
			return true;
	}
	return false;
}

static void put_number(struct text *t, const struct conf_item *item, const char *units)
{
	bool bounded = item->min != 0 || item->max != 0;
	text_printf(t, "{\"anyOf\":[{\"type\":\"integer\",\"minimum\":%" PRId64,
	            bounded ? item->min : 0);
	if (bounded)
		text_printf(t, ",\"maximum\":%" PRId64, item->max);
	text_printf(t, "},{\"type\":\"string\",\"pattern\":\"^%s[0-9]+%s$\"}]}",
	            bounded && item->min < 0 ? "-?" : "", units);
}

static void put_single(struct text *t, const struct conf_item *item)
{
	static const struct conf_option on_off[] = {
		{"on", 1}, {"off", 0}, {"true", 1}, {"false", 0}, {NULL, 0}};
	switch (item->type) {
	case CONF_BOOL:
		text_put(t, "{\"anyOf\":[{\"type\":\"boolean\"},");
		put_words(t, on_off);
		text_put(t, "]}");
		break;
	case CONF_OPT:
		text_put(t, "{\"anyOf\":[");
		if (has_word(item->options, "on"))
			text_put(t, "{\"type\":\"boolean\"},");
		if (has_word(item->options, "none"))
			text_put(t, "{\"type\":\"null\"},");
		put_words(t, item->options);
		text_put(t, "]}");
		break;
	case CONF_INT:
		put_number(t, item, "");
		break;
	case CONF_TIME:
		put_number(t, item, "[smhdwMy]?");
		break;
	case CONF_SIZE:
		put_number(t, item, "[BKMG]?");
		break;
	case CONF_B64:
		text_printf(t, "{\"type\":\"string\",\"pattern\":\"%s\"}", base64_pattern);
		break;
	case CONF_NAME:
		text_printf(t, "{\"type\":\"string\",\"pattern\":\"%s\"}", name_pattern);
		break;
	default:
		text_put(t, "{\"type\":[\"string\",\"number\",\"boolean\"]}");
	}
}

static void put_item(struct text *t, const struct conf_item *item)
{
	text_printf(t, "\"%s\":", item->name);
	if (!(item->flags & (CONF_MULTI | CONF_EMPTY_OK))) {
		put_single(t, item);
		return;
	}
	text_put(t, "{\"anyOf\":[");
	put_single(t, item);
	if (item->flags & CONF_MULTI) {
		text_put(t, ",{\"type\":\"array\",\"items\":");
		put_single(t, item);
		text_put(t, "}");
	}
	if (item->flags & CONF_EMPTY_OK)
		text_put(t, ",{\"const\":\"\"}");
	text_put(t, "]}");
}

static void put_block(struct text *t, const struct conf_section *s)
{
	text_put(t, "{\"type\":\"object\",\"additionalProperties\":false,");
	if (s->id != NULL)
		text_printf(t, "\"required\":[\"%s\"],", s->id);
	text_put(t, "\"properties\":{");
	if (s->id != NULL && s->id_type == CONF_NAME)
		text_printf(t, "\"%s\":{\"type\":\"string\",\"pattern\":\"%s\"}", s->id,
		            name_pattern);
	else if (s->id != NULL)
		text_printf(t, "\"%s\":{\"type\":[\"string\",\"number\"]}", s->id);
	for (const struct conf_item *i = s->items; i->name != NULL; i++) {
		text_put(t, i > s->items || s->id != NULL ? "," : "");
		put_item(t, i);
	}
	text_put(t, "}}");
}

void conf_json_schema(struct text *out, const struct conf_schema *schema, const char *title)
{
	text_printf(
		out,
		"{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":\"%s\","
		"\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\n",
		title);
	for (const struct conf_section *s = schema->sections; s->name != NULL; s++) {
		text_printf(out, "\"%s\":{\"anyOf\":[{\"type\":\"null\"},", s->name);
		if (s->id != NULL)
			text_put(out, "{\"type\":\"array\",\"items\":");
		put_block(out, s);
		text_put(out, s->id != NULL ? "}]},\n" : "]},\n");
	}
	text_put(out, "\"include\":{\"type\":\"string\"},\n\"clear\":{\"type\":\"string\"}\n}}\n");
}
