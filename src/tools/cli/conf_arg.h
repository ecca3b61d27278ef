/* SPDX-License-Identifier: BSD-2-Clause */
/* The options -c and -C that tools of the server share, and the configuration they lead to. */
#pragma once

#include "config/source.h"
#include "server/conf/conf.h"

enum { CONF_SIZE_MIB = 500, CONF_SIZE_MIB_MOST = 10000 };

struct conf_arg {
	const char *file;        /* -c; NULL: the default */
	const char *database;    /* -C; NULL: the default */
	unsigned max_mib;        /* of the database */
	bool verbose;            /* say where the configuration comes from */
	bool ignore_unavailable; /* the tool obeys none of what this version cannot do */
};

/* Open the source; what is wrong goes to standard error. */
bool conf_arg_open(const struct conf_arg *s, struct conf_source *source, bool read_only);

/* Folder of the database that commands without a server work on. */
const char *conf_arg_database(const struct conf_arg *s);

/* Load the tree, or the snapshot; what is wrong goes to standard error. */
bool conf_arg_load_tree(const struct conf_arg *s, struct conf_tree *out);
bool conf_arg_load(const struct conf_arg *s, struct conf **out);

/* A snapshot of a tree: is it a valid configuration?  Words go to standard error. */
bool conf_arg_check_tree(const struct conf_tree *tree, struct conf **out);
