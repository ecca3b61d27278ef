/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading: the parser's lines become blocks and entries, each checked against the schema as it
 * comes, so that references can only name what stands before them.  Nothing of a text that fails
 * is kept by the callers: they load into a fresh tree.
 */

#include "config/load.h"

#include "config/include.h"
#include "config/parser.h"

#include <fnmatch.h>
#include <stdio.h>

struct loader {
	struct conf_tree *tree;
	struct text *error;
	const char *file;
	unsigned depth;
	bool may_include;
	const struct conf_section *section; /* open section, NULL at top */
	struct conf_block *block;           /* open block */
	const struct conf_item *item;       /* open item; NULL at top */
	struct conf_entry *entry;
	bool is_id;    /* the open item identifies a new block */
	bool is_clear; /* "clear:" is open */
	bool is_include;
	unsigned values; /* given to the open item */
	unsigned line;   /* of the open item */
};

/* clear: is the name of its section one that a pattern matches? */
static bool is_cleared(void *pattern, const struct conf_block *b)
{
	return fnmatch(pattern, b->section->name, FNM_NOESCAPE | FNM_EXTMATCH) == 0;
}

/* The item before this line is complete: did it have the value it needs? */
static enum err close_item(struct loader *l)
{
	const struct conf_item *item = l->item;
	bool missing = (l->is_id || l->is_include || l->is_clear) && l->values == 0;
	if (item != NULL && l->values == 0 && !(item->flags & (CONF_MULTI | CONF_EMPTY_OK)) &&
	    item->type != CONF_STR)
		missing = true;
	l->item = NULL;
	l->entry = NULL;
	l->is_id = l->is_include = l->is_clear = false;
	l->values = 0;
	return missing ? E_CONF_NOVALUE : OK;
}

static enum err open_top(struct loader *l, const struct conf_line *line)
{
	l->block = NULL;
	l->section = NULL;
	if (span_is_word(line->key, "include")) {
		l->is_include = true;
		return l->may_include ? OK : E_NOTSUP;
	}
	if (span_is_word(line->key, "clear")) {
		l->is_clear = true;
		return OK;
	}
	l->section = conf_section_find(l->tree->schema, line->key);
	if (l->section == NULL)
		return E_CONF_ITEM;
	if (l->section->id == NULL) {
		l->block = conf_block_of(l->tree, l->section);
		if (l->block->line == 0) {
			l->block->file = l->file;
			l->block->line = line->line;
		}
	}
	return OK;
}

static enum err open_item(struct loader *l, const struct conf_line *line)
{
	if (l->section == NULL)
		return E_CONF_ITEM;
	if (line->dash) {
		if (l->section->id == NULL)
			return E_CONF_ITEM;
		if (!span_is_word(line->key, l->section->id))
			return E_CONF_NOID;
		l->is_id = true;
		l->block = NULL;
		return OK;
	}
	l->item = conf_item_find(l->section, line->key);
	if (l->item == NULL)
		return E_CONF_ITEM;
	if (l->block == NULL)
		return E_CONF_NOID;
	return OK;
}

static enum err on_key(void *ctx, const struct conf_line *line)
{
	struct loader *l = ctx;
	TRY(close_item(l));
	l->line = line->line;
	return line->top && !line->dash ? open_top(l, line) : open_item(l, line);
}

static enum err open_block(struct loader *l, const struct conf_line *line, struct span value)
{
	const char *id;
	if (l->values > 1)
		return E_CONF_ID;
	TRY(conf_id_parse(&id, l->tree, l->section, value));
	if (conf_block_find(l->tree, l->section->name, id) != NULL)
		return E_CONF_DUPID;
	l->block = conf_block_add(l->tree, l->section, id, l->file, line->line);
	return OK;
}

static enum err add_value(struct loader *l, const struct conf_line *line, struct span value)
{
	struct conf_value v;
	TRY(conf_value_parse(&v, &l->tree->arena, l->tree->schema, l->item, value));
	TRY(conf_check_reference(l->tree, l->item, value));
	if (l->values > 1 && !(l->item->flags & CONF_MULTI))
		return E_MALFORMED;
	if (l->entry == NULL)
		l->entry = conf_entry_get(l->block, l->item, l->file, line->line);
	/* The last of several lines of a single item holds; a multivalued one grows. */
	if (!(l->item->flags & CONF_MULTI))
		l->entry->values.count = 0;
	VEC_PUSH(&l->entry->values, v);
	return OK;
}

