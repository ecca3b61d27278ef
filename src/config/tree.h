/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A checked configuration: blocks of items with values, each knowing its file and line.
 *
 * Owner: the caller of conf_tree_init; immutable after loading.  One thread while loading.
 */
#pragma once

#include "base/text.h"
#include "base/vec.h"
#include "config/value.h"

struct conf_entry {
	const struct conf_item *item;
	VEC(struct conf_value) values; /* of a single item: one */
	const char *file;
	unsigned line;
};

/* A section without identifiers has one block; a list section one per identifier. */
struct conf_block {
	const struct conf_section *section;
	const char *id; /* normalised; NULL for a section without identifiers */
	VEC(struct conf_entry) entries;
	const char *file;
	unsigned line;
};

struct conf_tree {
	const struct conf_schema *schema;
	struct arena arena;
	VEC(struct conf_block *) blocks; /* in the order of the text */
	struct conf_index *index;        /* of list blocks by section and identifier */
};

void conf_tree_init(struct conf_tree *t, const struct conf_schema *schema);
void conf_tree_deinit(struct conf_tree *t);

/*
 * Drop blocks, entries and index when a program has taken what it needs; texts and octets of
 * values stay until conf_tree_deinit.
 */
void conf_tree_drop_blocks(struct conf_tree *t);

/*
 * Read a file and what it includes.
 *
 * error  gets one line for the user when loading fails: file, line, item, value, reason
 * E_CONF_*, E_NOFILE, errors of conf_parse and conf_value_parse
 */
MUST_USE enum err conf_tree_load_file(struct conf_tree *t, const char *path, struct text *error);

/* The same from a text; its includes are refused. name stands for the file in messages. */
MUST_USE enum err conf_tree_load_text(struct conf_tree *t, const char *name, struct span text,
                                      struct text *error);

/* Block of a section (id NULL) or of an identifier; NULL when absent. */
const struct conf_block *conf_block_find(const struct conf_tree *t, const char *section,
                                         const char *id);

/* Entry of a block by item name; NULL when the item is not set. block may be NULL. */
const struct conf_entry *conf_entry_find(const struct conf_block *block, const char *item);
