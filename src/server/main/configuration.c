/* SPDX-License-Identifier: BSD-2-Clause */
/* Loading and keeping configurations. */

#include "server/main/configuration.h"

#include "build_config.h"
#include "config/database.h"
#include "server/main/process.h"

#include <unistd.h>

static bool has_database(const char *folder)
{
	char *data = mem_printf("%s/data.mdb", folder);
	bool found = access(data, F_OK) == 0;
	mem_free(data);
	return found;
}

static enum err open_database(struct configuration *c, const char *folder, unsigned size_mib,
                              struct text *error)
{
	const struct conf_database_options options = {.path = folder,
	                                              .max_size = (uint64_t)size_mib << 20,
	                                              .schema_number = SCHEMA_NUMBER,
	                                              .version = BOWLINE_VERSION};
	/* A database that is not there is a mistake in the path, not an empty configuration. */
	enum err e = has_database(folder) ? conf_database_open(&c->store, &options, error)
	                                  : E_NOTFOUND;
	if (e != OK && error->len == 0)
		text_printf(error, "failed to open configuration database '%s' (%s)", folder,
		            err_text(e));
	c->database = folder;
	return e;
}

enum err configuration_open(struct configuration *c, const struct options *o, struct text *error)
{
	static const char default_database[] = DEFAULT_STORAGE "/confdb";
	*c = (struct configuration){.file = o->config};
	if (o->config != NULL && o->database != NULL) {
		text_put(error, "ambiguous configuration source");
		return E_INVALID;
	}
	if (o->database != NULL)
		return open_database(c, o->database, o->max_conf_mib, error);
	if (o->config == NULL && has_database(default_database))
		return open_database(c, default_database, o->max_conf_mib, error);
	if (o->config == NULL)
		c->file = DEFAULT_CONFIGDIR "/knot.conf";
	return OK;
}

void configuration_close(struct configuration *c)
{
	store_close(c->store);
	c->store = NULL;
}

enum err configuration_load(struct configuration *c, struct conf **out, struct text *error,
                            struct text *warnings)
{
	struct conf_machine machine = process_machine();
	struct conf_tree tree;
	if (c->store == NULL)
		return conf_new(out, c->file, &machine, error, warnings);
	conf_tree_init(&tree, &knot_schema);
	enum err e = conf_database_load(c->store, &tree, error);
	if (e == OK)
		e = conf_new_tree(out, &tree, &machine, error, warnings);
	conf_tree_deinit(&tree);
	return e;
}

enum err configuration_commit(struct configuration *c, const struct conf_tree *tree,
                              struct conf **out, struct text *error)
{
	struct conf_machine machine = process_machine();
	struct text warnings;
	text_init(&warnings);
	enum err e = conf_new_tree(out, tree, &machine, error, &warnings);
	if (e == OK && c->store != NULL) {
		e = conf_database_save(c->store, tree);
		if (e != OK) {
			text_printf(error, "configuration database '%s' (%s)", c->database,
			            err_text(e));
			conf_free(*out);
		}
	}
	text_deinit(&warnings);
	return e;
}
