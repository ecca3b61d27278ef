/* SPDX-License-Identifier: BSD-2-Clause */
/* Trees in a store.  Big-endian, as everything on disk. */

#include "config/database.h"

#include "base/wire.h"
#include "config/print.h"
#include "store/format.h"
#include "store/store_lmdb.h"

#include <unistd.h>

static const char schema_key[] = "schema";

/* ---- the marks ---- */

static enum err check_schema(struct store *s, const struct conf_database_options *o,
                             struct text *error)
{
	struct span value;
	uint8_t number[4];
	TRY(store_begin(s, STORE_READ));
	enum err e = store_meta_get(s, span_str(schema_key), &value);
	uint32_t have = e == OK && value.len == 4 ? wire_get_u32(value.data) : 0;
	store_abort(s);
	if (e != OK && e != E_NOTFOUND)
		return e;
	if (e == OK && have > o->schema_number) {
		text_printf(error,
		            "configuration database '%s' has items of a newer version (schema %u, "
		            "this is %u): export it as text with that version",
		            o->path, have, o->schema_number);
		return E_FORMAT_NEWER;
	}
	if ((e == OK && have == o->schema_number) || o->read_only)
		return OK;
	wire_set_u32(number, o->schema_number);
	TRY(store_begin(s, STORE_WRITE));
	e = store_meta_put(s, span_str(schema_key), span_of(number, sizeof(number)));
	if (e != OK) {
		store_abort(s);
		return e;
	}
	return store_commit(s);
}

enum err conf_database_check(struct store *s, const struct conf_database_options *o,
                             struct text *error)
{
	struct store_format format = {.kind = "configuration", .number = 1, .version = o->version};
	TRY(store_format_check(s, &format, error));
	return check_schema(s, o, error);
}

enum err conf_database_open(struct store **out, const struct conf_database_options *o,
                            struct text *error)
{
	struct store_lmdb_options options = {.path = o->path,
	                                     .max_size = o->max_size,
	                                     .durability = STORE_ROBUST,
	                                     .read_only = o->read_only};
	struct store *s;
	char *data = mem_printf("%s/data.mdb", o->path);
	bool missing = access(data, F_OK) != 0;
	mem_free(data);
	if (o->read_only && missing)
		return E_NOFILE;
	TRY(store_lmdb_open(&s, &options, error));
	enum err e = conf_database_check(s, o, error);
	if (e == E_FORMAT_FOREIGN)
		text_put(error,
		         "; export it as text with the program that made it, then conf-import");
	if (e != OK)
		store_close(s);
	else
		*out = s;
	return e;
}

bool conf_database_is_empty(struct store *s)
{
	static const uint8_t lowest[1] = {0};
	if (store_begin(s, STORE_READ) != OK)
		return true;
	enum err e = store_get_greater_equal(s, span_of(lowest, 1), NULL, NULL);
	store_abort(s);
	return e == E_NOTFOUND;
}

/* ---- reading ---- */

struct reading {
	struct conf_tree *tree;
	struct conf_block *block;
	struct text *error;
};

static enum err complain(struct reading *r, struct span item, struct span value, enum err e)
{
	text_put(r->error, "config, database");
	if (r->block != NULL) {
		text_printf(r->error, ", section '%s", r->block->section->name);
		if (r->block->id != NULL)
			text_printf(r->error, "[%s]", r->block->id);
		text_put(r->error, "'");
	}
	if (item.len > 0) {
		text_put(r->error, ", item '");
		text_put_escaped(r->error, item);
		text_put(r->error, "', value '");
		text_put_escaped(r->error, value);
		text_put(r->error, "'");
	}
	text_printf(r->error, " (%s)", err_text(e));
	return e;
}

static enum err read_block(struct reading *r, struct span value)
{
	struct wire_reader w = wire_reader_of(value);
	while (wire_left(&w) > 0) {
		struct span name = wire_read_span(&w, wire_read_u8(&w));
		unsigned count = wire_read_u16(&w);
		TRY(wire_done(&w));
		const struct conf_item *item = conf_item_find(r->block->section, name);
		if (item == NULL)
			return complain(r, name, span_of("", 0), E_CONF_ITEM);
		struct conf_entry *e = conf_entry_get(r->block, item, "", 0);
		for (unsigned i = 0; i < count; i++) {
			struct conf_value v;
			struct span text = wire_read_span(&w, wire_read_u16(&w));
			TRY(wire_done(&w));
			enum err err = conf_value_parse(&v, &r->tree->arena, r->tree->schema, item,
			                                text);
			if (err != OK)
				return complain(r, name, text, err);
			VEC_PUSH(&e->values, v);
		}
	}
	return OK;
}

