/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Listing trees in one order, whatever order they were written in: that of the schema, identifiers
 * sorted.  A difference is the merge of two such lists.
 */

#include "config/print.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *option_word(const struct conf_item *item, int64_t number)
{
	for (const struct conf_option *o = item->options; o->word != NULL; o++) {
		if (o->number == number)
			return o->word;
	}
	return "";
}

void conf_value_print(struct text *t, const struct conf_item *item, const struct conf_value *v)
{
	switch (item->type) {
	case CONF_BOOL:
		text_put(t, v->number != 0 ? "on" : "off");
		break;
	case CONF_INT:
	case CONF_TIME:
	case CONF_SIZE:
		text_printf(t, "%" PRId64, v->number);
		break;
	case CONF_OPT:
		text_put(t, option_word(item, v->number));
		break;
	default:
		text_put(t, v->text);
	}
}

bool conf_value_equal(const struct conf_item *item, const struct conf_value *a,
                      const struct conf_value *b)
{
	switch (item->type) {
	case CONF_BOOL:
	case CONF_INT:
	case CONF_TIME:
	case CONF_SIZE:
	case CONF_OPT:
		return a->number == b->number;
	default:
		return strcmp(a->text, b->text) == 0;
	}
}

static bool entry_equal(const struct conf_entry *a, const struct conf_entry *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->values.count != b->values.count)
		return false;
	for (size_t i = 0; i < a->values.count; i++) {
		if (!conf_value_equal(a->item, &a->values.items[i], &b->values.items[i]))
			return false;
	}
	return true;
}

/* Blocks of one section that a path means, sorted. */
struct chosen {
	const struct conf_block **blocks;
	size_t count;
};

struct order {
	const struct conf_schema *schema;
	bool names;
};

static int compare(const void *a, const void *b, void *ctx)
{
	const struct conf_block *const *x = a, *const *y = b;
	const struct order *o = ctx;
	return o->names && o->schema->name_cmp != NULL ? o->schema->name_cmp((*x)->id, (*y)->id)
	                                               : strcmp((*x)->id, (*y)->id);
}

static struct chosen choose(const struct conf_tree *t, const struct conf_section *section,
                            const char *id)
{
	struct chosen c = {.blocks = NULL};
	if (section->id == NULL || id != NULL) {
		const struct conf_block *one = conf_block_find(t, section->name, id);
		if (one != NULL) {
			c.blocks = mem_calloc(1, sizeof(void *));
			c.blocks[c.count++] = one;
		}
		return c;
	}
	for (size_t i = 0; i < t->blocks.count; i++)
		c.count += t->blocks.items[i]->section == section;
	c.blocks = mem_calloc(c.count + 1, sizeof(void *));
	size_t n = 0;
	for (size_t i = 0; i < t->blocks.count; i++) {
		if (t->blocks.items[i]->section == section)
			c.blocks[n++] = t->blocks.items[i];
	}
	struct order order = {t->schema, section->id_type == CONF_NAME};
	qsort_r(c.blocks, c.count, sizeof(void *), compare, &order);
	return c;
}

struct listing {
	const struct conf_path *path;
	enum err (*each)(void *ctx, const struct conf_row *row);
	void *ctx;
};

static enum err tell(const struct listing *l, char mark, const struct conf_block *b,
                     const struct conf_entry *e)
{
	struct conf_row row = {.mark = mark, .section = b->section, .id = b->id, .entry = e};
	return l->each(l->ctx, &row);
}

/* One block that is only on one side, or in a plain listing (mark 0). */
static enum err tell_block(const struct listing *l, char mark, const struct conf_block *b)
{
	if (b->id != NULL && l->path->item == NULL)
		TRY(tell(l, mark, b, NULL));
	for (const struct conf_item *i = b->section->items; i->name != NULL && !l->path->is_id;
	     i++) {
		const struct conf_entry *e = conf_entry_find(b, i->name);
		if (e != NULL && (l->path->item == NULL || l->path->item == i))
			TRY(tell(l, mark, b, e));
	}
	return OK;
}

enum err conf_rows(const struct conf_tree *t, const struct conf_path *path,
                   enum err (*each)(void *ctx, const struct conf_row *row), void *ctx)
{
	const struct listing l = {path, each, ctx};
	enum err e = OK;
	if (path->id != NULL && conf_block_find(t, path->section->name, path->id) == NULL)
		return E_CONF_ID;
	for (const struct conf_section *s = t->schema->sections; s->name != NULL && e == OK; s++) {
		if (path->section != NULL && path->section != s)
			continue;
		struct chosen c = choose(t, s, path->id);
		for (size_t i = 0; i < c.count && e == OK; i++)
			e = tell_block(&l, 0, c.blocks[i]);
		mem_free(c.blocks);
	}
	return e;
}

static enum err diff_block(const struct listing *l, const struct conf_block *a,
                           const struct conf_block *b)
{
	for (const struct conf_item *i = a->section->items; i->name != NULL && !l->path->is_id;
	     i++) {
		const struct conf_entry *x = conf_entry_find(a, i->name);
		const struct conf_entry *y = conf_entry_find(b, i->name);
		if ((l->path->item != NULL && l->path->item != i) || entry_equal(x, y))
			continue;
		if (x != NULL)
			TRY(tell(l, '-', a, x));
		if (y != NULL)
			TRY(tell(l, '+', b, y));
	}
	return OK;
}

