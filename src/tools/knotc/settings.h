/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of knotc, and the configuration they lead to. */
#pragma once

#include "config/source.h"
#include "server/conf/conf.h"
#include "tools/knotc/request.h"

enum { DEFAULT_TIMEOUT_S = 60, LONGEST_TIMEOUT_S = 86400 };
enum { CONF_SIZE_MIB = 500, CONF_SIZE_MIB_MOST = 10000 };

struct settings {
	const char *config;
	const char *database;
	const char *socket; /* NULL: from the configuration */
	long timeout_s;     /* -1: the default */
	unsigned max_conf_mib;
	bool verbose;
	struct request_options request;
};

/* Open the source; what is wrong goes to standard error. */
bool settings_open(const struct settings *s, struct conf_source *source, bool read_only);

/* Folder of the database that commands without a server work on. */
const char *settings_database(const struct settings *s);

/* Load the tree, or the snapshot; what is wrong goes to standard error. */
bool settings_load_tree(const struct settings *s, struct conf_tree *out);
bool settings_load(const struct settings *s, struct conf **out);

/* A snapshot of a tree: is it a valid configuration?  Words go to standard error. */
bool settings_check_tree(const struct conf_tree *tree, struct conf **out);

/* The control socket's path; the caller frees it. NULL: an error was printed. */
char *settings_socket(const struct settings *s);
