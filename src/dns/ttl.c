/* SPDX-License-Identifier: BSD-2-Clause */
/* Periods in text. What a TTL above 2^31 means (RFC 2181 section 8) is not decided here. */

#include "dns/ttl.h"

/* Seconds of a unit; 0 for none. */
static uint32_t unit_seconds(uint8_t c)
{
	switch (c | 0x20) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	default:
		return 0;
	}
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

enum err ttl_parse(uint32_t *out, struct span text)
{
	uint64_t sum = 0;
	size_t at = 0;
	do {
		uint64_t value = 0;
		size_t first = at;
		for (; at < text.len && is_digit(text.data[at]); at++) {
			value = value * 10 + (text.data[at] - '0');
			if (value > UINT32_MAX)
				return E_NUMBER_RANGE;
		}
		if (at == first)
			return E_TTL;
		if (at < text.len) {
			uint32_t unit = unit_seconds(text.data[at++]);
			if (unit == 0)
				return E_TTL;
			value *= unit;
		} else if (first > 0) {
			return E_TTL; /* digits behind groups want a unit too */
		}
		sum += value;
		if (sum > UINT32_MAX)
			return E_NUMBER_RANGE;
	} while (at < text.len);
	*out = (uint32_t)sum;
	return OK;
}
