/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opaque octets in base64.
 *
 * A field that takes the rest of the record may be cut into several tokens; each must be a whole
 * number of encoding units, so that a token lost in a file is noticed.  A field without octets
 * usually has no text: such records are printed generically.
 */

#include "dns/rdata_field.h"

#include "base/base64.h"

static enum err base64_take(struct rdata_parser *p)
{
	struct span word;
	size_t len;
	TRY(rdata_word(p, &word));
	size_t room = word.len / 4 * 3;
	uint8_t *to = wire_reserve(p->out, room);
	if (to == NULL)
		return p->out->err;
	TRY(base64_parse_lax(to, &len, word));
	p->out->pos -= room - len;
	rdata_token_take(p);
	return OK;
}

static void base64_lines_print(struct rdata_printer *p, struct span octets)
{
	rdata_blob_print(p, octets, RDATA_LINE_WIDTH / 4 * 3, base64_print);
}

enum err rdata_base64_parse(struct rdata_parser *p)
{
	do
		TRY(base64_take(p));
	while (rdata_token_find(p) != NULL);
	return OK;
}

bool rdata_base64_print(struct rdata_printer *p)
{
	struct span octets = rdata_rest_read(p);
	base64_lines_print(p, octets);
	return octets.len > 0;
}

enum err rdata_base64_optional_parse(struct rdata_parser *p)
{
	return rdata_token_find(p) != NULL ? rdata_base64_parse(p) : OK;
}

bool rdata_base64_optional_print(struct rdata_printer *p)
{
	base64_lines_print(p, rdata_rest_read(p));
	return true;
}

enum err rdata_base64_dash_parse(struct rdata_parser *p)
{
	struct span word;
	TRY(rdata_word(p, &word));
	if (!rdata_is_dash(word))
		return rdata_base64_parse(p);
	rdata_token_take(p);
	return OK;
}

bool rdata_base64_dash_print(struct rdata_printer *p)
{
	struct span octets = rdata_rest_read(p);
	if (octets.len == 0)
		text_put_char(p->t, '-');
	base64_lines_print(p, octets);
	return true;
}

bool rdata_base64_crypto_print(struct rdata_printer *p)
{
	if (!p->style->omit_crypto)
		return rdata_base64_print(p);
	text_put(p->t, "[omitted]");
	return rdata_rest_read(p).len > 0;
}

/* A key that is left out in one line is still told from others, by its id. */
bool rdata_base64_key_print(struct rdata_printer *p)
{
	if (!p->style->omit_crypto || p->style->multiline)
		return rdata_base64_crypto_print(p);
	text_put(p->t, "[id = ");
	text_put_u32(p->t, rdata_key_id(span_of(p->r.data, p->r.len)));
	text_put_char(p->t, ']');
	return rdata_rest_read(p).len > 0;
}

bool rdata_base64_key_optional_print(struct rdata_printer *p)
{
	return wire_left(&p->r) == 0 || rdata_base64_key_print(p);
}

/* A two-octet count and as many octets; in text the count too (RFC 8945 section 4.2). */
enum err rdata_base64_counted_parse(struct rdata_parser *p)
{
	uint64_t count;
	TRY(rdata_number_take(p, &count, UINT16_MAX));
	wire_write_u16(p->out, (uint16_t)count);
	size_t start = p->out->pos;
	if (count > 0)
		TRY(base64_take(p));
	return p->out->pos - start == count ? OK : E_RDATA_LEN;
}

enum err rdata_counted16_check(struct wire_reader *r)
{
	wire_read_octets(r, wire_read_u16(r));
	return wire_done(r);
}

bool rdata_base64_counted_print(struct rdata_printer *p)
{
	uint16_t count = wire_read_u16(&p->r);
	text_put_u32(p->t, count);
	if (count > 0)
		text_put_char(p->t, ' ');
	base64_print(p->t, wire_read_span(&p->r, count));
	return true;
}
