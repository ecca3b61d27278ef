/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading: the parser's lines become blocks and entries, each checked against the schema as it
 * comes, so that references can only name what stands before them.  Nothing of a text that fails
 * is kept by the callers: they load into a fresh tree.
 */

#include "config/tree.h"

#include "base/hash.h"
#include "config/include.h"
#include "config/parser.h"

#include <fnmatch.h>
#include <stdio.h>

/* Open-addressed set of list blocks; grown at half load. */
struct conf_index {
	struct conf_block **slots;
	size_t size;
	size_t used;
};

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

static const struct conf_item id_item = {.name = "id", .type = CONF_STR};
static const struct conf_item id_name_item = {.name = "domain", .type = CONF_NAME};

void conf_tree_init(struct conf_tree *t, const struct conf_schema *schema)
{
	*t = (struct conf_tree){.schema = schema};
	arena_init(&t->arena, 0);
	t->index = mem_zalloc(sizeof(*t->index));
	t->index->size = 64;
	t->index->slots = mem_calloc(t->index->size, sizeof(struct conf_block *));
}

static void free_block(struct conf_block *b)
{
	for (size_t k = 0; k < b->entries.count; k++)
		VEC_FREE(&b->entries.items[k].values);
	VEC_FREE(&b->entries);
}

void conf_tree_drop_blocks(struct conf_tree *t)
{
	for (size_t i = 0; i < t->blocks.count; i++)
		free_block(t->blocks.items[i]);
	VEC_FREE(&t->blocks);
	mem_free(t->index->slots);
	t->index->slots = NULL;
}

void conf_tree_deinit(struct conf_tree *t)
{
	conf_tree_drop_blocks(t);
	mem_free(t->index);
	arena_deinit(&t->arena);
}

static size_t slot_of(const struct conf_tree *t, const char *section, const char *id)
{
	uint64_t h = hash_octets(id, strlen(id), hash_seed() ^ (uint64_t)section[0] << 8);
	size_t i = h & (t->index->size - 1);
	while (t->index->slots[i] != NULL &&
	       (strcmp(t->index->slots[i]->id, id) != 0 ||
	        strcmp(t->index->slots[i]->section->name, section) != 0))
		i = (i + 1) & (t->index->size - 1);
	return i;
}

static void index_rebuild(struct conf_tree *t, size_t size)
{
	mem_free(t->index->slots);
	*t->index = (struct conf_index){.size = size};
	t->index->slots = mem_calloc(size, sizeof(struct conf_block *));
	for (size_t i = 0; i < t->blocks.count; i++) {
		struct conf_block *b = t->blocks.items[i];
		if (b->id == NULL)
			continue;
		t->index->slots[slot_of(t, b->section->name, b->id)] = b;
		t->index->used++;
	}
}

const struct conf_block *conf_block_find(const struct conf_tree *t, const char *section,
                                         const char *id)
{
	if (id != NULL)
		return t->index->slots[slot_of(t, section, id)];
	for (size_t i = 0; i < t->blocks.count; i++) {
		const struct conf_block *b = t->blocks.items[i];
		if (b->id == NULL && strcmp(b->section->name, section) == 0)
			return b;
	}
	return NULL;
}

const struct conf_entry *conf_entry_find(const struct conf_block *block, const char *item)
{
	for (size_t i = 0; block != NULL && i < block->entries.count; i++) {
		if (strcmp(block->entries.items[i].item->name, item) == 0)
			return &block->entries.items[i];
	}
	return NULL;
}

static struct conf_block *add_block(struct loader *l, const char *id, unsigned line)
{
	struct conf_tree *t = l->tree;
	struct conf_block *b = arena_zalloc(&t->arena, sizeof(*b));
	*b = (struct conf_block){.section = l->section, .id = id, .file = l->file, .line = line};
	VEC_PUSH(&t->blocks, b);
	if (id != NULL) {
		if (t->index->used * 2 >= t->index->size)
			index_rebuild(t, t->index->size * 2);
		else {
			t->index->slots[slot_of(t, l->section->name, id)] = b;
			t->index->used++;
		}
	}
	return b;
}