static enum err read_entry(struct reading *r, struct span key, struct span value)
{
	const uint8_t *end = memchr(key.data, '\0', key.len);
	r->block = NULL;
	if (end == NULL)
		return E_CORRUPT;
	struct span name = span_of(key.data, (size_t)(end - key.data));
	struct span id = span_skip(key, name.len + 1);
	const struct conf_section *section = conf_section_find(r->tree->schema, name);
	if (section == NULL)
		return complain(r, name, span_of("", 0), E_CONF_ITEM);
	if ((section->id == NULL) != (id.len == 0))
		return E_CORRUPT;
	const char *id_text = NULL;
	if (id.len > 0) {
		TRY(conf_id_parse(&id_text, r->tree, section, id));
		if (conf_block_find(r->tree, section->name, id_text) != NULL)
			return E_CORRUPT;
	}
	r->block = conf_block_add(r->tree, section, id_text, "", 0);
	enum err e = read_block(r, value);
	return e == E_EOF || e == E_MALFORMED ? E_CORRUPT : e;
}

/* The key behind another: itself and a NUL octet. */
static struct span next_key(uint8_t buf[STORE_KEY_MAX + 1], struct span key)
{
	memcpy(buf, key.data, key.len);
	buf[key.len] = 0;
	return span_of(buf, key.len + 1);
}

enum err conf_database_load(struct store *s, struct conf_tree *t, struct text *error)
{
	struct reading r = {.tree = t, .error = error};
	uint8_t buf[STORE_KEY_MAX + 1] = {0};
	struct span at = span_of(buf, 1), key, value;
	TRY(store_begin(s, STORE_READ));
	enum err e = OK;
	while (e == OK) {
		e = store_get_greater_equal(s, at, &key, &value);
		if (e != OK)
			break;
		e = read_entry(&r, key, value);
		if (key.len >= STORE_KEY_MAX)
			break;
		at = next_key(buf, key);
	}
	store_abort(s);
	if (e == E_NOTFOUND)
		return OK;
	if (e != OK && error->len == 0)
		text_printf(error, "config, database (%s)", err_text(e));
	return e;
}

/* ---- writing ---- */

static struct span put_key(struct text *t, const struct conf_block *b)
{
	text_reset(t);
	text_put(t, b->section->name);
	text_put_char(t, '\0');
	text_put(t, b->id != NULL ? b->id : "");
	return text_span(t);
}

static void put_u16(struct text *t, size_t n)
{
	uint8_t octets[2];
	wire_set_u16(octets, (uint16_t)n);
	text_put_octets(t, octets, sizeof(octets));
}

/* E_LIMIT  more values of an item than the form can count */
static enum err put_block(struct text *t, const struct conf_block *b)
{
	text_reset(t);
	for (size_t i = 0; i < b->entries.count; i++) {
		const struct conf_entry *e = &b->entries.items[i];
		if (e->values.count > UINT16_MAX)
			return E_LIMIT;
		text_put_char(t, (char)strlen(e->item->name));
		text_put(t, e->item->name);
		put_u16(t, e->values.count);
		for (size_t k = 0; k < e->values.count; k++) {
			put_u16(t, strlen(e->values.items[k].text));
			text_put(t, e->values.items[k].text);
		}
	}
	return OK;
}

static enum err write_blocks(struct store *s, const struct conf_tree *t)
{
	struct text key, value;
	enum err e = OK;
	text_init(&key);
	text_init(&value);
	for (size_t i = 0; i < t->blocks.count && e == OK; i++) {
		const struct conf_block *b = t->blocks.items[i];
		struct span k = put_key(&key, b), have;
		e = put_block(&value, b);
		if (e != OK ||
		    (store_get(s, k, &have) == OK && span_equal(have, text_span(&value))))
			continue;
		e = store_put(s, k, text_span(&value));
	}
	text_deinit(&key);
	text_deinit(&value);
	return e;
}

static bool is_in_tree(const struct conf_tree *t, struct span key)
{
	char text[STORE_KEY_MAX + 1];
	memcpy(text, key.data, key.len);
	text[key.len] = '\0';
	const char *id = text + strlen(text) + 1;
	if (strlen(text) >= key.len)
		return false;
	return conf_block_find(t, text, *id != '\0' ? id : NULL) != NULL;
}

/* Delete what the tree has no more. */
static enum err sweep(struct store *s, const struct conf_tree *t)
{
	uint8_t buf[STORE_KEY_MAX + 1] = {0}, gone[STORE_KEY_MAX];
	struct span at = span_of(buf, 1), key;
	for (;;) {
		enum err e = store_get_greater_equal(s, at, &key, NULL);
		if (e != OK)
			return e == E_NOTFOUND ? OK : e;
		size_t len = key.len;
		memcpy(gone, key.data, len);
		if (!is_in_tree(t, key))
			TRY(store_delete(s, span_of(gone, len)));
		if (len >= STORE_KEY_MAX)
			return OK;
		at = next_key(buf, span_of(gone, len));
	}
}

enum err conf_database_save(struct store *s, const struct conf_tree *t)
{
	TRY(store_begin(s, STORE_WRITE));
	enum err e = write_blocks(s, t);
	if (e == OK)
		e = sweep(s, t);
	if (e != OK) {
		store_abort(s);
		return e;
	}
	return store_commit(s);
}
