/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Record data between message and memory: names expanded when read, found when sent, folded for the
 * canonical form (RFC 3597 section 4, RFC 4034 section 6.2).
 */

#include "dns/rdata.h"

#include "dns/rdata_field.h"

enum { NAME_FLAGS = RDATA_FLAG_LOWER | RDATA_FLAG_EXPAND | RDATA_FLAG_COMPRESS };

/* Fields up to the last one that is a name with a flag; 0 for most types. */
static size_t named_fields(const struct rrtype *row)
{
	size_t count = row->field_count;
	while (count > 0 && !(rdata_kinds[row->fields[count - 1].kind].flags & NAME_FLAGS))
		count--;
	return count;
}

bool rdata_type_has_names(uint16_t type)
{
	return named_fields(rrtype_get(type)) > 0;
}

/* Step over a field; the data may still hold compressed names behind it, but not in it. */
static enum err field_step(struct wire_reader *r, const struct rdata_kind *kind)
{
	if (kind->check != NULL)
		return kind->check(r);
	wire_read_octets(r, kind->size);
	return wire_done(r);
}

size_t rdata_names(struct rdata_name out[RDATA_MAX_NAMES], uint16_t type, struct span rdata)
{
	const struct rrtype *row = rrtype_get(type);
	size_t fields = named_fields(row), count = 0;
	struct wire_reader r = wire_reader_of(rdata);
	for (size_t i = 0; i < fields && count < RDATA_MAX_NAMES; i++) {
		const struct rdata_kind *kind = &rdata_kinds[row->fields[i].kind];
		size_t pos = r.pos;
		if (field_step(&r, kind) != OK)
			return count;
		if (!(kind->flags & NAME_FLAGS) || r.pos == pos)
			continue;
		out[count++] = (struct rdata_name){
			.pos = (uint16_t)pos,
			.len = (uint8_t)(r.pos - pos),
			.compress = kind->flags & RDATA_FLAG_COMPRESS,
			.lower = kind->flags & RDATA_FLAG_LOWER,
		};
	}
	return count;
}

void rdata_lower(uint16_t type, uint8_t *rdata, size_t len)
{
	struct rdata_name names[RDATA_MAX_NAMES];
	size_t count = rdata_names(names, type, span_of(rdata, len));
	for (size_t i = 0; i < count; i++) {
		if (names[i].lower)
			name_lower(rdata + names[i].pos, names[i].len);
	}
}

/* Copy the fields up to the last name that may be compressed; *pos moves behind them. */
static enum err names_expand(struct wire_writer *out, const struct rrtype *row, struct span msg,
                             size_t *pos)
{
	size_t fields = named_fields(row);
	for (size_t i = 0; i < fields; i++) {
		const struct rdata_kind *kind = &rdata_kinds[row->fields[i].kind];
		if (kind->flags & RDATA_FLAG_EXPAND) {
			struct name name;
			TRY(name_read(&name, msg, pos));
			wire_write_octets(out, name.wire, name.len);
			continue;
		}
		struct wire_reader r = {.data = msg.data, .pos = *pos, .len = msg.len, .err = OK};
		TRY(field_step(&r, kind));
		wire_write_octets(out, msg.data + *pos, r.pos - *pos);
		*pos = r.pos;
	}
	return OK;
}

/* Does the row have a name that may arrive compressed? */
static bool is_expanding(const struct rrtype *row)
{
	size_t fields = named_fields(row);
	return fields > 0 && (rdata_kinds[row->fields[fields - 1].kind].flags & RDATA_FLAG_EXPAND);
}

enum err rdata_read(struct wire_writer *out, uint16_t type, struct span msg, size_t pos, size_t len)
{
	const struct rrtype *row = rrtype_get(type);
	size_t start = out->pos;
	if (pos > msg.len || len > msg.len - pos)
		return E_EOF;
	/* Nothing behind this data's end may be read but by pointers, which lead backwards. */
	struct span head = span_of(msg.data, pos + len);
	enum err err = OK;
	if (is_expanding(row))
		err = names_expand(out, row, head, &pos);
	if (err == OK) {
		wire_write_octets(out, head.data + pos, head.len - pos);
		err = out->err;
	}
	if (err == OK)
		err = rdata_check(type, span_of(out->data + start, out->pos - start));
	if (err != OK)
		out->pos = start;
	return err;
}

int rdata_cmp(struct span a, struct span b)
{
	size_t len = MIN_OF(a.len, b.len);
	int d = len > 0 ? memcmp(a.data, b.data, len) : 0;
	if (d != 0)
		return d;
	return a.len < b.len ? -1 : a.len > b.len;
}
