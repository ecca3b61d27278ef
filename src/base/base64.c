/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Base64, base64url and base32hex.  One bit-stream encoder serves all three and one decoder the
 * last two; only the alphabet, the bits per digit and the padding differ.  Standard base64, of
 * which signed zones are full, is decoded four digits at a time.  Spare bits must be zero, so that
 * every octet string has exactly one text; base64_parse_lax alone overlooks them.
 */

#include "base/base64.h"

struct alphabet {
	const char *digits;
	unsigned bits;
	bool any_case;
};

static const struct alphabet standard = {
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, false};
static const struct alphabet url = {
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6, false};
static const struct alphabet hex32_lower = {"0123456789abcdefghijklmnopqrstuv", 5, true};
static const struct alphabet hex32_upper = {"0123456789ABCDEFGHIJKLMNOPQRSTUV", 5, true};

static int value64(uint8_t c, const struct alphabet *a)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == (uint8_t)a->digits[62])
		return 62;
	return c == (uint8_t)a->digits[63] ? 63 : -1;
}

/* What a digit of base32hex stands for, plus one; 0 for all other octets. */
#define BOTH(letter, value) [letter] = (value) + 1, [(letter) + 'a' - 'A'] = (value) + 1
static const uint8_t values32[256] = {
	['0'] = 1,     ['1'] = 2,     ['2'] = 3,     ['3'] = 4,     ['4'] = 5,     ['5'] = 6,
	['6'] = 7,     ['7'] = 8,     ['8'] = 9,     ['9'] = 10,    BOTH('A', 10), BOTH('B', 11),
	BOTH('C', 12), BOTH('D', 13), BOTH('E', 14), BOTH('F', 15), BOTH('G', 16), BOTH('H', 17),
	BOTH('I', 18), BOTH('J', 19), BOTH('K', 20), BOTH('L', 21), BOTH('M', 22), BOTH('N', 23),
	BOTH('O', 24), BOTH('P', 25), BOTH('Q', 26), BOTH('R', 27), BOTH('S', 28), BOTH('T', 29),
	BOTH('U', 30), BOTH('V', 31),
};
#undef BOTH

static bool decode(uint8_t *out, size_t *len, struct span text, const struct alphabet *a)
{
	uint32_t acc = 0;
	unsigned held = 0;
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++) {
		int v = a->bits == 6 ? value64(text.data[i], a) : values32[text.data[i]] - 1;
		if (v < 0)
			return false;
		acc = acc << a->bits | (uint32_t)v;
		held += a->bits;
		if (held >= 8) {
			held -= 8;
			out[n++] = (uint8_t)(acc >> held);
		}
	}
	/* A digit that completes no octet, or spare bits that are not zero, is an error. */
	if (held >= a->bits || (acc & ((1u << held) - 1)) != 0)
		return false;
	*len = n;
	return true;
}

static void encode(struct text *t, struct span octets, const struct alphabet *a)
{
	uint32_t acc = 0;
	unsigned held = 0;
	uint32_t mask = (1u << a->bits) - 1;
	text_reserve(t, octets.len * 8 / a->bits + 4);
	for (size_t i = 0; i < octets.len; i++) {
		acc = acc << 8 | octets.data[i];
		held += 8;
		while (held >= a->bits) {
			held -= a->bits;
			text_put_char(t, a->digits[acc >> held & mask]);
		}
	}
	if (held > 0)
		text_put_char(t, a->digits[acc << (a->bits - held) & mask]);
}

/* What a character of base64 stands for, plus one; 0 for all others. */
static const uint8_t standard_values[256] = {
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  63,
	0,  0,  0,  64, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 0,  0,  0,  0,  0,  0,  0,  1,
	2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
	24, 25, 26, 0,  0,  0,  0,  0,  0,  27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
	40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 0,  0,  0,  0,  0,
};

/* The 24 bits of four digits, or a value above them when one is no digit. */
static uint32_t quad_value(const uint8_t *digits)
{
	uint32_t a = standard_values[digits[0]], b = standard_values[digits[1]];
	uint32_t c = standard_values[digits[2]], d = standard_values[digits[3]];
	if (a == 0 || b == 0 || c == 0 || d == 0)
		return UINT32_MAX;
	return (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
}

/* Whole groups of four digits, until one is none; returns how many characters they were. */
static size_t quads_decode(uint8_t *out, struct span text)
{
	size_t at = 0;
	for (; text.len - at >= 4; at += 4) {
		uint32_t value = quad_value(text.data + at);
		if (value == UINT32_MAX)
			break;
		*out++ = (uint8_t)(value >> 16);
		*out++ = (uint8_t)(value >> 8);
		*out++ = (uint8_t)value;
	}
	return at;
}

/* The last four characters with one or two of padding; returns octets, 0 when malformed. */
static size_t tail_decode(uint8_t *out, const uint8_t *digits, uint32_t *spare)
{
	uint8_t filled[4] = {digits[0], digits[1], digits[2], 'A'};
	if (digits[3] != '=')
		return 0;
	size_t octets = digits[2] == '=' ? 1 : 2;
	if (octets == 1)
		filled[2] = 'A';
	uint32_t value = quad_value(filled);
	if (value == UINT32_MAX)
		return 0;
	out[0] = (uint8_t)(value >> 16);
	if (octets == 2)
		out[1] = (uint8_t)(value >> 8);
	*spare = value & (octets == 1 ? 0xffff : 0xff);
	return octets;
}

/* *spare gets the bits that no octet needed. */
static enum err standard_decode(uint8_t *out, size_t *len, struct span text, uint32_t *spare)
{
	*spare = 0;
	if (text.len % 4 != 0)
		return E_BASE64;
	size_t at = quads_decode(out, text);
	*len = at / 4 * 3;
	if (at == text.len)
		return OK;
	size_t tail = text.len - at == 4 ? tail_decode(out + *len, text.data + at, spare) : 0;
	*len += tail;
	return tail > 0 ? OK : E_BASE64;
}

enum err base64_parse(uint8_t *out, size_t *len, struct span text)
{
	uint32_t spare;
	TRY(standard_decode(out, len, text, &spare));
	return spare == 0 ? OK : E_BASE64;
}

enum err base64_parse_lax(uint8_t *out, size_t *len, struct span text)
{
	uint32_t spare;
	return standard_decode(out, len, text, &spare);
}

void base64_print(struct text *t, struct span octets)
{
	encode(t, octets, &standard);
	for (size_t rest = octets.len % 3; rest > 0 && rest < 3; rest++)
		text_put_char(t, '=');
}

enum err base64url_parse(uint8_t *out, size_t *len, struct span text)
{
	return decode(out, len, text, &url) ? OK : E_BASE64;
}

void base64url_print(struct text *t, struct span octets)
{
	encode(t, octets, &url);
}

enum err base32hex_parse(uint8_t *out, size_t *len, struct span text)
{
	return decode(out, len, text, &hex32_lower) ? OK : E_BASE32;
}

void base32hex_print(struct text *t, struct span octets, bool upper)
{
	encode(t, octets, upper ? &hex32_upper : &hex32_lower);
}
