/* SPDX-License-Identifier: BSD-2-Clause */
/* The operations table of field kinds, and what kinds of opaque octets have in common. */

#include "dns/rdata_field.h"

const struct rdata_kind rdata_kinds[RDATA_KINDS] = {
#define LOWER    RDATA_FLAG_LOWER
#define EXPAND   RDATA_FLAG_EXPAND
#define COMPRESS RDATA_FLAG_COMPRESS
#define FIXED(id, size, parse, print)                                                              \
	[RDATA_##id] = {rdata_##parse##_parse, NULL, rdata_##print##_print, size, 0},
#define KIND(id, flags, parse, check, print)                                                       \
	[RDATA_##id] = {rdata_##parse##_parse, rdata_##check##_check, rdata_##print##_print, 0,    \
	                flags},
#include "dns/rdata_kinds.def"
};

enum err rdata_rest_check(struct wire_reader *r)
{
	r->pos = r->len;
	return wire_done(r);
}

/* Only the form \# has text for these; rdata_parse has dealt with it. */
enum err rdata_generic_parse(struct rdata_parser *p)
{
	(void)p;
	return E_TYPE;
}

bool rdata_generic_print(struct rdata_printer *p)
{
	(void)p;
	return false;
}

struct span rdata_rest_read(struct rdata_printer *p)
{
	return wire_read_span(&p->r, wire_left(&p->r));
}

void rdata_blob_print(struct rdata_printer *p, struct span octets, size_t per_line,
                      void (*print)(struct text *t, struct span octets))
{
	if (!p->style->multiline)
		per_line = octets.len;
	while (octets.len > per_line) {
		print(p->t, span_of(octets.data, per_line));
		text_put(p->t, RDATA_LINE_BREAK);
		octets = span_skip(octets, per_line);
	}
	print(p->t, octets);
}
