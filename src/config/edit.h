/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changing a tree as commands ask: a value, an identifier, a section.  Each call does all of what
 * it was asked, or nothing.
 */
#pragma once

#include "config/path.h"

/*
 * Set an item's value, or make a block.
 *
 * A multivalued item gets one more value, one it has already stays alone; a single one is replaced.
 * "" where it has a meaning of its own replaces and is replaced.  Without an identifier the value
 * goes to every block of the section.
 *
 * value  NULL: make the block
 * E_CONF_DUPID    the block is there;  E_CONF_ID  it is not;  E_CONF_NOID  which block?
 * E_CONF_NOVALUE  an item without a value;  E_CONF_NOVALUES  an identifier with one
 * E_NOTFOUND      the value refers to nothing;  E_CONF_AMBIGUOUS;  E_NOTSUP  a section without
 * identifiers as a whole;  errors of conf_value_parse
 */
MUST_USE enum err conf_set(struct conf_tree *t, const struct conf_path *path,
                           const struct span *value);

/*
 * Remove a value, an item, a block, a section, or everything.
 *
 * E_NOTFOUND  item not set, or not with this value;  E_CONF_ID  no such block
 */
MUST_USE enum err conf_unset(struct conf_tree *t, const struct conf_path *path,
                             const struct span *value);

/* The first value that refers to nothing; path and value for the user. */
struct conf_broken {
	const struct conf_block *block;
	const struct conf_entry *entry;
	const struct conf_value *value;
};

/* Do all references of the tree hold?  E_CONF_REF, E_CONF_AMBIGUOUS with *out */
MUST_USE enum err conf_check_references(const struct conf_tree *t, struct conf_broken *out);
