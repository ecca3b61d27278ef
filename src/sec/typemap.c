/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Window blocks: number, octets that follow (1-32), bits from the highest.  Reading believes no
 * length; writing leaves out empty windows and trailing zero octets.
 */
#include "sec/typemap.h"

enum { WINDOW_TYPES = 256, WINDOW_LEN = 32 };

bool typemap_has(struct span bitmap, uint16_t type)
{
	const uint8_t *at = bitmap.data, *end = at + bitmap.len;
	unsigned wanted = type / WINDOW_TYPES, octet = type % WINDOW_TYPES / 8;
	while (end - at >= 2 && end - at >= 2 + at[1]) {
		if (at[0] == wanted)
			return octet < at[1] && (at[2 + octet] & (0x80 >> type % 8)) != 0;
		at += 2 + at[1];
	}
	return false;
}

void typemap_write(struct wire_writer *w, const uint16_t *types, size_t count)
{
	for (size_t i = 0; i < count;) {
		uint8_t bits[WINDOW_LEN] = {0};
		unsigned window = types[i] / WINDOW_TYPES, len = 0;
		for (; i < count && types[i] / WINDOW_TYPES == window; i++) {
			unsigned octet = types[i] % WINDOW_TYPES / 8;
			bits[octet] |= (uint8_t)(0x80 >> types[i] % 8);
			len = MAX_OF(len, octet + 1);
		}
		wire_write_u8(w, (uint8_t)window);
		wire_write_u8(w, (uint8_t)len);
		wire_write_octets(w, bits, len);
	}
}
