/* SPDX-License-Identifier: BSD-2-Clause */
/* What a command names: everything, a section, a block of it, an item - section[id].item. */
#pragma once

#include "config/tree.h"

struct conf_path {
	const struct conf_section *section; /* NULL = everything */
	const char *id;                     /* normal text; NULL = all blocks */
	const struct conf_item *item;       /* NULL = all items */
	bool is_id;                         /* the identifying item itself */
};

/*
 * Look a path up.  Empty texts are parts not given.  The identifier's text is from the tree's
 * arena; it need not exist.
 *
 * E_CONF_ITEM  no such section or item;  E_CONF_NOIDS  the section has no identifiers;
 * E_CONF_ID and errors of names
 */
MUST_USE enum err conf_path_find(struct conf_path *out, struct conf_tree *t, struct span section,
                                 struct span id, struct span item);

/*
 * Cut "section[id].item" into its parts; "\]" in an identifier stands for "]".
 *
 * id     caller's memory of text.len octets, as unescaping shortens
 * fault  on failure, what to tell the user ("missing bracket after identifier")
 * E_CONF_ITEM  with *fault set
 */
struct conf_path_text {
	struct span section;
	struct span id;
	struct span item;
};
MUST_USE enum err conf_path_split(struct conf_path_text *out, struct span text, char *id,
                                  const char **fault, struct span *at);
