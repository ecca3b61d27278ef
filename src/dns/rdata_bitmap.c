/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of types: windows of NSEC, NSEC3 and CSYNC (RFC 4034 section 4.1.2), and the single block of
 * the older NXT (RFC 2535 section 5.2).
 *
 *   window number, octets that follow (1-32), bits: type 0 of the window first
 */

#include "dns/rdata_field.h"

enum { WINDOWS = 256, WINDOW_LEN = 32, NXT_TYPES = 128 };

static void bit_set(uint8_t *bits, unsigned n)
{
	bits[n / 8] |= (uint8_t)(0x80 >> n % 8);
}

static bool bit_has(const uint8_t *bits, unsigned n)
{
	return bits[n / 8] & (0x80 >> n % 8);
}

/* Octets up to the last that is not zero. */
static size_t used_len(const uint8_t *bits, size_t len)
{
	while (len > 0 && bits[len - 1] == 0)
		len--;
	return len;
}

enum err rdata_bitmap_parse(struct rdata_parser *p)
{
	uint8_t bits[WINDOWS][WINDOW_LEN]; /* a window is cleared at its first type */
	uint8_t seen[WINDOWS / 8] = {0};
	unsigned last = 0;
	while (rdata_token_find(p) != NULL) {
		struct span word;
		uint16_t type;
		TRY(rdata_word(p, &word));
		if (rrtype_parse(&type, word) != OK)
			return E_BITMAP;
		rdata_token_take(p);
		unsigned window = type / WINDOWS;
		if (!bit_has(seen, window))
			memset(bits[window], 0, WINDOW_LEN);
		bit_set(seen, window);
		bit_set(bits[window], type % WINDOWS);
		last = MAX_OF(last, window);
	}
	for (unsigned window = 0; window <= last; window++) {
		if (!bit_has(seen, window))
			continue;
		size_t len = used_len(bits[window], WINDOW_LEN);
		wire_write_u8(p->out, (uint8_t)window);
		wire_write_u8(p->out, (uint8_t)len);
		wire_write_octets(p->out, bits[window], len);
	}
	return OK;
}

enum err rdata_bitmap_check(struct wire_reader *r)
{
	for (int previous = -1; wire_left(r) > 0;) {
		int window = wire_read_u8(r);
		struct span bits = wire_read_span(r, wire_read_u8(r));
		TRY(wire_done(r));
		/* Blocks in order, none empty, no trailing zero octets. */
		if (window <= previous || bits.len < 1 || bits.len > WINDOW_LEN ||
		    bits.data[bits.len - 1] == 0)
			wire_fail(r, E_BITMAP);
		previous = window;
	}
	return wire_done(r);
}

static void types_print(struct text *t, struct span bits, unsigned base, bool *first)
{
	for (unsigned i = 0; i < bits.len * 8; i++) {
		if (!bit_has(bits.data, i))
			continue;
		if (!*first)
			text_put_char(t, ' ');
		rrtype_print(t, (uint16_t)(base + i));
		*first = false;
	}
}

bool rdata_bitmap_print(struct rdata_printer *p)
{
	bool first = true;
	while (wire_left(&p->r) > 0) {
		unsigned window = wire_read_u8(&p->r);
		struct span bits = wire_read_span(&p->r, wire_read_u8(&p->r));
		types_print(p->t, bits, window * WINDOWS, &first);
	}
	return true;
}

enum err rdata_nxt_bitmap_parse(struct rdata_parser *p)
{
	uint8_t bits[NXT_TYPES / 8] = {0};
	while (rdata_token_find(p) != NULL) {
		struct span word;
		uint16_t type;
		TRY(rdata_word(p, &word));
		/* Bit 0 would announce another format, which was never defined. */
		if (rrtype_parse(&type, word) != OK || type == 0 || type >= NXT_TYPES)
			return E_BITMAP;
		rdata_token_take(p);
		bit_set(bits, type);
	}
	wire_write_octets(p->out, bits, used_len(bits, sizeof(bits)));
	return OK;
}

enum err rdata_nxt_bitmap_check(struct wire_reader *r)
{
	struct span bits = wire_read_span(r, wire_left(r));
	if (bits.len > NXT_TYPES / 8 || used_len(bits.data, bits.len) != bits.len ||
	    (bits.len > 0 && bit_has(bits.data, 0)))
		wire_fail(r, E_BITMAP);
	return wire_done(r);
}

bool rdata_nxt_bitmap_print(struct rdata_printer *p)
{
	bool first = true;
	types_print(p->t, wire_read_span(&p->r, wire_left(&p->r)), 0, &first);
	return true;
}
