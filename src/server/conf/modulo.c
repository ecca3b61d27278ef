/* SPDX-License-Identifier: BSD-2-Clause */
/* Parsing of R/M+A. */

#include "server/conf/modulo.h"

#include "base/attr.h"

enum { MODULUS_MAX = 256 };
#define SHIFT_MAX INT64_C(2000000000)

/* Digits at *at, at most `most`; moves on. */
static enum err read_digits(struct span text, size_t *at, int64_t most, int64_t *out)
{
	size_t start = *at;
	int64_t v = 0;
	for (; *at < text.len && text.data[*at] >= '0' && text.data[*at] <= '9'; (*at)++) {
		v = v * 10 + (text.data[*at] - '0');
		if (v > most)
			return E_RANGE;
	}
	*out = v;
	return *at > start ? OK : E_INVALID;
}

enum err modulo_parse(struct modulo *out, struct span text, bool with_shift)
{
	size_t at = 0;
	int64_t remainder = 0, modulus = 1, shift = 0;
	bool has_ratio = text.len > 0 && text.data[0] != '+' && text.data[0] != '-';
	if (text.len == 0)
		return E_INVALID;
	if (has_ratio) {
		TRY(read_digits(text, &at, MODULUS_MAX, &remainder));
		if (at == text.len || text.data[at++] != '/')
			return E_INVALID;
		TRY(read_digits(text, &at, MODULUS_MAX, &modulus));
		if (remainder >= modulus)
			return E_RANGE;
	}
	if (at < text.len) {
		bool minus = text.data[at] == '-';
		if (!with_shift || (!minus && text.data[at] != '+'))
			return E_INVALID;
		at++;
		TRY(read_digits(text, &at, SHIFT_MAX, &shift));
		if (minus)
			shift = -shift;
	}
	if (at != text.len)
		return E_INVALID;
	*out = (struct modulo){(uint16_t)remainder, (uint16_t)modulus, (int32_t)shift};
	return OK;
}