static enum err include(struct loader *l, struct span pattern);

static enum err on_value(void *ctx, const struct conf_line *line, struct span value)
{
	struct loader *l = ctx;
	l->values++;
	if (l->is_include)
		return include(l, value);
	if (l->is_clear) {
		char pattern[CONF_MAX_VALUE + 1];
		memcpy(pattern, value.data, value.len);
		pattern[value.len] = '\0';
		conf_blocks_remove(l->tree, is_cleared, pattern);
		return OK;
	}
	if (l->is_id)
		return open_block(l, line, value);
	return l->item != NULL ? add_value(l, line, value) : E_MALFORMED;
}

static const char *reason(enum err e)
{
	return e == E_NOTSUP      ? "not available in this version"
	       : e == E_MALFORMED ? "parser failed"
	                          : err_text(e);
}

static void describe(struct loader *l, const struct conf_fault *fault, enum err e)
{
	/* An inner file has described its own fault already. */
	if (l->error->len > 0)
		return;
	text_printf(l->error, "config, file '%s', line %u", l->file, fault->line);
	if (fault->key.len > 0)
		text_printf(l->error, ", item '%.*s'", (int)fault->key.len,
		            (const char *)fault->key.data);
	if (fault->value.len > 0) {
		text_put(l->error, ", value '");
		text_put_escaped(l->error, fault->value);
		text_put(l->error, "'");
	}
	text_printf(l->error, " (%s)", reason(e));
}

static enum err load_text(struct loader *l, struct span text)
{
	struct conf_handler handler = {.key = on_key, .value = on_value, .ctx = l};
	struct conf_fault fault = {.line = 0};
	enum err e = conf_parse(text, &handler, &fault);
	if (e == OK) {
		fault = (struct conf_fault){.line = l->line};
		e = close_item(l);
	} else if (e == E_CONF_NOVALUE) {
		/* The fault is the item before the line that showed it. */
		fault = (struct conf_fault){.line = l->line};
	}
	if (e != OK)
		describe(l, &fault, e);
	return e;
}

static enum err load_one(struct loader *outer, const char *path)
{
	struct loader l = {.tree = outer->tree,
	                   .error = outer->error,
	                   .depth = outer->depth + 1,
	                   .may_include = true};
	struct span text;
	if (l.depth > CONF_INCLUDE_DEPTH)
		return E_CONF_INCLUDE_LOOP;
	l.file = arena_dup(&l.tree->arena, path, strlen(path) + 1);
	TRY(conf_file_read(&text, path));
	enum err e = load_text(&l, text);
	conf_file_free(text);
	return e;
}

static enum err include_one(void *ctx, const char *path)
{
	return load_one(ctx, path);
}

static enum err include(struct loader *l, struct span pattern)
{
	char text[CONF_MAX_VALUE + 1];
	memcpy(text, pattern.data, pattern.len);
	text[pattern.len] = '\0';
	return conf_include_each(l->file, text, include_one, l);
}

enum err conf_tree_load_file(struct conf_tree *t, const char *path, struct text *error)
{
	struct loader root = {.tree = t, .error = error, .file = path, .depth = 0};
	enum err e = load_one(&root, path);
	if (e != OK && error->len == 0)
		text_printf(error, "config, file '%s' (%s)", path, reason(e));
	return e;
}

enum err conf_tree_load_text(struct conf_tree *t, const char *name, struct span text,
                             struct text *error)
{
	struct loader l = {.tree = t, .error = error};
	l.file = arena_dup(&t->arena, name, strlen(name) + 1);
	return load_text(&l, text);
}

enum err conf_tree_include(struct conf_tree *t, const char *from, const char *pattern,
                           struct text *error)
{
	struct loader l = {.tree = t, .error = error, .file = from};
	return conf_include_each(from, pattern, include_one, &l);
}
