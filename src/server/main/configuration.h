/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the configuration comes from: a text file, or a database.  The choice is made once, at
 * start.
 */
#pragma once

#include "server/conf/conf.h"
#include "server/main/options.h"
#include "store/store.h"

/* Owner: main(). Used by one thread at a time (the control service's exclusive part). */
struct configuration {
	const char *file;     /* NULL when a database is used */
	const char *database; /* folder; NULL when a file is used */
	struct store *store;  /* of the database */
};

/*
 * Choose and open: -C, else -c, else the default database when there is one, else the default file.
 *
 * error  gets one line for the user
 */
MUST_USE enum err configuration_open(struct configuration *c, const struct options *options,
                                     struct text *error);
void configuration_close(struct configuration *c);

/* Load what is there now. As conf_new. */
MUST_USE enum err configuration_load(struct configuration *c, struct conf **out, struct text *error,
                                     struct text *warnings);

/*
 * Check a tree and keep it in the database, if there is one.
 *
 * *out  the snapshot;  error  as of conf_new_tree, or why it could not be kept
 */
MUST_USE enum err configuration_commit(struct configuration *c, const struct conf_tree *tree,
                                       struct conf **out, struct text *error);
