/* SPDX-License-Identifier: BSD-2-Clause */
/* Edits.  What can fail is done before the first change. */

#include "config/edit.h"

#include "config/parser.h"
#include "config/print.h"

struct target {
	struct conf_tree *tree;
	const struct conf_path *path;
};

static bool is_target(void *ctx, const struct conf_block *b)
{
	const struct conf_path *p = ((struct target *)ctx)->path;
	if (p->section != NULL && b->section != p->section)
		return false;
	return p->id == NULL || strcmp(p->id, b->id) == 0;
}

/*
 * Can the text form hold it?  It has no escape but \" for a quote, so control characters, and a
 * backslash before a quote or at the end, have no way to be written.
 */
static bool is_writable(struct span v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.data[i] < ' ' || v.data[i] == 0x7f)
			return false;
		if (v.data[i] != '\\')
			continue;
		i++;
		if (i == v.len || v.data[i] == '"' || v.data[i] < ' ')
			return false;
	}
	return true;
}

static enum err make_block(struct conf_tree *t, const struct conf_section *s, const char *id)
{
	if (conf_block_find(t, s->name, id) != NULL)
		return E_CONF_DUPID;
	conf_block_add(t, s, id, "", 0);
	return OK;
}

/* section, section[id], section.ID-ITEM VALUE */
static enum err set_block(struct conf_tree *t, const struct conf_path *path,
                          const struct span *value)
{
	const char *id = path->id;
	if (value != NULL && !is_writable(*value))
		return E_CONF_ID;
	if (path->section == NULL)
		return E_INVALID;
	if (path->section->id == NULL)
		return E_NOTSUP;
	if (path->is_id && id == NULL) {
		if (value == NULL)
			return E_CONF_NOVALUE;
		TRY(conf_id_parse(&id, t, path->section, *value));
	} else if (value != NULL) {
		return E_CONF_NOVALUES;
	}
	if (id == NULL)
		return E_CONF_NOID;
	return is_writable(span_str(id)) ? make_block(t, path->section, id) : E_CONF_ID;
}

static bool is_empty(const struct conf_value *v)
{
	return v->text[0] == '\0';
}

static void put_value(struct conf_block *b, const struct conf_item *item,
                      const struct conf_value *v)
{
	struct conf_entry *e = conf_entry_get(b, item, "", 0);
	bool single = !(item->flags & CONF_MULTI) || is_empty(v) ||
	              (e->values.count == 1 && is_empty(&e->values.items[0]));
	/* What a command says has no line. */
	e->file = "";
	e->line = 0;
	for (size_t i = 0; !single && i < e->values.count; i++) {
		if (conf_value_equal(item, &e->values.items[i], v))
			return;
	}
	if (single)
		e->values.count = 0;
	VEC_PUSH(&e->values, *v);
}

enum err conf_set(struct conf_tree *t, const struct conf_path *path, const struct span *value)
{
	struct target target = {t, path};
	struct conf_value v;
	if (path->item == NULL)
		return set_block(t, path, value);
	if (value == NULL)
		return E_CONF_NOVALUE;
	if (path->id != NULL && conf_block_find(t, path->section->name, path->id) == NULL)
		return E_CONF_ID;
	if (value->len > CONF_MAX_VALUE || !is_writable(*value))
		return E_CONF_VALUE;
	TRY(conf_value_parse(&v, &t->arena, t->schema, path->item, *value));
	enum err e = conf_check_reference(t, path->item, *value);
	if (e != OK)
		return e == E_CONF_REF ? E_NOTFOUND : e;
	if (path->section->id == NULL) {
		put_value(conf_block_of(t, path->section), path->item, &v);
		return OK;
	}
	for (size_t i = 0; i < t->blocks.count; i++) {
		if (is_target(&target, t->blocks.items[i]))
			put_value(t->blocks.items[i], path->item, &v);
	}
	return OK;
}

/* Take a value, or with v NULL all, out of a block's item. */
static bool take_value(struct conf_block *b, const struct conf_item *item,
                       const struct conf_value *v)
{
	struct conf_entry *e = NULL;
	for (size_t i = 0; i < b->entries.count; i++) {
		if (b->entries.items[i].item == item)
			e = &b->entries.items[i];
	}
	if (e == NULL)
		return false;
	size_t kept = 0;
	for (size_t i = 0; v != NULL && i < e->values.count; i++) {
		if (!conf_value_equal(item, &e->values.items[i], v))
			e->values.items[kept++] = e->values.items[i];
	}
	if (v != NULL && kept == e->values.count)
		return false;
	e->values.count = kept;
	if (kept == 0)
		conf_entry_remove(b, item);
	return true;
}

static enum err unset_blocks(struct conf_tree *t, const struct conf_path *path,
                             const struct span *value)
{
	struct conf_path one = *path;
	struct target target = {t, &one};
	if (value != NULL && !path->is_id)
		return E_CONF_NOVALUES;
	if (value != NULL && path->id == NULL)
		TRY(conf_id_parse(&one.id, t, path->section, *value));
	else if (value != NULL)
		return E_CONF_NOVALUES;
	if (one.id != NULL && conf_block_find(t, one.section->name, one.id) == NULL)
		return value != NULL ? E_NOTFOUND : E_CONF_ID;
	conf_blocks_remove(t, is_target, &target);
	return OK;
}

enum err conf_unset(struct conf_tree *t, const struct conf_path *path, const struct span *value)
{
	struct target target = {t, path};
	struct conf_value v;
	bool any = false;
	if (path->item == NULL)
		return unset_blocks(t, path, value);
	if (path->id != NULL && conf_block_find(t, path->section->name, path->id) == NULL)
		return E_CONF_ID;
	if (value != NULL && !is_writable(*value))
		return E_NOTFOUND;
	if (value != NULL && conf_value_parse(&v, &t->arena, t->schema, path->item, *value) != OK)
		return E_NOTFOUND;
	for (size_t i = 0; i < t->blocks.count; i++) {
		struct conf_block *b = t->blocks.items[i];
		if (is_target(&target, b))
			any = take_value(b, path->item, value != NULL ? &v : NULL) || any;
	}
	return any ? OK : E_NOTFOUND;
}

enum err conf_check_references(const struct conf_tree *t, struct conf_broken *out)
{
	for (size_t i = 0; i < t->blocks.count; i++) {
		const struct conf_block *b = t->blocks.items[i];
		for (size_t k = 0; k < b->entries.count; k++) {
			const struct conf_entry *e = &b->entries.items[k];
			for (size_t n = 0; n < e->values.count; n++) {
				const struct conf_value *v = &e->values.items[n];
				enum err err = conf_check_reference(t, e->item, span_str(v->text));
				if (err == OK)
					continue;
				*out = (struct conf_broken){b, e, v};
				return err;
			}
		}
	}
	return OK;
}