static enum err diff_section(const struct listing *l, const struct chosen *a,
                             const struct chosen *b, const struct order *order)
{
	size_t i = 0, k = 0;
	while (i < a->count || k < b->count) {
		int d = i == a->count   ? 1
		        : k == b->count ? -1
		        : a->blocks[i]->id == NULL
		                ? 0
		                : compare(&a->blocks[i], &b->blocks[k], (void *)(uintptr_t)order);
		if (d < 0)
			TRY(tell_block(l, '-', a->blocks[i++]));
		else if (d > 0)
			TRY(tell_block(l, '+', b->blocks[k++]));
		else
			TRY(diff_block(l, a->blocks[i++], b->blocks[k++]));
	}
	return OK;
}

enum err conf_diff(const struct conf_tree *a, const struct conf_tree *b,
                   const struct conf_path *path,
                   enum err (*each)(void *ctx, const struct conf_row *row), void *ctx)
{
	const struct listing l = {path, each, ctx};
	enum err e = OK;
	if (path->id != NULL && conf_block_find(a, path->section->name, path->id) == NULL &&
	    conf_block_find(b, path->section->name, path->id) == NULL)
		return E_CONF_ID;
	for (const struct conf_section *s = a->schema->sections; s->name != NULL && e == OK; s++) {
		if (path->section != NULL && path->section != s)
			continue;
		struct order order = {a->schema, s->id_type == CONF_NAME};
		struct chosen x = choose(a, s, path->id), y = choose(b, s, path->id);
		e = diff_section(&l, &x, &y, &order);
		mem_free(x.blocks);
		mem_free(y.blocks);
	}
	return e;
}

/* ---- export ---- */

/* What the parser takes back: a quote as \", every other octet as it is. */
static void put_quoted(struct text *out, const char *text)
{
	text_put_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			text_put_char(out, '\\');
		text_put_char(out, *text);
	}
	text_put_char(out, '"');
}

static void put_value_quoted(struct text *out, const struct conf_item *item,
                             const struct conf_value *v)
{
	struct text t;
	text_init(&t);
	conf_value_print(&t, item, v);
	put_quoted(out, t.len > 0 ? t.buf : "");
	text_deinit(&t);
}

struct exporting {
	struct text *out;
	const struct conf_section *open;
};

static enum err export_row(void *ctx, const struct conf_row *row)
{
	struct exporting *x = ctx;
	bool fresh = x->open != row->section;
	if (fresh && x->open != NULL)
		text_put_char(x->out, '\n');
	if (fresh)
		text_printf(x->out, "%s:\n", row->section->name);
	x->open = row->section;
	if (row->entry == NULL) {
		text_printf(x->out, "%s  - %s: ", fresh ? "" : "\n", row->section->id);
		put_quoted(x->out, row->id);
		text_put_char(x->out, '\n');
		return OK;
	}
	const struct conf_entry *e = row->entry;
	text_printf(x->out, "    %s: ", e->item->name);
	if (e->values.count != 1)
		text_put(x->out, "[ ");
	for (size_t i = 0; i < e->values.count; i++) {
		text_put(x->out, i > 0 ? ", " : "");
		put_value_quoted(x->out, e->item, &e->values.items[i]);
	}
	text_put(x->out, e->values.count != 1 ? " ]\n" : "\n");
	return OK;
}

/* Does an item of the section name blocks of modules? Such sections come last. */
static bool names_modules(const struct conf_section *s)
{
	for (const struct conf_item *i = s->items; i->name != NULL; i++) {
		if (i->type == CONF_BLOCK)
			return true;
	}
	return false;
}

/* Does the block refer to others of its own section? Such blocks come last in it. */
static bool refers_to_own(const struct conf_block *b)
{
	for (size_t k = 0; k < b->entries.count; k++) {
		const struct conf_item *i = b->entries.items[k].item;
		if (i->type == CONF_REF && i->refs[0] != NULL &&
		    strcmp(i->refs[0], b->section->name) == 0)
			return true;
	}
	return false;
}

static enum err export_section(struct exporting *x, const struct conf_tree *t,
                               const struct conf_section *s)
{
	static const struct conf_path everything = {.section = NULL};
	const struct listing l = {&everything, export_row, x};
	struct chosen c = choose(t, s, NULL);
	enum err e = OK;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < c.count && e == OK; i++) {
			if (refers_to_own(c.blocks[i]) == (pass == 1))
				e = tell_block(&l, 0, c.blocks[i]);
		}
	}
	mem_free(c.blocks);
	return e;
}

/* A reference can only name what stands before it, so the order is that of loading. */
void conf_export(struct text *out, const struct conf_tree *t, const char *title)
{
	struct exporting x = {.out = out};
	text_printf(out, "# %s\n\n", title);
	for (int pass = 0; pass < 2; pass++) {
		for (const struct conf_section *s = t->schema->sections; s->name != NULL; s++) {
			if (names_modules(s) != (pass == 1))
				continue;
			enum err e = export_section(&x, t, s);
			(void)e; /* export_row cannot fail */
		}
	}
	if (x.open != NULL)
		text_put_char(out, '\n');
}
