/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands about the configuration.  All run in the exclusive part; an answer that may be long is
 * gathered there and sent afterwards, so that a slow client holds up nobody.
 */

#include "base/vec.h"
#include "config/edit.h"
#include "config/load.h"
#include "config/print.h"
#include "report/log.h"
#include "server/control/call.h"

#include <limits.h>

/* An answer being gathered: units in the frames they will leave in. */
struct answer {
	struct call *call;
	struct text frames;
};

static void put_unit(struct answer *a, const struct ctl_unit *unit)
{
	ctl_unit_write(&a->frames, unit);
}

static enum err put_row(void *ctx, const struct conf_row *row)
{
	struct answer *a = ctx;
	struct ctl_unit unit = {.type = CTL_DATA};
	struct text value;
	ctl_set(&unit, CTL_SECTION, row->section->name);
	if (row->mark != 0)
		unit.items[CTL_FLAGS] = span_of(&row->mark, 1);
	if (row->entry == NULL) {
		ctl_set(&unit, CTL_ITEM, row->section->id);
		ctl_set(&unit, CTL_DATA_ITEM, row->id);
		put_unit(a, &unit);
		return OK;
	}
	if (row->id != NULL)
		ctl_set(&unit, CTL_ID, row->id);
	ctl_set(&unit, CTL_ITEM, row->entry->item->name);
	text_init(&value);
	for (size_t i = 0; i < row->entry->values.count; i++) {
		text_reset(&value);
		conf_value_print(&value, row->entry->item, &row->entry->values.items[i]);
		unit.items[CTL_DATA_ITEM] = text_span(&value);
		put_unit(a, &unit);
		/* What follows is only one more value. */
		unit = (struct ctl_unit){.type = CTL_EXTRA};
	}
	if (row->entry->values.count == 0)
		put_unit(a, &unit);
	text_deinit(&value);
	return OK;
}

/* The request's path in a tree; includes of everything are none. */
static enum err path_of(struct call *c, struct conf_tree *t, struct conf_path *path)
{
	return conf_path_find(path, t, ctl_get(c->request, CTL_SECTION),
	                      ctl_get(c->request, CTL_ID), ctl_get(c->request, CTL_ITEM));
}

static bool is_include(const struct call *c)
{
	return span_equal(ctl_get(c->request, CTL_SECTION), span_str("include"));
}

/* ---- reading ---- */

/* Paths are looked up in a scratch tree: the one in force is not ours to allocate in. */
static enum err with_path(struct answer *a,
                          enum err (*run)(struct answer *a, const struct conf_path *path))
{
	const struct ops_conf *conf = &a->call->ops->conf;
	struct conf_tree scratch;
	struct conf_path path;
	if (is_include(a->call))
		return E_NOTSUP;
	conf_tree_init(&scratch, conf->active(conf->ctx)->schema);
	enum err e = path_of(a->call, &scratch, &path);
	if (e == OK)
		e = run(a, &path);
	conf_tree_deinit(&scratch);
	return e;
}

static enum err read_active(struct answer *a, const struct conf_path *path)
{
	const struct ops_conf *conf = &a->call->ops->conf;
	return conf_rows(conf->active(conf->ctx), path, put_row, a);
}

static enum err read_edited(struct answer *a, const struct conf_path *path)
{
	return conf_rows(ctl_conf_edited(a->call->service), path, put_row, a);
}

static enum err diff_edited(struct answer *a, const struct conf_path *path)
{
	const struct ops_conf *conf = &a->call->ops->conf;
	return conf_diff(conf->active(conf->ctx), ctl_conf_edited(a->call->service), path, put_row,
	                 a);
}

static enum err do_read(struct answer *a)
{
	return with_path(a, read_active);
}

static enum err do_get(struct answer *a)
{
	return ctl_conf_edited(a->call->service) != NULL ? with_path(a, read_edited) : E_TXN_NONE;
}

static enum err do_diff(struct answer *a)
{
	return ctl_conf_edited(a->call->service) != NULL ? with_path(a, diff_edited) : E_TXN_NONE;
}

/* ---- listing what there is ---- */

static void put_names(struct answer *a, const char *section, const char *id, const char *item,
                      const char *value)
{
	struct ctl_unit unit = {.type = CTL_DATA};
	ctl_set(&unit, CTL_SECTION, section);
	if (id != NULL)
		ctl_set(&unit, CTL_ID, id);
	if (item != NULL)
		ctl_set(&unit, CTL_ITEM, item);
	if (value != NULL)
		ctl_set(&unit, CTL_DATA_ITEM, value);
	put_unit(a, &unit);
}

