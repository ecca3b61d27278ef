/* SPDX-License-Identifier: BSD-2-Clause */
/* From options to a socket. */

#include "tools/knotc/settings.h"

#include "build_config.h"

/* What else is wrong with the configuration does not keep from talking to the server. */
char *settings_socket(const struct settings *s)
{
	struct conf_tree tree;
	if (s->socket != NULL)
		return mem_strdup(s->socket);
	if (!conf_arg_load_tree(&s->conf, &tree))
		return NULL;
	const struct conf_entry *listen = conf_entry_find(conf_block_find(&tree, "control", NULL),
	                                                  "listen");
	const struct conf_entry *rundir = conf_entry_find(conf_block_find(&tree, "server", NULL),
	                                                  "rundir");
	const char *path = listen != NULL ? listen->values.items[0].text : "knot.sock";
	const char *base = rundir != NULL ? rundir->values.items[0].text : DEFAULT_RUNDIR;
	char *out = path[0] == '/' ? mem_strdup(path) : mem_printf("%s/%s", base, path);
	conf_tree_deinit(&tree);
	return out;
}
