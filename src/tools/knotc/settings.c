/* SPDX-License-Identifier: BSD-2-Clause */
/* From options to a configuration. */

#include "tools/knotc/settings.h"

#include "build_config.h"
#include "tools/cli/say.h"

#include <stdio.h>
#include <unistd.h>

const char *settings_database(const struct settings *s)
{
	return s->database != NULL ? s->database : DEFAULT_STORAGE "/confdb";
}

bool settings_open(const struct settings *s, struct conf_source *source, bool read_only)
{
	const struct conf_source_options options = {
		.file = s->config,
		.database = s->database,
		.default_file = DEFAULT_CONFIGDIR "/knot.conf",
		.default_database = DEFAULT_STORAGE "/confdb",
		.max_size = (uint64_t)s->max_conf_mib << 20,
		.schema_number = SCHEMA_NUMBER,
		.version = BOWLINE_VERSION,
		.read_only = read_only,
	};
	struct text error;
	text_init(&error);
	enum err e = conf_source_open(source, &options, &error);
	if (e != OK)
		say_error("%s", error.buf);
	text_deinit(&error);
	return e == OK;
}

static bool load(const struct settings *s, struct conf_source *source, struct conf_tree *out)
{
	struct text error;
	text_init(&error);
	conf_tree_init(out, &knot_schema);
	enum err e = conf_source_load(source, out, &error);
	if (e != OK) {
		say_error("%s", error.buf);
		say_error("failed to load configuration %s '%s' (%s)", conf_source_kind(source),
		          conf_source_path(source), err_text(e));
		conf_tree_deinit(out);
	} else if (s->verbose) {
		fprintf(stderr, "debug: configuration %s '%s'\n", conf_source_kind(source),
		        conf_source_path(source));
	}
	text_deinit(&error);
	return e == OK;
}

bool settings_load_tree(const struct settings *s, struct conf_tree *out)
{
	struct conf_source source;
	if (!settings_open(s, &source, true))
		return false;
	bool good = load(s, &source, out);
	conf_source_close(&source);
	return good;
}

bool settings_check_tree(const struct conf_tree *tree, struct conf **out)
{
	char host[] = "localhost", cwd[4096];
	struct conf_machine machine = {.hostname = host,
	                               .cpus = 1,
	                               .max_files = 1024,
	                               .rundir = DEFAULT_RUNDIR,
	                               .storage = DEFAULT_STORAGE,
	                               .cwd = cwd};
	struct text error, warnings;
	if (getcwd(cwd, sizeof(cwd)) == NULL)
		snprintf(cwd, sizeof(cwd), "/");
	text_init(&error);
	text_init(&warnings);
	enum err e = conf_new_tree(out, tree, &machine, &error, &warnings);
	if (warnings.len > 0)
		fprintf(stderr, "%s", warnings.buf);
	if (e != OK)
		say_error("%s", error.buf);
	text_deinit(&error);
	text_deinit(&warnings);
	return e == OK;
}

bool settings_load(const struct settings *s, struct conf **out)
{
	struct conf_tree tree;
	if (!settings_load_tree(s, &tree))
		return false;
	bool good = settings_check_tree(&tree, out);
	conf_tree_deinit(&tree);
	return good;
}

/* What else is wrong with the configuration does not keep from talking to the server. */
char *settings_socket(const struct settings *s)
{
	struct conf_tree tree;
	if (s->socket != NULL)
		return mem_strdup(s->socket);
	if (!settings_load_tree(s, &tree))
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
