/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Record data out to text: by the type's row, or in the generic form (RFC 3597 section 5) when that
 * is wanted, when the data does not fit the row, or when a field has no text.
 *
 * Spread over lines, the first field that opens one is preceded by a parenthesis:
 *
 *	257 3 13 (
 *				mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopK
 *				) ; KSK, ECDSAP256SHA256 (256b), id = 2371
 */

#include "dns/rdata.h"

#include "dns/rdata_field.h"

#include "base/hex.h"

static const struct rdata_style plain_style;

static void generic_print(struct text *t, struct span rdata, bool multiline)
{
	text_put(t, multiline ? "(" RDATA_LINE_BREAK "\\# " : "\\# ");
	text_put_u32(t, (uint32_t)rdata.len);
	while (rdata.len > 0) {
		size_t len = multiline ? MIN_OF(rdata.len, (size_t)RDATA_LINE_WIDTH / 2)
		                       : rdata.len;
		text_put(t, multiline ? RDATA_LINE_BREAK : " ");
		hex_print(t, span_of(rdata.data, len), true);
		rdata = span_skip(rdata, len);
	}
	if (multiline)
		text_put(t, RDATA_LINE_BREAK ")");
}

/* "; refresh (2 hours)" behind a number that has a line of its own. */
static void number_describe(struct text *t, const struct rdata_field *field, uint32_t value)
{
	static const struct {
		const char *word;
		uint32_t seconds;
	} units[] = {
		{"week", 604800}, {"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1},
	};
	text_put(t, " ; ");
	text_put(t, field->name);
	if (field->kind != RDATA_PERIOD || value == 0)
		return;
	const char *before = " (";
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		uint32_t count = value / units[i].seconds;
		value %= units[i].seconds;
		if (count == 0)
			continue;
		text_printf(t, "%s%u %s%s", before, count, units[i].word, count > 1 ? "s" : "");
		before = " ";
	}
	text_put_char(t, ')');
}

/* Print one field with what separates it; nothing when it is absent. */
static bool field_print(struct rdata_printer *p, const struct rdata_field *field, bool *open)
{
	bool breaks = field->opens_line && p->style->multiline;
	size_t before = p->t->len, pos = p->r.pos;
	if (pos > 0)
		text_put_char(p->t, ' ');
	if (breaks) {
		if (*open)
			text_truncate(p->t, before);
		text_put(p->t, *open ? RDATA_LINE_BREAK : "(" RDATA_LINE_BREAK);
	}
	size_t start = p->t->len;
	if (!rdata_kinds[field->kind].print(p))
		return false;
	if (p->t->len == start) {
		text_truncate(p->t, before);
		return true;
	}
	*open |= breaks;
	if (breaks && (field->kind == RDATA_U32 || field->kind == RDATA_PERIOD))
		number_describe(p->t, field, wire_get_u32(p->r.data + pos));
	return true;
}

static bool is_key(const struct rrtype *row)
{
	unsigned last = row->fields[row->field_count - 1].kind;
	return last == RDATA_BASE64_KEY || last == RDATA_BASE64_KEY_OPTIONAL;
}

/* False when a field has no text. */
static bool fields_print(struct rdata_printer *p, const struct rrtype *row)
{
	bool open = false;
	for (size_t i = 0; i < row->field_count; i++) {
		if (!field_print(p, &row->fields[i], &open))
			return false;
	}
	if (open)
		text_put(p->t, RDATA_LINE_BREAK ")");
	if (p->style->multiline && is_key(row)) {
		text_put(p->t, " ; ");
		rdata_key_describe(p->t, span_of(p->r.data, p->r.len));
	}
	return true;
}

void rdata_print(struct text *t, uint16_t type, struct span rdata, const struct rdata_style *style)
{
	struct rdata_printer p = {
		.t = t, .r = wire_reader_of(rdata), .style = style != NULL ? style : &plain_style};
	size_t start = t->len;
	bool generic = p.style->generic || rdata_check(type, rdata) != OK;
	if (generic || !fields_print(&p, rrtype_get(type))) {
		text_truncate(t, start);
		generic_print(t, rdata, p.style->multiline);
	}
}
