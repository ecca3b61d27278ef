/* SPDX-License-Identifier: BSD-2-Clause */
/* Tree to snapshots, in the order in which the parts depend on each other. */

#include "config/load.h"
#include "server/conf/make.h"

static enum err make(struct maker *m)
{
	TRY(check_available_sections(m));
	TRY(make_server(m));
	TRY(make_access(m));
	TRY(check_signing(m));
	TRY(make_policies(m));
	return make_zones(m);
}

static enum err finish(struct conf **out, struct maker *m, enum err e)
{
	if (e == OK)
		e = make(m);
	if (e != OK) {
		if (m->error->len == 0)
			text_printf(m->error, "config (%s)", err_text(e));
		conf_free(m->c);
		return e;
	}
	conf_tree_trim(m->tree);
	*out = m->c;
	return OK;
}

static struct maker begin(const struct conf_machine *machine, struct text *error,
                          struct text *warnings)
{
	struct conf *c = mem_zalloc(sizeof(*c));
	conf_tree_init(&c->tree, &knot_schema);
	return (struct maker){
		.c = c, .tree = &c->tree, .machine = machine, .error = error, .warnings = warnings};
}

enum err conf_new(struct conf **out, const char *path, const struct conf_machine *machine,
                  struct text *error, struct text *warnings)
{
	struct maker m = begin(machine, error, warnings);
	m.c->file = arena_dup(&m.tree->arena, path, strlen(path) + 1);
	return finish(out, &m, conf_tree_load_file(m.tree, path, error));
}

enum err conf_new_text(struct conf **out, struct span text, const struct conf_machine *machine,
                       struct text *error, struct text *warnings)
{
	struct maker m = begin(machine, error, warnings);
	m.c->file = "text";
	return finish(out, &m, conf_tree_load_text(m.tree, "text", text, error));
}

enum err conf_new_tree(struct conf **out, const struct conf_tree *tree,
                       const struct conf_machine *machine, struct text *error,
                       struct text *warnings)
{
	struct maker m = begin(machine, error, warnings);
	m.c->file = "database";
	conf_tree_copy(m.tree, tree);
	return finish(out, &m, OK);
}
