/* SPDX-License-Identifier: BSD-2-Clause */
/* Choosing between a file and a database. */

#include "config/source.h"

#include "config/database.h"
#include "config/load.h"

#include <unistd.h>

bool conf_source_has_database(const char *folder)
{
	char *data = mem_printf("%s/data.mdb", folder);
	bool found = access(data, F_OK) == 0;
	mem_free(data);
	return found;
}

static enum err open_database(struct conf_source *s, const char *folder,
                              const struct conf_source_options *o, struct text *error)
{
	const struct conf_database_options options = {.path = folder,
	                                              .max_size = o->max_size,
	                                              .schema_number = o->schema_number,
	                                              .version = o->version,
	                                              .read_only = o->read_only};
	/* A database that is not there is a mistake in the path, not an empty configuration. */
	enum err e = conf_source_has_database(folder)
	                     ? conf_database_open(&s->store, &options, error)
	                     : E_NOTFOUND;
	if (e != OK && error->len == 0)
		text_printf(error, "failed to open configuration database '%s' (%s)", folder,
		            err_text(e));
	s->database = folder;
	return e;
}

enum err conf_source_open(struct conf_source *s, const struct conf_source_options *o,
                          struct text *error)
{
	*s = (struct conf_source){.file = o->file};
	if (o->file != NULL && o->database != NULL) {
		text_put(error, "ambiguous configuration source");
		return E_INVALID;
	}
	if (o->database != NULL)
		return open_database(s, o->database, o, error);
	if (o->file == NULL && conf_source_has_database(o->default_database))
		return open_database(s, o->default_database, o, error);
	if (o->file == NULL)
		s->file = o->default_file;
	return OK;
}

void conf_source_close(struct conf_source *s)
{
	store_close(s->store);
	s->store = NULL;
}

enum err conf_source_load(struct conf_source *s, struct conf_tree *t, struct text *error)
{
	return s->store != NULL ? conf_database_load(s->store, t, error)
	                        : conf_tree_load_file(t, s->file, error);
}

const char *conf_source_kind(const struct conf_source *s)
{
	return s->file != NULL ? "file" : "database";
}

const char *conf_source_path(const struct conf_source *s)
{
	return s->file != NULL ? s->file : s->database;
}
