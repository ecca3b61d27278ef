/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Short ways for record data.  They accept a part of what rdata_parse accepts, with the same
 * result, and leave every doubt to it: nothing is ever refused here.
 */
#include "zonefile/fast.h"

#include "base/hex.h"
#include "zonefile/name_text.h"

static size_t put_ipv4(uint8_t *out, const uint8_t *p, size_t len)
{
	const uint8_t *end = p + len;
	for (int i = 0; i < 4; i++) {
		unsigned value = 0, digits = 0;
		for (; p < end && (unsigned)(*p - '0') < 10 && digits < 4; p++, digits++)
			value = value * 10 + (*p - '0');
		if (digits == 0 || value > 255 || (digits > 1 && p[-(int)digits] == '0'))
			return 0;
		out[i] = (uint8_t)value;
		if (i < 3 && (p == end || *p++ != '.'))
			return 0;
	}
	return p == end ? 4 : 0;
}

/* Groups of hexadecimal digits with at most one "::"; no embedded IPv4 address. */
static size_t put_ipv6(uint8_t *out, const uint8_t *p, size_t len)
{
	const uint8_t *end = p + len;
	uint16_t group[8];
	int count = 0, gap = -1;
	if (len >= 2 && p[0] == ':' && p[1] == ':') {
		gap = 0;
		p += 2;
	}
	while (p < end) {
		unsigned value = 0, digits = 0;
		for (int d; p < end && digits < 5 && (d = hex_digit(*p)) >= 0; p++, digits++)
			value = value << 4 | (unsigned)d;
		if (digits == 0 || digits > 4 || count == 8)
			return 0;
		group[count++] = (uint16_t)value;
		if (p == end)
			break;
		if (*p++ != ':' || p == end)
			return 0;
		if (*p == ':') {
			if (gap >= 0)
				return 0;
			gap = count;
			p++;
		}
	}
	if (gap < 0 ? count != 8 : count > 7)
		return 0;
	int zeros = 8 - count;
	for (int i = 0, g = 0; i < 8; i++) {
		bool hole = gap >= 0 && i >= gap && i < gap + zeros;
		wire_set_u16(out + (size_t)i * 2, hole ? 0 : group[g++]);
	}
	return 16;
}

static bool get_number(uint32_t *out, const struct rdata_token *word, uint32_t max)
{
	uint32_t value = 0;
	if (word->len == 0 || word->len > 5 || word->quoted)
		return false;
	for (uint32_t i = 0; i < word->len; i++) {
		if ((unsigned)(word->text[i] - '0') > 9)
			return false;
		value = value * 10 + (word->text[i] - '0');
	}
	*out = value;
	return value <= max;
}

/* Key tag, algorithm, digest type and digest as one word, in numbers. */
static size_t put_ds(uint8_t *out, const struct rdata_token *words)
{
	uint32_t tag, algorithm, digest;
	size_t len;
	if (!get_number(&tag, &words[0], 65535) || !get_number(&algorithm, &words[1], 255) ||
	    !get_number(&digest, &words[2], 255))
		return 0;
	/* SHA-1, SHA-256, SHA-384 with their own lengths; any other is for rdata_parse. */
	static const uint8_t digits[] = {0, 40, 64, 0, 96};
	if (digest >= sizeof(digits) || words[3].quoted || words[3].len != digits[digest] ||
	    words[3].len == 0)
		return 0;
	wire_set_u16(out, (uint16_t)tag);
	out[2] = (uint8_t)algorithm;
	out[3] = (uint8_t)digest;
	if (hex_parse(out + 4, &len, span_of(words[3].text, words[3].len)) != OK)
		return 0;
	return len + 4;
}

size_t zf_fast_rdata(uint8_t *out, uint16_t type, const struct rdata_token *words, size_t count,
                     const struct zf_fast *how)
{
	if (type == RR_DS && count == 4)
		return put_ds(out, words);
	if (count != 1 || words->quoted)
		return 0;
	switch (type) {
	case RR_NS:
	case RR_CNAME:
	case RR_PTR:
	case RR_DNAME:
		return zf_name_quick(out, words->text, words->len, how->map, how->origin);
	case RR_A:
		return put_ipv4(out, words->text, words->len);
	case RR_AAAA:
		return put_ipv6(out, words->text, words->len);
	default:
		return 0;
	}
}
