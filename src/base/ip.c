/* SPDX-License-Identifier: BSD-2-Clause */
/* Text of IP addresses.  Invariant: out is written only when the whole text is an address. */

#include "base/ip.h"

#include "base/hex.h"

enum err ip4_parse(uint8_t out[4], struct span text)
{
	uint8_t octets[4];
	size_t at = 0;
	for (size_t i = 0; i < 4; i++) {
		unsigned value = 0;
		size_t first = at;
		for (; at < text.len && at - first < 3; at++) {
			unsigned digit = (unsigned)text.data[at] - '0';
			if (digit > 9)
				break;
			value = value * 10 + digit;
		}
		size_t digits = at - first;
		if (digits == 0 || value > 255 || (digits > 1 && text.data[first] == '0'))
			return E_ADDR4;
		octets[i] = (uint8_t)value;
		if (i < 3 && (at >= text.len || text.data[at++] != '.'))
			return E_ADDR4;
	}
	if (at != text.len)
		return E_ADDR4;
	memcpy(out, octets, 4);
	return OK;
}

/* One to four hexadecimal digits at *at; false when there are none or more. */
static bool group_parse(uint16_t *out, struct span text, size_t *at)
{
	unsigned value = 0;
	size_t digits = 0;
	for (; *at < text.len; (*at)++, digits++) {
		int digit = hex_digit(text.data[*at]);
		if (digit < 0)
			break;
		value = value << 4 | (unsigned)digit;
	}
	*out = (uint16_t)value;
	return digits >= 1 && digits <= 4;
}

/* Spread what follows "::" to the end, with zeros between; false when there is no room for any. */
static bool gap_fill(uint8_t octets[16], size_t filled, size_t gap)
{
	if (filled == 16)
		return false;
	size_t tail = filled - gap;
	memmove(octets + 16 - tail, octets + gap, tail);
	memset(octets + gap, 0, 16 - filled);
	return true;
}

enum err ip6_parse(uint8_t out[16], struct span text)
{
	enum { NO_GAP = 17 };
	uint8_t octets[16];
	size_t at = 0, filled = 0, gap = NO_GAP;
	if (text.len >= 2 && text.data[0] == ':' && text.data[1] == ':') {
		gap = 0;
		at = 2;
	}
	while (at < text.len) {
		size_t first = at;
		uint16_t group;
		if (filled == 16 || !group_parse(&group, text, &at))
			return E_ADDR6;
		if (at < text.len && text.data[at] == '.') {
			if (filled > 12 || ip4_parse(octets + filled, span_skip(text, first)) != OK)
				return E_ADDR6;
			filled += 4;
			break;
		}
		octets[filled++] = (uint8_t)(group >> 8);
		octets[filled++] = (uint8_t)group;
		if (at == text.len)
			break;
		if (text.data[at++] != ':' || at == text.len)
			return E_ADDR6;
		if (text.data[at] == ':') {
			if (gap != NO_GAP)
				return E_ADDR6;
			gap = filled;
			at++;
		}
	}
	if (gap == NO_GAP ? filled != 16 : !gap_fill(octets, filled, gap))
		return E_ADDR6;
	memcpy(out, octets, 16);
	return OK;
}

void ip4_print(struct text *t, const uint8_t octets[4])
{
	char buf[15];
	size_t len = 0;
	for (size_t i = 0; i < 4; i++) {
		unsigned v = octets[i];
		if (i > 0)
			buf[len++] = '.';
		if (v >= 100)
			buf[len++] = (char)('0' + v / 100);
		if (v >= 10)
			buf[len++] = (char)('0' + v / 10 % 10);
		buf[len++] = (char)('0' + v % 10);
	}
	text_put_octets(t, buf, len);
}

/* The first longest run of zero groups; its length is 0 when none is longer than one group. */
static size_t longest_zeros(const uint16_t groups[8], size_t *len)
{
	size_t best = 0;
	*len = 0;
	for (size_t i = 0, run = 0; i < 8; i++) {
		run = groups[i] == 0 ? run + 1 : 0;
		if (run > *len && run > 1) {
			*len = run;
			best = i + 1 - run;
		}
	}
	return best;
}

static void group_print(struct text *t, unsigned group)
{
	bool started = false;
	for (int shift = 12; shift >= 0; shift -= 4) {
		unsigned digit = group >> shift & 15;
		if (digit != 0 || started || shift == 0) {
			text_put_char(t, "0123456789abcdef"[digit]);
			started = true;
		}
	}
}

void ip6_print(struct text *t, const uint8_t octets[16])
{
	uint16_t groups[8];
	for (size_t i = 0; i < 8; i++)
		groups[i] = (uint16_t)(octets[2 * i] << 8 | octets[2 * i + 1]);
	size_t zeros, at = longest_zeros(groups, &zeros);
	/* IPv4-compatible and IPv4-mapped addresses end in dotted form (RFC 5952 section 5). */
	bool ip4_tail = at == 0 && (zeros == 6 || (zeros == 5 && groups[5] == 0xffff));
	for (size_t i = 0; i < 8; i++) {
		if (zeros > 0 && i == at) {
			text_put(t, i + zeros == 8 ? "::" : ":");
			i += zeros - 1;
			continue;
		}
		if (i > 0)
			text_put_char(t, ':');
		if (ip4_tail && i == 6) {
			ip4_print(t, octets + 12);
			return;
		}
		group_print(t, groups[i]);
	}
}
