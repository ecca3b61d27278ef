/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading the tree, and telling what is wrong with it. Everything made comes from its arena. */

#include "server/conf/make.h"

const struct conf_value *value_of(const struct conf_block *block, const char *item)
{
	const struct conf_entry *e = conf_entry_find(block, item);
	return e != NULL && e->values.count > 0 ? &e->values.items[0] : NULL;
}

const char *text_or(const struct conf_block *block, const char *item, const char *otherwise)
{
	const struct conf_value *v = value_of(block, item);
	return v != NULL ? v->text : otherwise;
}

int64_t number_or(const struct conf_block *block, const char *item, int64_t otherwise)
{
	const struct conf_value *v = value_of(block, item);
	return v != NULL ? v->number : otherwise;
}

unsigned set_of(const struct conf_block *block, const char *item)
{
	const struct conf_entry *e = conf_entry_find(block, item);
	unsigned set = 0;
	for (size_t i = 0; i < count_of(e); i++)
		set |= (unsigned)e->values.items[i].number;
	return set;
}

size_t count_of(const struct conf_entry *entry)
{
	return entry != NULL ? entry->values.count : 0;
}

bool has_value(const struct conf_entry *entry)
{
	for (size_t i = 0; i < count_of(entry); i++) {
		if (entry->values.items[i].text[0] != '\0')
			return true;
	}
	return false;
}

const char *join_path(struct maker *m, const char *base, const char *path)
{
	if (path[0] == '/')
		return path;
	size_t len = strlen(base) + strlen(path) + 2;
	char *joined = arena_alloc(&m->tree->arena, len);
	snprintf(joined, len, "%s/%s", base, path);
	return joined;
}

void *make_array(struct maker *m, size_t count, size_t size)
{
	return arena_zalloc(&m->tree->arena, (count + 1) * size);
}

void *make_list(struct maker *m, size_t count, size_t size)
{
	static max_align_t none;
	return count > 0 ? make_array(m, count, size) : &none;
}

const struct conf_block **blocks_of(struct maker *m, const char *section, size_t *count)
{
	size_t n = 0;
	for (size_t i = 0; i < m->tree->blocks.count; i++)
		n += strcmp(m->tree->blocks.items[i]->section->name, section) == 0;
	const struct conf_block **out = make_array(m, n, sizeof(void *));
	*count = 0;
	for (size_t i = 0; i < m->tree->blocks.count && *count < n; i++) {
		if (strcmp(m->tree->blocks.items[i]->section->name, section) == 0)
			out[(*count)++] = m->tree->blocks.items[i];
	}
	return out;
}

/* What came from a database or a command has no line. */
static void put_place(struct maker *m, const char *file, unsigned line)
{
	text_put(m->error, "config");
	if (line > 0)
		text_printf(m->error, ", file '%s', line %u", file, line);
}

enum err fail_block(struct maker *m, const struct conf_block *block, const char *reason)
{
	put_place(m, block->file, block->line);
	text_printf(m->error, ", section '%s", block->section->name);
	if (block->id != NULL)
		text_printf(m->error, "[%s]", block->id);
	text_printf(m->error, "' (%s)", reason);
	return E_INVALID;
}

enum err fail_entry(struct maker *m, const struct conf_entry *entry, const char *value,
                    const char *reason)
{
	put_place(m, entry->file, entry->line);
	text_printf(m->error, ", item '%s'", entry->item->name);
	if (value != NULL) {
		text_put(m->error, ", value '");
		text_put_escaped(m->error, span_str(value));
		text_put(m->error, "'");
	}
	text_printf(m->error, " (%s)", reason);
	return E_INVALID;
}

enum err fail_unavailable(struct maker *m, const struct conf_entry *entry, const char *value)
{
	enum err e = fail_entry(m, entry, value, "not available in this version");
	(void)e;
	return E_NOTSUP;
}

enum err make_addresses(struct maker *m, const struct conf_entry *entry, uint16_t port,
                        const struct addr **out, size_t *count)
{
	size_t n = count_of(entry);
	struct addr *made = make_array(m, n, sizeof(*made));
	for (size_t i = 0; i < n; i++) {
		const char *text = entry->values.items[i].text;
		if (addr_parse(&made[i], span_str(text), port) != OK &&
		    addr_parse(&made[i], span_str(join_path(m, m->c->server.rundir, text)), port) !=
		            OK)
			return fail_entry(m, entry, text, "invalid address");
	}
	*out = made;
	*count = n;
	return OK;
}

const struct conf_entry *zone_entry(const struct zone_source *s, const char *item)
{
	const struct conf_entry *e = conf_entry_find(s->zone, item);
	return e != NULL ? e : conf_entry_find(s->template_, item);
}

int64_t zone_number(const struct zone_source *s, const char *item, int64_t otherwise)
{
	const struct conf_entry *e = zone_entry(s, item);
	return count_of(e) > 0 ? e->values.items[0].number : otherwise;
}
