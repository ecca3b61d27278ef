/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of address prefixes (RFC 3123), any number of:
 *
 *   address family (2), prefix length (1), negation bit and length (1), address without trailing
 *   zero octets
 */

#include "dns/rdata_field.h"

#include "base/ip.h"

enum { FAMILY_IPV4 = 1, FAMILY_IPV6 = 2, NEGATION = 0x80 };

/* Octets of a family's addresses; 0 for a family without text. */
static size_t family_len(unsigned family)
{
	return family == FAMILY_IPV4 ? 4 : family == FAMILY_IPV6 ? 16 : 0;
}

/* The span up to the first `end`; *text moves behind it.  An empty result when there is none. */
static struct span cut(struct span *text, char end)
{
	const uint8_t *at = text->len > 0 ? memchr(text->data, end, text->len) : NULL;
	if (at == NULL)
		return span_of(text->data, 0);
	struct span head = span_of(text->data, (size_t)(at - text->data));
	*text = span_skip(*text, head.len + 1);
	return head;
}

/* "[!]family:address/prefix" */
static enum err item_parse(struct wire_writer *out, struct span text)
{
	bool negation = text.len > 0 && text.data[0] == '!';
	if (negation)
		text = span_skip(text, 1);
	struct span family_text = cut(&text, ':'), address_text = cut(&text, '/');
	uint64_t family, prefix;
	uint8_t address[16] = {0};
	if (rdata_digits_parse(&family, family_text, UINT16_MAX) != OK ||
	    family_len((unsigned)family) == 0)
		return E_APL;
	size_t len = family_len((unsigned)family);
	if (rdata_digits_parse(&prefix, text, len * 8) != OK)
		return E_APL;
	TRY(family == FAMILY_IPV4 ? ip4_parse(address, address_text)
	                          : ip6_parse(address, address_text));
	while (len > 0 && address[len - 1] == 0)
		len--;
	wire_write_u16(out, (uint16_t)family);
	wire_write_u8(out, (uint8_t)prefix);
	wire_write_u8(out, (uint8_t)(len | (negation ? NEGATION : 0)));
	wire_write_octets(out, address, len);
	return OK;
}

enum err rdata_apl_parse(struct rdata_parser *p)
{
	while (rdata_token_find(p) != NULL) {
		struct span word;
		TRY(rdata_word(p, &word));
		TRY(item_parse(p->out, word));
		rdata_token_take(p);
	}
	return OK;
}

enum err rdata_apl_check(struct wire_reader *r)
{
	while (wire_left(r) > 0) {
		size_t max = family_len(wire_read_u16(r));
		unsigned prefix = wire_read_u8(r);
		struct span address = wire_read_span(r, wire_read_u8(r) & (NEGATION - 1));
		TRY(wire_done(r));
		if (max > 0 && (prefix > max * 8 || address.len > max))
			wire_fail(r, E_APL);
		/* RFC 3123 section 4: no trailing zero octets. */
		if (address.len > 0 && address.data[address.len - 1] == 0)
			wire_fail(r, E_APL);
	}
	return wire_done(r);
}

bool rdata_apl_print(struct rdata_printer *p)
{
	for (bool first = true; wire_left(&p->r) > 0; first = false) {
		unsigned family = wire_read_u16(&p->r);
		unsigned prefix = wire_read_u8(&p->r);
		uint8_t flags = wire_read_u8(&p->r);
		struct span octets = wire_read_span(&p->r, flags & (NEGATION - 1));
		uint8_t address[16] = {0};
		if (family_len(family) == 0 || octets.len > sizeof(address))
			return false;
		if (octets.len > 0)
			memcpy(address, octets.data, octets.len);
		if (!first)
			text_put_char(p->t, ' ');
		if (flags & NEGATION)
			text_put_char(p->t, '!');
		text_put_u32(p->t, family);
		text_put_char(p->t, ':');
		if (family == FAMILY_IPV4)
			ip4_print(p->t, address);
		else
			ip6_print(p->t, address);
		text_put_char(p->t, '/');
		text_put_u32(p->t, prefix);
	}
	return true;
}
