/* SPDX-License-Identifier: BSD-2-Clause */
/* The server's configuration: from its source to a snapshot, and what is committed back to it. */
#pragma once

#include "config/source.h"
#include "server/conf/conf.h"
#include "server/main/options.h"

/* As conf_source_open, with the options of knotd and its defaults. */
MUST_USE enum err configuration_open(struct conf_source *s, const struct options *options,
                                     struct text *error);

/* Load what is there now. As conf_new. */
MUST_USE enum err configuration_load(struct conf_source *s, struct conf **out, struct text *error,
                                     struct text *warnings);

/*
 * Check a tree and keep it in the database, if there is one.
 *
 * *out  the snapshot;  error  as of conf_new_tree, or why it could not be kept
 */
MUST_USE enum err configuration_commit(struct conf_source *s, const struct conf_tree *tree,
                                       struct conf **out, struct text *error);
