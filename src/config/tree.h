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

enum {
	CONF_ID_MAX = 400,   /* octets of an identifier that is no name */
	CONF_ID_TEXT = 1100, /* room for any identifier: a name of 255 octets, each as \\DDD */
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

/* Give back spare memory of arrays, when the tree will not grow any more. */
void conf_tree_trim(struct conf_tree *t);

/* Append a deep copy of all blocks of another tree of the same schema to an empty one. */
void conf_tree_copy(struct conf_tree *to, const struct conf_tree *from);

/* Block of a section (id NULL) or of an identifier; NULL when absent. */
const struct conf_block *conf_block_find(const struct conf_tree *t, const char *section,
                                         const char *id);

/* Entry of a block by item name; NULL when the item is not set. block may be NULL. */
const struct conf_entry *conf_entry_find(const struct conf_block *block, const char *item);

/*
 * Append a block.  There must be none of that section and identifier; id and file live as long as
 * the tree.
 */
struct conf_block *conf_block_add(struct conf_tree *t, const struct conf_section *section,
                                  const char *id, const char *file, unsigned line);
/* The block of a section without identifiers, made when there is none. */
struct conf_block *conf_block_of(struct conf_tree *t, const struct conf_section *section);
/* Remove the blocks that `chosen` says yes to. */
void conf_blocks_remove(struct conf_tree *t, bool (*chosen)(void *ctx, const struct conf_block *b),
                        void *ctx);

/* The entry of an item, made without values when there is none. */
struct conf_entry *conf_entry_get(struct conf_block *block, const struct conf_item *item,
                                  const char *file, unsigned line);
void conf_entry_remove(struct conf_block *block, const struct conf_item *item);

/*
 * An identifier's normal text, from the tree's arena.
 *
 * E_CONF_ID  empty or too long;  errors of names
 */
MUST_USE enum err conf_id_parse(const char **out, struct conf_tree *t,
                                const struct conf_section *section, struct span text);

/*
 * Does a value of a reference name a block that is there?  Other types: OK.
 *
 * E_CONF_REF  none;  E_CONF_AMBIGUOUS  one in each of two sections
 */
MUST_USE enum err conf_check_reference(const struct conf_tree *t, const struct conf_item *item,
                                       struct span value);
