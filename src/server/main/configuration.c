/* SPDX-License-Identifier: BSD-2-Clause */
/* Loading and keeping configurations. */

#include "server/main/configuration.h"

#include "build_config.h"
#include "config/database.h"
#include "server/main/process.h"

enum err configuration_open(struct conf_source *s, const struct options *o, struct text *error)
{
	const struct conf_source_options options = {
		.file = o->config,
		.database = o->database,
		.default_file = DEFAULT_CONFIGDIR "/knot.conf",
		.default_database = DEFAULT_STORAGE "/confdb",
		.max_size = (uint64_t)o->max_conf_mib << 20,
		.schema_number = SCHEMA_NUMBER,
		.version = BOWLINE_VERSION,
	};
	return conf_source_open(s, &options, error);
}

enum err configuration_load(struct conf_source *s, struct conf **out, struct text *error,
                            struct text *warnings)
{
	struct conf_machine machine = process_machine();
	struct conf_tree tree;
	if (s->store == NULL)
		return conf_new(out, s->file, &machine, error, warnings);
	conf_tree_init(&tree, &knot_schema);
	enum err e = conf_source_load(s, &tree, error);
	if (e == OK)
		e = conf_new_tree(out, &tree, &machine, error, warnings);
	conf_tree_deinit(&tree);
	return e;
}

enum err configuration_commit(struct conf_source *s, const struct conf_tree *tree,
                              struct conf **out, struct text *error)
{
	struct conf_machine machine = process_machine();
	struct text warnings;
	text_init(&warnings);
	enum err e = conf_new_tree(out, tree, &machine, error, &warnings);
	if (e == OK && s->store != NULL) {
		e = conf_database_save(s->store, tree);
		if (e != OK) {
			text_printf(error, "configuration database '%s' (%s)", s->database,
			            err_text(e));
			conf_free(*out);
		}
	}
	text_deinit(&warnings);
	return e;
}
