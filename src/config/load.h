/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading text into a tree. */
#pragma once

#include "config/tree.h"

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

/*
 * Read all files that a pattern names into the tree, as an include line of the file `from` would.
 * On failure the tree holds part of them.
 */
MUST_USE enum err conf_tree_include(struct conf_tree *t, const char *from, const char *pattern,
                                    struct text *error);
