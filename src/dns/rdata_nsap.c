/* SPDX-License-Identifier: BSD-2-Clause */
/* NSAP addresses (RFC 1706 section 5) and ATM addresses (ATM Forum AF-DANS-0152.000). */

#include "dns/rdata_field.h"

#include "base/hex.h"

/* Append hexadecimal digits in which dots stand anywhere between octets. */
static enum err dotted_hex_write(struct wire_writer *out, struct span text)
{
	size_t at = 0, octets = 0;
	while (at < text.len) {
		if (text.data[at] == '.') {
			at++;
			continue;
		}
		int high = hex_digit(text.data[at]);
		int low = at + 1 < text.len ? hex_digit(text.data[at + 1]) : -1;
		if (high < 0 || low < 0)
			return E_HEX;
		wire_write_u8(out, (uint8_t)(high << 4 | low));
		octets++;
		at += 2;
	}
	return octets > 0 ? OK : E_HEX;
}

enum err rdata_nsap_parse(struct rdata_parser *p)
{
	struct span word;
	TRY(rdata_word(p, &word));
	if (word.len < 2 || word.data[0] != '0' || (word.data[1] | 0x20) != 'x')
		return E_HEX;
	TRY(dotted_hex_write(p->out, span_skip(word, 2)));
	rdata_token_take(p);
	return OK;
}

enum err rdata_nsap_check(struct wire_reader *r)
{
	if (wire_left(r) == 0)
		wire_fail(r, E_EOF);
	wire_read_octets(r, wire_left(r));
	return wire_done(r);
}

bool rdata_nsap_print(struct rdata_printer *p)
{
	text_put(p->t, "0x");
	hex_print(p->t, wire_read_span(&p->r, wire_left(&p->r)), true);
	return true;
}

enum atma_format { ATMA_AESA = 0, ATMA_E164 = 1 };

static bool is_digits(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
	}
	return s.len > 0;
}

/* "+" and digits are an E.164 number, anything else an end system address in hexadecimal. */
enum err rdata_atma_parse(struct rdata_parser *p)
{
	struct span word;
	TRY(rdata_word(p, &word));
	if (word.len > 0 && word.data[0] == '+') {
		if (!is_digits(span_skip(word, 1)))
			return E_NUMBER;
		wire_write_u8(p->out, ATMA_E164);
		wire_write_span(p->out, span_skip(word, 1));
	} else {
		wire_write_u8(p->out, ATMA_AESA);
		TRY(dotted_hex_write(p->out, word));
	}
	rdata_token_take(p);
	return OK;
}

enum err rdata_atma_check(struct wire_reader *r)
{
	wire_read_u8(r);
	return rdata_nsap_check(r);
}

bool rdata_atma_print(struct rdata_printer *p)
{
	uint8_t format = wire_read_u8(&p->r);
	struct span address = wire_read_span(&p->r, wire_left(&p->r));
	if (format == ATMA_AESA) {
		hex_print(p->t, address, true);
		return true;
	}
	text_put_char(p->t, '+');
	text_put_octets(p->t, address.data, address.len);
	return format == ATMA_E164 && is_digits(address);
}
