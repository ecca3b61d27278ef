/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Record data by the type's row: text in, and the check.  Fields are read one after another by
 * their kinds; this file knows no kind and no type by name.
 *
 * Invariant: what rdata_parse leaves in the writer passes rdata_check; on failure the writer is
 * where it was.
 */

#include "dns/rdata.h"

#include "dns/rdata_field.h"

#include "base/hex.h"

enum err rdata_check(uint16_t type, struct span rdata)
{
	const struct rrtype *row = rrtype_get(type);
	if (UNLIKELY(rdata.len > RDATA_MAX_LEN))
		return E_RDATA_LONG;
	struct wire_reader r = wire_reader_of(rdata);
	for (size_t i = 0; i < row->field_count; i++) {
		const struct rdata_kind *kind = &rdata_kinds[row->fields[i].kind];
		if (kind->check == NULL)
			wire_read_octets(&r, kind->size);
		else
			TRY(kind->check(&r));
	}
	return wire_finish(&r);
}

/* The word that opens the generic form (RFC 3597 section 5). */
static bool is_generic(const struct rdata_text *in)
{
	const struct rdata_token *first = in->at;
	return first < in->end && !first->quoted && first->len == 2 && first->text[0] == '\\' &&
	       first->text[1] == '#';
}

static enum err generic_parse(struct rdata_parser *p, uint16_t type)
{
	uint64_t len;
	rdata_token_take(p);
	TRY(rdata_number_take(p, &len, RDATA_MAX_LEN));
	while (rdata_token_find(p) != NULL) {
		struct span word;
		size_t written;
		TRY(rdata_word(p, &word));
		uint8_t *to = wire_reserve(p->out, word.len / 2);
		if (to == NULL)
			return p->out->err;
		TRY(hex_parse(to, &written, word));
		rdata_token_take(p);
	}
	if (p->out->pos - p->start != len)
		return E_RDATA_LEN;
	return rdata_check(type, span_of(p->out->data + p->start, len));
}

static enum err fields_parse(struct rdata_parser *p, uint16_t type)
{
	const struct rrtype *row = rrtype_get(type);
	for (size_t i = 0; i < row->field_count; i++) {
		const struct rdata_field *field = &row->fields[i];
		enum err err = rdata_kinds[field->kind].parse(p);
		if (UNLIKELY(err != OK)) {
			p->in->fault_field = field->name;
			return err;
		}
	}
	return p->in->at == p->in->end ? OK : E_FIELD_EXTRA;
}

enum err rdata_parse(struct wire_writer *out, uint16_t type, struct rdata_text *in)
{
	struct rdata_parser p = {.out = out, .in = in, .start = out->pos};
	in->fault_field = NULL;
	in->fault_token = NULL;
	enum err err = is_generic(in) ? generic_parse(&p, type) : fields_parse(&p, type);
	if (out->err != OK) /* whatever the fields made of octets that were not written */
		err = out->err;
	if (err == OK && out->pos - p.start > RDATA_MAX_LEN)
		err = E_RDATA_LONG;
	if (UNLIKELY(err != OK)) {
		in->fault_token = in->at;
		out->pos = p.start;
	}
	return err;
}
