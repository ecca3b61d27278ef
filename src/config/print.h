/* SPDX-License-Identifier: BSD-2-Clause */
/* Values, and whole trees, as text. */
#pragma once

#include "config/path.h"

/*
 * Append a value as commands show it: seconds and octets without units, on and off, options as the
 * schema spells them, texts as they are, without quotes.
 */
void conf_value_print(struct text *t, const struct conf_item *item, const struct conf_value *v);

/* Do two values of an item mean the same? */
bool conf_value_equal(const struct conf_item *item, const struct conf_value *a,
                      const struct conf_value *b);

/* One line of a listing: an identified block itself (item NULL), or an item of a block. */
struct conf_row {
	char mark; /* '-' or '+' in a difference, else 0 */
	const struct conf_section *section;
	const char *id;                 /* NULL in a section without identifiers */
	const struct conf_entry *entry; /* NULL for the block itself */
};

/*
 * Tell the rows that a path means: sections and items in the order of the schema, blocks sorted by
 * identifier.  Ends with the error of `each`.
 *
 * E_CONF_ID  the path names a block that is not there
 */
MUST_USE enum err conf_rows(const struct conf_tree *t, const struct conf_path *path,
                            enum err (*each)(void *ctx, const struct conf_row *row), void *ctx);

/* Tell how `b` differs from `a`: what is gone, what is new, of changed items both. */
MUST_USE enum err conf_diff(const struct conf_tree *a, const struct conf_tree *b,
                            const struct conf_path *path,
                            enum err (*each)(void *ctx, const struct conf_row *row), void *ctx);

/* Append the whole tree as text that loads to the same; title is a comment's text. */
void conf_export(struct text *out, const struct conf_tree *t, const char *title);
