/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opaque octets in hexadecimal, and the base32hex of NSEC3.
 *
 * A field that takes the rest of the record may be cut into several tokens; each must be a whole
 * number of encoding units, so that a token lost in a file is noticed.  A field without octets
 * usually has no text: such records are printed generically.
 */

#include "dns/rdata_field.h"

#include "base/base64.h"
#include "base/hex.h"

static enum err hex_take(struct rdata_parser *p)
{
	struct span word;
	size_t len;
	TRY(rdata_word(p, &word));
	uint8_t *to = wire_reserve(p->out, word.len / 2);
	if (to == NULL)
		return p->out->err;
	TRY(hex_parse(to, &len, word));
	rdata_token_take(p);
	return OK;
}

static void hex_upper_print(struct text *t, struct span octets)
{
	hex_print(t, octets, true);
}

static void hex_lines_print(struct rdata_printer *p, struct span octets)
{
	rdata_blob_print(p, octets, RDATA_LINE_WIDTH / 2, hex_upper_print);
}

enum err rdata_hex_parse(struct rdata_parser *p)
{
	do
		TRY(hex_take(p));
	while (rdata_token_find(p) != NULL);
	return OK;
}

bool rdata_hex_print(struct rdata_printer *p)
{
	struct span octets = rdata_rest_read(p);
	hex_lines_print(p, octets);
	return octets.len > 0;
}

/* Write the length octet of what was appended behind `start`. */
static enum err count_octet(struct rdata_parser *p, size_t start)
{
	if (p->out->err != OK)
		return p->out->err;
	size_t len = p->out->pos - start - 1;
	if (len > UINT8_MAX)
		return E_STRING_LONG;
	p->out->data[start] = (uint8_t)len;
	return OK;
}

/* RFC 5155 section 3.3: hexadecimal without white space, "-" when empty. */
enum err rdata_salt_parse(struct rdata_parser *p)
{
	struct span word;
	TRY(rdata_word(p, &word));
	size_t start = p->out->pos;
	wire_write_u8(p->out, 0);
	if (rdata_is_dash(word)) {
		rdata_token_take(p);
		return OK;
	}
	TRY(hex_take(p));
	return count_octet(p, start);
}

enum err rdata_counted8_check(struct wire_reader *r)
{
	wire_read_octets(r, wire_read_u8(r));
	return wire_done(r);
}

bool rdata_salt_print(struct rdata_printer *p)
{
	struct span salt = wire_read_span(&p->r, wire_read_u8(&p->r));
	if (salt.len == 0)
		text_put_char(p->t, '-');
	hex_print(p->t, salt, true);
	return true;
}

/* Digits of base32 that stand for 0 to 4 octets beyond whole groups of five. */
static const uint8_t tail_digits[5] = {0, 2, 4, 5, 7};

/*
 * The next hashed owner name.  RFC 5155 section 3.3 has it without padding, which every hash in use
 * needs none of; others are padded to eight digits, as the reference reads them.
 */
enum err rdata_hash_parse(struct rdata_parser *p)
{
	struct span word;
	size_t len;
	TRY(rdata_word(p, &word));
	size_t digits = word.len;
	while (digits > 0 && word.data[digits - 1] == '=')
		digits--;
	if (word.len % 8 != 0 || word.len - digits > 6 || digits == 0)
		return E_BASE32;
	size_t start = p->out->pos, room = digits * 5 / 8;
	wire_write_u8(p->out, 0);
	uint8_t *to = wire_reserve(p->out, room);
	if (to == NULL)
		return p->out->err;
	TRY(base32hex_parse(to, &len, span_of(word.data, digits)));
	if (digits % 8 != tail_digits[len % 5])
		return E_BASE32;
	p->out->pos -= room - len;
	TRY(count_octet(p, start));
	rdata_token_take(p);
	return OK;
}

enum err rdata_hash_check(struct wire_reader *r)
{
	uint8_t len = wire_read_u8(r);
	if (len == 0)
		wire_fail(r, E_RDATA_LEN);
	wire_read_octets(r, len);
	return wire_done(r);
}

bool rdata_hash_print(struct rdata_printer *p)
{
	struct span hash = wire_read_span(&p->r, wire_read_u8(&p->r));
	base32hex_print(p->t, hash, false);
	for (size_t i = tail_digits[hash.len % 5]; i > 0 && i < 8; i++)
		text_put_char(p->t, '=');
	return true;
}
