/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree: blocks in order, an index of the identified ones, copies, references.  Texts live in
 * the arena until the end, whatever is removed.
 */

#include "config/tree.h"

#include "base/hash.h"

/* Open-addressed set of list blocks; grown at half load. */
struct conf_index {
	struct conf_block **slots;
	size_t size;
	size_t used;
};

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

void conf_tree_deinit(struct conf_tree *t)
{
	for (size_t i = 0; i < t->blocks.count; i++)
		free_block(t->blocks.items[i]);
	VEC_FREE(&t->blocks);
	mem_free(t->index->slots);
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

/* A block that another follows is complete as a rule: ten thousand zones have one each. */
static void block_fit(struct conf_block *b)
{
	for (size_t i = 0; i < b->entries.count; i++)
		VEC_FIT(&b->entries.items[i].values);
	VEC_FIT(&b->entries);
}

struct conf_block *conf_block_add(struct conf_tree *t, const struct conf_section *section,
                                  const char *id, const char *file, unsigned line)
{
	struct conf_block *b = arena_zalloc(&t->arena, sizeof(*b));
	*b = (struct conf_block){.section = section, .id = id, .file = file, .line = line};
	if (t->blocks.count > 0)
		block_fit(t->blocks.items[t->blocks.count - 1]);
	VEC_PUSH(&t->blocks, b);
	if (id == NULL)
		return b;
	if (t->index->used * 2 >= t->index->size) {
		index_rebuild(t, t->index->size * 2);
	} else {
		t->index->slots[slot_of(t, section->name, id)] = b;
		t->index->used++;
	}
	return b;
}

struct conf_block *conf_block_of(struct conf_tree *t, const struct conf_section *section)
{
	for (size_t i = 0; i < t->blocks.count; i++) {
		if (t->blocks.items[i]->section == section && section->id == NULL)
			return t->blocks.items[i];
	}
	return conf_block_add(t, section, NULL, "", 0);
}

void conf_blocks_remove(struct conf_tree *t, bool (*chosen)(void *ctx, const struct conf_block *b),
                        void *ctx)
{
	size_t kept = 0;
	for (size_t i = 0; i < t->blocks.count; i++) {
		struct conf_block *b = t->blocks.items[i];
		if (chosen(ctx, b))
			free_block(b);
		else
			t->blocks.items[kept++] = b;
	}
	t->blocks.count = kept;
	index_rebuild(t, t->index->size);
}

struct conf_entry *conf_entry_get(struct conf_block *block, const struct conf_item *item,
                                  const char *file, unsigned line)
{
	for (size_t i = 0; i < block->entries.count; i++) {
		if (block->entries.items[i].item == item)
			return &block->entries.items[i];
	}
	struct conf_entry fresh = {.item = item, .file = file, .line = line};
	VEC_PUSH(&block->entries, fresh);
	return &block->entries.items[block->entries.count - 1];
}

void conf_entry_remove(struct conf_block *block, const struct conf_item *item)
{
	for (size_t i = 0; i < block->entries.count; i++) {
		struct conf_entry *e = &block->entries.items[i];
		if (e->item != item)
			continue;
		VEC_FREE(&e->values);
		memmove(e, e + 1, (block->entries.count - i - 1) * sizeof(*e));
		block->entries.count--;
		return;
	}
}

static const char *dup_text(struct conf_tree *t, const char *text)
{
	return text != NULL ? arena_dup(&t->arena, text, strlen(text) + 1) : NULL;
}

/* Files are few and each has many lines: the copy of the one before is used again. */
static const char *dup_file(struct conf_tree *t, const char *file, const char *last)
{
	return last != NULL && file != NULL && strcmp(file, last) == 0 ? last : dup_text(t, file);
}

static void copy_value(struct conf_tree *t, struct conf_value *to, const struct conf_value *from)
{
	*to = *from;
	to->text = dup_text(t, from->text);
	if (from->octets.data == NULL)
		return;
	/* Octets may be the text itself. */
	bool is_text = from->octets.data == (const uint8_t *)from->text;
	to->octets.data = is_text ? (const uint8_t *)to->text
	                          : arena_dup(&t->arena, from->octets.data, from->octets.len);
}

void conf_tree_copy(struct conf_tree *to, const struct conf_tree *from)
{
	const char *file = NULL;
	for (size_t i = 0; i < from->blocks.count; i++) {
		const struct conf_block *old = from->blocks.items[i];
		file = dup_file(to, old->file, file);
		struct conf_block *b = conf_block_add(to, old->section, dup_text(to, old->id), file,
		                                      old->line);
		VEC_RESERVE(&b->entries, old->entries.count);
		for (size_t k = 0; k < old->entries.count; k++) {
			const struct conf_entry *e = &old->entries.items[k];
			file = dup_file(to, e->file, file);
			struct conf_entry *copy = conf_entry_get(b, e->item, file, e->line);
			for (size_t v = 0; v < e->values.count; v++) {
				struct conf_value value;
				copy_value(to, &value, &e->values.items[v]);
				VEC_PUSH(&copy->values, value);
			}
		}
	}
}

void conf_tree_trim(struct conf_tree *t)
{
	for (size_t i = 0; i < t->blocks.count; i++) {
		struct conf_block *b = t->blocks.items[i];
		for (size_t k = 0; k < b->entries.count; k++) {
			struct conf_entry *e = &b->entries.items[k];
			if (e->values.count > 0 && e->values.cap > e->values.count)
				e->values.items = mem_realloc(e->values.items,
				                              e->values.count *
				                                      sizeof(e->values.items[0]));
			e->values.cap = MIN_OF(e->values.cap, e->values.count);
		}
		if (b->entries.count > 0 && b->entries.cap > b->entries.count)
			b->entries.items = mem_realloc(
				b->entries.items, b->entries.count * sizeof(b->entries.items[0]));
		b->entries.cap = MIN_OF(b->entries.cap, b->entries.count);
	}
}

/* ---- identifiers and references ---- */

enum err conf_id_parse(const char **out, struct conf_tree *t, const struct conf_section *section,
                       struct span text)
{
	static const struct conf_item plain = {.name = "id", .type = CONF_STR};
	static const struct conf_item name = {.name = "domain", .type = CONF_NAME};
	struct conf_value v;
	bool is_name = section->id_type == CONF_NAME;
	if (text.len == 0 || (!is_name && text.len > CONF_ID_MAX) ||
	    memchr(text.data, '\0', text.len) != NULL)
		return E_CONF_ID;
	TRY(conf_value_parse(&v, &t->arena, t->schema, is_name ? &name : &plain, text));
	*out = v.text;
	return OK;
}

static bool has_block(const struct conf_tree *t, const char *section, struct span id)
{
	const struct conf_section *s = conf_section_find(t->schema, span_str(section));
	char text[CONF_ID_TEXT];
	if (s->id_type == CONF_NAME) {
		if (t->schema->name_normalise(id, text, sizeof(text)) != OK)
			return false;
	} else {
		if (id.len >= sizeof(text))
			return false;
		memcpy(text, id.data, id.len);
		text[id.len] = '\0';
	}
	return conf_block_find(t, section, text) != NULL;
}

/* "SECTION" or "SECTION/ID". */
static enum err check_block_reference(const struct conf_tree *t, struct span value)
{
	const uint8_t *slash = memchr(value.data, '/', value.len);
	size_t len = slash != NULL ? (size_t)(slash - value.data) : value.len;
	const struct conf_section *s = conf_section_find(t->schema, span_of(value.data, len));
	/* Only sections of modules are referred to so, and their names have one prefix. */
	if (s == NULL || strncmp(s->name, "mod-", 4) != 0)
		return E_CONF_REF;
	if (slash == NULL)
		return OK;
	return has_block(t, s->name, span_skip(value, len + 1)) ? OK : E_CONF_REF;
}

enum err conf_check_reference(const struct conf_tree *t, const struct conf_item *item,
                              struct span value)
{
	unsigned found = 0;
	if (item->type != CONF_REF && item->type != CONF_BLOCK)
		return OK;
	if (value.len == 0 && (item->flags & CONF_EMPTY_OK))
		return OK;
	if ((item->flags & CONF_DEFAULT_OK) && span_equal(value, span_str("default")))
		return OK;
	if (item->type == CONF_BLOCK)
		return check_block_reference(t, value);
	for (int i = 0; i < 2 && item->refs[i] != NULL; i++)
		found += has_block(t, item->refs[i], value);
	if (found == 0)
		return E_CONF_REF;
	return found > 1 ? E_CONF_AMBIGUOUS : OK;
}
