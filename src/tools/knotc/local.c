/* SPDX-License-Identifier: BSD-2-Clause */
/* Local commands about the configuration. The database must not be in use by a running server. */

#include "tools/knotc/local.h"

#include "base/replace.h"
#include "build_config.h"
#include "config/database.h"
#include "config/json_schema.h"
#include "config/load.h"
#include "config/print.h"
#include "tools/cli/say.h"
#include "tools/knotc/zone_check.h"

#include <sys/stat.h>

static bool has_filter(const char *filter, char *const *words, int count)
{
	for (int i = 0; i < count; i++) {
		if (strcmp(words[i], filter) == 0)
			return true;
	}
	return false;
}

/* The first word that is no filter; NULL: none. */
static const char *plain_word(char *const *words, int count)
{
	for (int i = 0; i < count; i++) {
		if (words[i][0] != '+')
			return words[i];
	}
	return NULL;
}

/* Open the database for writing, made when missing. */
static struct store *open_database(const struct settings *s)
{
	struct store *store = NULL;
	struct text error;
	const struct conf_database_options options = {.path = conf_arg_database(&s->conf),
	                                              .max_size = (uint64_t)s->conf.max_mib << 20,
	                                              .schema_number = SCHEMA_NUMBER,
	                                              .version = BOWLINE_VERSION};
	text_init(&error);
	enum err e = conf_database_open(&store, &options, &error);
	if (e != OK)
		say_error("%s", error.len > 0 ? error.buf : err_text(e));
	text_deinit(&error);
	return e == OK ? store : NULL;
}

static bool may_overwrite(const struct settings *s, struct store *store)
{
	if (s->request.force || conf_database_is_empty(store))
		return true;
	say_error("use force option to overwrite the existing destination and ensure the server is "
	          "not running!");
	return false;
}

static bool save(struct store *store, const struct conf_tree *t)
{
	enum err e = conf_database_save(store, t);
	if (e != OK)
		say_error("failed to write the configuration database (%s)", err_text(e));
	return e == OK;
}

static bool do_init(const struct settings *s)
{
	struct conf_tree empty;
	struct store *store = open_database(s);
	if (store == NULL)
		return false;
	conf_tree_init(&empty, &knot_schema);
	bool good = may_overwrite(s, store) && save(store, &empty);
	conf_tree_deinit(&empty);
	store_close(store);
	return good;
}

static bool do_check(const struct settings *s)
{
	struct conf *conf = NULL;
	if (!conf_arg_load(&s->conf, &conf))
		return false;
	conf_free(conf);
	printf("Configuration is valid\n");
	return true;
}

/* Into a tree that may hold a configuration already. */
static bool read_file(struct conf_tree *t, const char *file)
{
	struct text error;
	struct conf *conf = NULL;
	text_init(&error);
	enum err e = conf_tree_load_file(t, file, &error);
	if (e != OK) {
		say_error("%s", error.buf);
		say_error("import (%s)", err_text(e));
	}
	text_deinit(&error);
	if (e != OK || !conf_arg_check_tree(t, &conf))
		return false;
	conf_free(conf);
	return true;
}

static bool do_import(const struct settings *s, char *const *words, int count)
{
	bool merge = has_filter("+nopurge", words, count);
	const char *file = plain_word(words, count);
	struct store *store = open_database(s);
	struct conf_tree t;
	struct text error;
	bool good = store != NULL && (merge || may_overwrite(s, store));
	if (store == NULL)
		return false;
	text_init(&error);
	conf_tree_init(&t, &knot_schema);
	if (good && merge && conf_database_load(store, &t, &error) != OK) {
		say_error("%s", error.buf);
		good = false;
	}
	good = good && read_file(&t, file) && save(store, &t);
	text_deinit(&error);
	conf_tree_deinit(&t);
	store_close(store);
	return good;
}

/* For its owner alone: there are secrets in it. */
static bool write_file(const char *path, const struct text *t)
{
	enum err e = replace_whole(path, S_IRUSR | S_IWUSR, t->buf, t->len);
	if (e != OK)
		say_error("failed to write file '%s' (%s)", path, err_text(e));
	return e == OK;
}

static bool do_export(const struct settings *s, char *const *words, int count)
{
	const char *file = plain_word(words, count);
	struct conf_tree tree;
	struct text out;
	bool good = true;
	text_init(&out);
	if (has_filter("+schema", words, count)) {
		conf_json_schema(&out, &knot_schema, "knot.conf");
	} else {
		if (!conf_arg_load_tree(&s->conf, &tree))
			return false;
		conf_export(&out, &tree, "Configuration export (Bowline " BOWLINE_VERSION ")");
		conf_tree_deinit(&tree);
	}
	if (file == NULL) {
		good = fwrite(out.buf, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
	} else {
		good = write_file(file, &out);
		if (good)
			printf("OK\n");
	}
	text_deinit(&out);
	return good;
}

bool local_run(const struct settings *s, const struct command *command, char *const *words,
               int count)
{
	bool good;
	if (strcmp(command->name, "conf-check") == 0)
		good = do_check(s);
	else if (strcmp(command->name, "conf-init") == 0)
		good = do_init(s);
	else if (strcmp(command->name, "conf-import") == 0)
		good = do_import(s, words, count);
	else if (strcmp(command->name, "conf-export") == 0)
		good = do_export(s, words, count);
	else
		good = zone_check_run(s, words, count);
	if (good && command->done != NULL)
		printf("%s\n", command->done);
	return good;
}
