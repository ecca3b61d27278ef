/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields that are domain names.  Expanding and folding them is done in rdata_wire.c. */

#include "dns/rdata_field.h"

static enum err name_take(struct rdata_parser *p)
{
	struct span word;
	struct name name;
	TRY(rdata_word(p, &word));
	if (!name_is_zone_text(word))
		return E_NAME_CHAR;
	TRY(name_parse(&name, word, p->in->origin));
	rdata_token_take(p);
	wire_write_octets(p->out, name.wire, name.len);
	return OK;
}

static enum err name_step(struct wire_reader *r)
{
	size_t len;
	enum err err = name_check(span_of(r->data + r->pos, r->len - r->pos), &len);
	if (err != OK)
		wire_fail(r, err);
	else
		r->pos += len;
	return wire_done(r);
}

enum err rdata_name_parse(struct rdata_parser *p)
{
	return name_take(p);
}

enum err rdata_name_check(struct wire_reader *r)
{
	return name_step(r);
}

bool rdata_name_print(struct rdata_printer *p)
{
	const uint8_t *name = p->r.data + p->r.pos;
	name_print(p->t, name);
	p->r.pos += name_len(name);
	return true;
}

enum err rdata_names_parse(struct rdata_parser *p)
{
	while (rdata_token_find(p) != NULL)
		TRY(name_take(p));
	return OK;
}

enum err rdata_names_check(struct wire_reader *r)
{
	while (wire_left(r) > 0)
		TRY(name_step(r));
	return wire_done(r);
}

bool rdata_names_print(struct rdata_printer *p)
{
	for (bool first = true; wire_left(&p->r) > 0; first = false) {
		if (!first)
			text_put_char(p->t, ' ');
		rdata_name_print(p);
	}
	return true;
}
