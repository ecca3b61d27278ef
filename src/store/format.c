/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Format marks.  The mark and every converted entry are written in one turn, so a crash leaves
 * either the old format whole or the new one.
 */

#include "store/format.h"

#include "base/wire.h"

enum { KIND_MAX = 32, VERSION_MAX = 32 };

/* Big-endian, as everything on disk but the cache. */
struct mark {
	struct span kind;
	uint32_t number;
	struct span version;
};

static const char mark_key[] = "format";

static enum err read_mark(struct store *s, struct mark *m)
{
	struct span value;
	TRY(store_meta_get(s, span_str(mark_key), &value));
	struct wire_reader r = wire_reader_of(value);
	m->number = wire_read_u32(&r);
	m->kind = wire_read_span(&r, wire_read_u8(&r));
	m->version = wire_read_span(&r, wire_read_u8(&r));
	return wire_finish(&r) == OK ? OK : E_CORRUPT;
}

static enum err write_mark(struct store *s, const struct store_format *f)
{
	uint8_t buf[4 + 2 + KIND_MAX + VERSION_MAX];
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	struct span kind = span_str(f->kind), version = span_str(f->version);
	version.len = version.len > VERSION_MAX ? VERSION_MAX : version.len;
	if (kind.len > KIND_MAX)
		return E_INVALID;
	wire_write_u32(&w, f->number);
	wire_write_u8(&w, (uint8_t)kind.len);
	wire_write_span(&w, kind);
	wire_write_u8(&w, (uint8_t)version.len);
	wire_write_span(&w, version);
	TRY(w.err);
	return store_meta_put(s, span_str(mark_key), wire_written(&w));
}

static enum err explain(struct text *error, const struct mark *m, const struct store_format *f,
                        enum err e)
{
	if (error == NULL)
		return e;
	text_printf(error, "%s database: %s", f->kind, err_text(e));
	if (m != NULL)
		text_printf(
			error, " (it is '%.*s' format %u of version %.*s; this is format %u of %s)",
			(int)m->kind.len, (const char *)m->kind.data, m->number,
			(int)m->version.len, (const char *)m->version.data, f->number, f->version);
	return e;
}

static const struct store_conversion *conversion_from(const struct store_format *f, uint32_t number)
{
	for (const struct store_conversion *c = f->conversions; c != NULL && c->convert != NULL;
	     c++) {
		if (c->from == number)
			return c;
	}
	return NULL;
}

static enum err convert(struct store *s, const struct store_format *f, uint32_t from)
{
	for (uint32_t n = from; n < f->number; n++) {
		const struct store_conversion *c = conversion_from(f, n);
		if (c == NULL)
			return E_NOTSUP;
		TRY(c->convert(s, f->ctx));
	}
	return write_mark(s, f);
}

/* A store without a mark is ours to mark only while it is empty. */
static enum err mark_fresh(struct store *s, const struct store_format *f)
{
	static const uint8_t lowest[1] = {0};
	enum err e = store_get_greater_equal(s, span_of(lowest, 1), NULL, NULL);
	if (e == OK)
		return E_FORMAT_FOREIGN;
	return e == E_NOTFOUND ? write_mark(s, f) : e;
}

/* In a reading turn: what has to be done? *write tells whether a writing turn is needed. */
static enum err look(struct store *s, const struct store_format *f, struct text *error, bool *write)
{
	struct mark m;
	enum err e = read_mark(s, &m);
	*write = e == E_NOTFOUND;
	if (e != OK)
		return e == E_NOTFOUND ? OK : e;
	if (!span_equal(m.kind, span_str(f->kind)))
		return explain(error, &m, f, E_FORMAT_FOREIGN);
	if (m.number > f->number)
		return explain(error, &m, f, E_FORMAT_NEWER);
	*write = m.number < f->number;
	return OK;
}

/* In a writing turn; another process may have done it meanwhile, so the mark is read again. */
static enum err bring_up(struct store *s, const struct store_format *f, struct text *error)
{
	struct mark m;
	enum err e = read_mark(s, &m);
	if (e == E_NOTFOUND) {
		e = mark_fresh(s, f);
		return e == E_FORMAT_FOREIGN ? explain(error, NULL, f, e) : e;
	}
	TRY(e);
	if (m.number >= f->number)
		return OK;
	e = convert(s, f, m.number);
	if (e == E_NOTSUP && read_mark(s, &m) == OK)
		return explain(error, &m, f, e);
	return e;
}

enum err store_format_check(struct store *s, const struct store_format *format, struct text *error)
{
	bool write = false;
	TRY(store_begin(s, STORE_READ));
	enum err e = look(s, format, error, &write);
	store_abort(s);
	if (e != OK || !write)
		return e;
	TRY(store_begin(s, STORE_WRITE));
	e = bring_up(s, format, error);
	if (e != OK) {
		store_abort(s);
		return e;
	}
	return store_commit(s);
}