static void list_sections(struct answer *a, const struct conf_schema *schema)
{
	bool included = false;
	for (const struct conf_section *s = schema->sections; s->name != NULL; s++) {
		/* These two stand before the sections of modules. */
		if (!included && strncmp(s->name, "mod-", 4) == 0) {
			put_names(a, "include", NULL, NULL, NULL);
			put_names(a, "clear", NULL, NULL, NULL);
			included = true;
		}
		put_names(a, s->name, NULL, NULL, NULL);
	}
}

/* Identifiers a reference may name. */
static void list_targets(struct answer *a, const struct conf_tree *t, const struct conf_path *path)
{
	for (int i = 0; i < 2 && path->item->refs[i] != NULL; i++) {
		for (size_t k = 0; k < t->blocks.count; k++) {
			const struct conf_block *b = t->blocks.items[k];
			if (strcmp(b->section->name, path->item->refs[i]) == 0)
				put_names(a, path->section->name, path->id, path->item->name,
				          b->id);
		}
	}
}

static void list_zones(struct answer *a, const struct conf_tree *t)
{
	for (size_t k = 0; k < t->blocks.count; k++) {
		const struct conf_block *b = t->blocks.items[k];
		if (strcmp(b->section->name, "zone") == 0)
			put_names(a, "zone", NULL, "domain", b->id);
	}
}

static void list_values(struct answer *a, const struct conf_tree *t, const struct conf_path *path)
{
	const struct conf_item *item = path->item;
	if (item->type == CONF_REF) {
		list_targets(a, t, path);
	} else if (item->type == CONF_OPT) {
		int last = INT_MIN;
		/* Another word for the one before is not told. */
		for (const struct conf_option *o = item->options; o->word != NULL; o++) {
			if (o->number != last)
				put_names(a, path->section->name, path->id, item->name, o->word);
			last = o->number;
		}
	} else if (item->type == CONF_BOOL) {
		put_names(a, path->section->name, path->id, item->name, "on");
		put_names(a, path->section->name, path->id, item->name, "off");
	}
}

static enum err list_path(struct answer *a, const struct conf_path *path)
{
	const struct ops_conf *conf = &a->call->ops->conf;
	const struct conf_tree *edited = ctl_conf_edited(a->call->service);
	bool of_txn = call_has_filter(a->call, 't') && edited != NULL;
	const struct conf_tree *t = of_txn ? edited : conf->active(conf->ctx);
	if (call_has_filter(a->call, 'z')) {
		list_zones(a, t);
	} else if (path->section == NULL) {
		list_sections(a, t->schema);
	} else if (path->item != NULL && path->id != NULL && path->item->type != CONF_OPT) {
		return conf_rows(t, path, put_row, a);
	} else if (path->item != NULL) {
		list_values(a, t, path);
	} else if (path->is_id) {
		return conf_rows(t, path, put_row, a);
	} else {
		if (path->section->id != NULL)
			put_names(a, path->section->name, NULL, path->section->id, NULL);
		for (const struct conf_item *i = path->section->items; i->name != NULL; i++)
			put_names(a, path->section->name, NULL, i->name, NULL);
	}
	return OK;
}

static enum err do_list(struct answer *a)
{
	struct span section = ctl_get(a->call->request, CTL_SECTION);
	if (is_include(a->call) || span_equal(section, span_str("clear")))
		return OK;
	return with_path(a, list_path);
}

/* ---- the transaction ---- */

static enum err do_begin(struct answer *a)
{
	return ctl_conf_begin(a->call->service);
}

static enum err do_abort(struct answer *a)
{
	ctl_conf_end(a->call->service);
	return OK;
}

static enum err fail_reference(struct answer *a, const struct conf_broken *broken, enum err e)
{
	struct ctl_unit about = {.type = CTL_DATA};
	ctl_set(&about, CTL_SECTION, broken->block->section->name);
	if (broken->block->id != NULL)
		ctl_set(&about, CTL_ID, broken->block->id);
	ctl_set(&about, CTL_ITEM, broken->entry->item->name);
	ctl_set(&about, CTL_DATA_ITEM, broken->value->text);
	call_fail_text(a->call, err_text(e), &about);
	return OK;
}

