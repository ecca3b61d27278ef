/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths of items. */

#include "config/path.h"

enum err conf_path_find(struct conf_path *out, struct conf_tree *t, struct span section,
                        struct span id, struct span item)
{
	*out = (struct conf_path){.section = NULL};
	if (section.len == 0)
		return id.len == 0 && item.len == 0 ? OK : E_CONF_ITEM;
	out->section = conf_section_find(t->schema, section);
	if (out->section == NULL)
		return E_CONF_ITEM;
	if (id.len > 0) {
		if (out->section->id == NULL)
			return E_CONF_NOIDS;
		TRY(conf_id_parse(&out->id, t, out->section, id));
	}
	if (item.len == 0)
		return OK;
	out->is_id = out->section->id != NULL && span_equal(item, span_str(out->section->id));
	if (out->is_id)
		return OK;
	out->item = conf_item_find(out->section, item);
	return out->item != NULL ? OK : E_CONF_ITEM;
}

static enum err fail(const char **fault, const char *why, struct span *at, struct span where)
{
	*fault = why;
	*at = where;
	return E_CONF_ITEM;
}

/* The identifier behind '['; *used tells how many octets it took, its bracket included. */
static bool read_id(struct span text, char *id, size_t *len, size_t *used)
{
	*len = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == ']') {
			*used = i + 1;
			return true;
		}
		if (text.data[i] == '\\' && i + 1 < text.len && text.data[i + 1] == ']')
			i++;
		id[(*len)++] = (char)text.data[i];
	}
	return false;
}

enum err conf_path_split(struct conf_path_text *out, struct span text, char *id, const char **fault,
                         struct span *at)
{
	size_t end = 0;
	*out = (struct conf_path_text){.section = text};
	while (end < text.len && text.data[end] != '[' && text.data[end] != '.')
		end++;
	out->section = span_of(text.data, end);
	struct span rest = span_skip(text, end);
	if (rest.len > 0 && rest.data[0] == '[') {
		size_t len, used;
		rest = span_skip(rest, 1);
		if (!read_id(rest, id, &len, &used))
			return fail(fault, "missing bracket after identifier", at, rest);
		out->id = span_of(id, len);
		rest = span_skip(rest, used);
	}
	if (rest.len == 0)
		return OK;
	if (rest.data[0] != '.')
		return fail(fault, "unexpected token", at, rest);
	out->item = span_skip(rest, 1);
	if (out->item.len == 0)
		return fail(fault, "missing item specification", at, span_of("", 0));
	return OK;
}
