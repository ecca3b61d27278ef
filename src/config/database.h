/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration kept in a store: one entry per block, the number of the schema beside the format.
 *
 *   key    section, NUL, identifier (a name's normal text in lower case; nothing without one)
 *   value  per item: name length u8, name, values u16, each length u16 and text
 *
 * One writing turn replaces the configuration whole, so a crash leaves the one before or the next.
 */
#pragma once

#include "config/tree.h"
#include "store/store.h"

/*
 * Open the folder of a configuration database.
 *
 * max_size  octets of the map;  schema_number  of this program's schema
 * error     gets one line for the user: what it is, and what to do
 * E_NOFILE  read_only and nothing there;  E_FORMAT_NEWER, E_FORMAT_FOREIGN, E_CORRUPT, E_PERM
 */
struct conf_database_options {
	const char *path;
	uint64_t max_size;
	uint32_t schema_number;
	const char *version;
	bool read_only;
};
MUST_USE enum err conf_database_open(struct store **out,
                                     const struct conf_database_options *options,
                                     struct text *error);

/* Mark a store as a configuration database, or check that it is one. For tests of other stores. */
MUST_USE enum err conf_database_check(struct store *s, const struct conf_database_options *options,
                                      struct text *error);

/* Read the configuration into an empty tree. References are not checked. E_CORRUPT, E_CONF_ITEM */
MUST_USE enum err conf_database_load(struct store *s, struct conf_tree *t, struct text *error);

/* Replace the configuration by the tree; only blocks that differ are written. E_FULL, E_IO */
MUST_USE enum err conf_database_save(struct store *s, const struct conf_tree *t);

/* Is there anything in it? */
bool conf_database_is_empty(struct store *s);