/* Drop the blocks of every section whose name matches a pattern. */
static void clear_sections(struct conf_tree *t, const char *pattern)
{
	size_t kept = 0;
	for (size_t i = 0; i < t->blocks.count; i++) {
		struct conf_block *b = t->blocks.items[i];
		if (fnmatch(pattern, b->section->name, FNM_NOESCAPE | FNM_EXTMATCH) == 0)
			free_block(b);
		else
			t->blocks.items[kept++] = b;
	}
	t->blocks.count = kept;
	index_rebuild(t, t->index->size);
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
	if (l->section->later)
		return E_NOTSUP;
	if (l->section->id == NULL) {
		const struct conf_block *have = conf_block_find(l->tree, l->section->name, NULL);
		for (size_t i = 0; have != NULL && i < l->tree->blocks.count; i++) {
			if (l->tree->blocks.items[i] == have)
				l->block = l->tree->blocks.items[i];
		}
		if (l->block == NULL)
			l->block = add_block(l, NULL, line->line);
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
	if (l->item->flags & CONF_LATER)
		return E_NOTSUP;
	return OK;
}

static enum err on_key(void *ctx, const struct conf_line *line)
{
	struct loader *l = ctx;
	TRY(close_item(l));
	l->line = line->line;
	return line->top && !line->dash ? open_top(l, line) : open_item(l, line);
}

static enum err check_reference(struct loader *l, struct span value)
{
	char id[CONF_MAX_VALUE + 1];
	unsigned found = 0;
	for (int i = 0; i < 2 && l->item->refs[i] != NULL; i++) {
		const struct conf_section *s = conf_section_find(l->tree->schema,
		                                                 span_str(l->item->refs[i]));
		struct conf_value normal;
		if (s->id_type == CONF_NAME) {
			if (conf_value_parse(&normal, &l->tree->arena, l->tree->schema,
			                     &id_name_item, value) != OK)
				continue;
			found += conf_block_find(l->tree, s->name, normal.text) != NULL;
			continue;
		}
		memcpy(id, value.data, value.len);
		id[value.len] = '\0';
		found += conf_block_find(l->tree, s->name, id) != NULL;
	}
	if (found == 0)
		return E_CONF_REF;
	return found > 1 ? E_CONF_AMBIGUOUS : OK;
}

static enum err open_block(struct loader *l, const struct conf_line *line, struct span value)
{
	struct conf_value id;
	const struct conf_item *item = l->section->id_type == CONF_NAME ? &id_name_item : &id_item;
	if (l->values > 1 || value.len == 0)
		return E_CONF_ID;
	TRY(conf_value_parse(&id, &l->tree->arena, l->tree->schema, item, value));
	if (conf_block_find(l->tree, l->section->name, id.text) != NULL)
		return E_CONF_DUPID;
	l->block = add_block(l, id.text, line->line);
	return OK;
}

static enum err add_value(struct loader *l, const struct conf_line *line, struct span value)
{
	struct conf_value v;
	TRY(conf_value_parse(&v, &l->tree->arena, l->tree->schema, l->item, value));
	if (l->item->type == CONF_REF && value.len > 0)
		TRY(check_reference(l, value));
	if (l->values > 1 && !(l->item->flags & CONF_MULTI))
		return E_MALFORMED;
	for (size_t i = 0; l->entry == NULL && i < l->block->entries.count; i++) {
		if (l->block->entries.items[i].item == l->item)
			l->entry = &l->block->entries.items[i];
	}
	if (l->entry == NULL) {
		struct conf_entry fresh = {.item = l->item, .file = l->file, .line = line->line};
		VEC_PUSH(&l->block->entries, fresh);
		l->entry = &l->block->entries.items[l->block->entries.count - 1];
	}
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
		clear_sections(l->tree, pattern);
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