static enum err do_commit(struct answer *a)
{
	struct call *c = a->call;
	const struct conf_tree *edited = ctl_conf_edited(c->service);
	struct conf_broken broken;
	struct text error;
	if (edited == NULL)
		return E_TXN_NONE;
	enum err e = conf_check_references(edited, &broken);
	if (e != OK)
		return fail_reference(a, &broken, e);
	text_init(&error);
	e = c->ops->conf.commit(c->ops->conf.ctx, edited, &error);
	if (e == OK)
		ctl_conf_end(c->service);
	else
		call_fail_text(c, error.len > 0 ? error.buf : err_text(e), NULL);
	text_deinit(&error);
	return OK;
}

/* ---- editing ---- */

/* An include is many edits: they are made on a copy, which is kept only when all were. */
static enum err include_files(struct call *c, const struct span *pattern)
{
	const struct conf_tree *edited = ctl_conf_edited(c->service);
	struct text error;
	if (pattern == NULL)
		return E_CONF_NOVALUE;
	if (pattern->len == 0 || memchr(pattern->data, '\0', pattern->len) != NULL)
		return E_CONF_VALUE;
	char *text = mem_printf("%.*s", (int)pattern->len, (const char *)pattern->data);
	struct conf_tree *copy = mem_alloc(sizeof(*copy));
	conf_tree_init(copy, edited->schema);
	conf_tree_copy(copy, edited);
	text_init(&error);
	enum err e = conf_tree_include(copy, "", text, &error);
	if (e == OK) {
		ctl_conf_replace(c->service, copy);
	} else {
		conf_tree_deinit(copy);
		mem_free(copy);
		call_fail_text(c, error.len > 0 ? error.buf : err_text(e), NULL);
	}
	text_deinit(&error);
	mem_free(text);
	return OK;
}

static enum err edit(struct answer *a,
                     enum err (*change)(struct conf_tree *t, const struct conf_path *path,
                                        const struct span *value))
{
	struct call *c = a->call;
	struct conf_tree *t = ctl_conf_edited(c->service);
	struct span data = ctl_get(c->request, CTL_DATA_ITEM);
	const struct span *value = c->request->items[CTL_DATA_ITEM].data != NULL ? &data : NULL;
	struct conf_path path;
	if (t == NULL)
		return E_TXN_NONE;
	if (is_include(c))
		return change == conf_set ? include_files(c, value) : E_NOTSUP;
	TRY(path_of(c, t, &path));
	return change(t, &path, value);
}

static enum err do_set(struct answer *a)
{
	return edit(a, conf_set);
}

static enum err do_unset(struct answer *a)
{
	return edit(a, conf_unset);
}

static const struct {
	const char *command;
	enum err (*run)(struct answer *a);
} commands[] = {
	{"conf-list", do_list},     {"conf-read", do_read},   {"conf-begin", do_begin},
	{"conf-commit", do_commit}, {"conf-abort", do_abort}, {"conf-diff", do_diff},
	{"conf-get", do_get},       {"conf-set", do_set},     {"conf-unset", do_unset},
};

static void log_item(const struct call *c)
{
	char buf[300];
	struct text t;
	struct span section = ctl_get(c->request, CTL_SECTION), id = ctl_get(c->request, CTL_ID);
	struct span item = ctl_get(c->request, CTL_ITEM);
	if (section.len == 0)
		return;
	text_init_fixed(&t, buf, sizeof(buf));
	text_put_escaped(&t, section);
	if (id.len > 0) {
		text_put(&t, "[");
		text_put_escaped(&t, id);
		text_put(&t, "]");
	}
	if (item.len > 0) {
		text_put(&t, ".");
		text_put_escaped(&t, item);
	}
	log_line(SEV_DEBUG, LOG_CONTROL, NULL, "control, config item '%s'", buf);
}

void command_conf(struct call *c)
{
	struct answer a = {.call = c};
	enum err e = ctl_exclusive_enter(c->service);
	if (e != OK) {
		call_fail(c, e);
		return;
	}
	log_item(c);
	text_init(&a.frames);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(commands[i].command, c->command) == 0)
			e = commands[i].run(&a);
	}
	ctl_exclusive_leave(c->service);
	if (e != OK)
		call_fail(c, e);
	else if (c->sending == OK && a.frames.len > 0)
		c->sending = ctl_send_frames(c->channel, text_span(&a.frames));
	text_deinit(&a.frames);
}
