/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a configuration comes from: a text file, or a database. The choice is made once. */
#pragma once

#include "config/tree.h"
#include "store/store.h"

struct conf_source_options {
	const char *file;     /* given by the user; NULL = not */
	const char *database; /* given by the user; NULL = not */
	const char *default_file;
	const char *default_database; /* used when nothing is given and it is there */
	uint64_t max_size;            /* octets of the database */
	uint32_t schema_number;
	const char *version;
	bool read_only; /* the database is not written to */
};

/* Owner: the caller of conf_source_open. One thread at a time. */
struct conf_source {
	const char *file;     /* NULL when a database is used */
	const char *database; /* folder; NULL when a file is used */
	struct store *store;  /* of the database */
};

/*
 * Choose and open.
 *
 * error  gets one line for the user
 * E_INVALID  both were given;  E_NOTFOUND  the database given is not there;  others of its opening
 */
MUST_USE enum err conf_source_open(struct conf_source *s, const struct conf_source_options *options,
                                   struct text *error);
void conf_source_close(struct conf_source *s);

/* Read what is there now into an empty tree. Of conf_tree_load_file or conf_database_load. */
MUST_USE enum err conf_source_load(struct conf_source *s, struct conf_tree *t, struct text *error);

/* "file" or "database", and its path, for messages. */
const char *conf_source_kind(const struct conf_source *s);
const char *conf_source_path(const struct conf_source *s);

/* Is there a database in a folder? */
bool conf_source_has_database(const char *folder);
