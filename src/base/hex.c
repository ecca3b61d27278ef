/* SPDX-License-Identifier: BSD-2-Clause */
/* Hexadecimal text, one octet to two digits. */

#include "base/hex.h"

int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err hex_parse(uint8_t *out, size_t *len, struct span text)
{
	if (text.len % 2 != 0)
		return E_HEX;
	for (size_t i = 0; i < text.len; i += 2) {
		int high = hex_digit(text.data[i]), low = hex_digit(text.data[i + 1]);
		if (high < 0 || low < 0)
			return E_HEX;
		out[i / 2] = (uint8_t)(high << 4 | low);
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
