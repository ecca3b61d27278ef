/* SPDX-License-Identifier: BSD-2-Clause */
/* Hexadecimal text, one octet to two digits. */

#include "base/hex.h"

/* What a digit stands for, plus one; 0 for all other octets. */
static const uint8_t values[256] = {
	['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

int hex_digit(uint8_t c)
{
	return values[c] - 1;
}

enum err hex_parse(uint8_t *out, size_t *len, struct span text)
{
	if (text.len % 2 != 0)
		return E_HEX;
	for (size_t i = 0; i < text.len; i += 2) {
		unsigned high = values[text.data[i]], low = values[text.data[i + 1]];
		if (high == 0 || low == 0)
			return E_HEX;
		out[i / 2] = (uint8_t)((high - 1) << 4 | (low - 1));
	}
	*len = text.len / 2;
	return OK;
}

void hex_print(struct text *t, struct span octets, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	text_reserve(t, octets.len * 2);
	for (size_t i = 0; i < octets.len; i++) {
		text_put_char(t, digits[octets.data[i] >> 4]);
		text_put_char(t, digits[octets.data[i] & 15]);
	}
}
