/* SPDX-License-Identifier: BSD-2-Clause */
/* From options to a configuration. */

#include "tools/cli/conf_arg.h"

#include "build_config.h"
#include "tools/cli/say.h"

#include <stdio.h>
#include <unistd.h>

const char *conf_arg_database(const struct conf_arg *s)
{
	return s->database != NULL ? s->database : DEFAULT_STORAGE "/confdb";
}

bool conf_arg_open(const struct conf_arg *s, struct conf_source *source, bool read_only)
{
	const struct conf_source_options options = {
		.file = s->file,
		.database = s->database,
		.default_file = DEFAULT_CONFIGDIR "/knot.conf",
		.default_database = DEFAULT_STORAGE "/confdb",
		.max_size = (uint64_t)s->max_mib << 20,
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

static bool load(const struct conf_arg *s, struct conf_source *source, struct conf_tree *out)
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

bool conf_arg_load_tree(const struct conf_arg *s, struct conf_tree *out)
{
	struct conf_source source;
	if (!conf_arg_open(s, &source, true))
		return false;
	bool good = load(s, &source, out);
	conf_source_close(&source);
	return good;
}

static bool check_tree(const struct conf_tree *tree, bool ignore_unavailable, struct conf **out)
{
	char host[] = "localhost", cwd[4096];
	struct conf_machine machine = {.hostname = host,
	                               .cpus = 1,
	                               .max_files = 1024,
	                               .rundir = DEFAULT_RUNDIR,
	                               .storage = DEFAULT_STORAGE,
	                               .cwd = cwd,
	                               .ignore_unavailable = ignore_unavailable};
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

bool conf_arg_check_tree(const struct conf_tree *tree, struct conf **out)
{
	return check_tree(tree, false, out);
}

bool conf_arg_load(const struct conf_arg *s, struct conf **out)
{
	struct conf_tree tree;
	if (!conf_arg_load_tree(s, &tree))
		return false;
	bool good = check_tree(&tree, s->ignore_unavailable, out);
	conf_tree_deinit(&tree);
	return good;
}
