/* SPDX-License-Identifier: BSD-2-Clause */
/* Moments in text. No clock is read: now is an argument. */
#include "tools/cli/moment.h"

#include "base/attr.h"

#include <time.h>

enum { DATE_DIGITS = 14, DIGITS_MAX = 18 };

static bool digits_value(uint64_t *out, struct span text)
{
	uint64_t value = 0;
	if (text.len == 0 || text.len > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned)(text.data[i] - '0') > 9)
			return false;
		value = value * 10 + (text.data[i] - '0');
	}
	*out = value;
	return true;
}

static bool unit_seconds(uint64_t *out, uint8_t unit)
{
	switch (unit) {
	case 'Y':
		*out = 365 * 86400;
		return true;
	case 'M':
		*out = 30 * 86400;
		return true;
	case 'D':
		*out = 86400;
		return true;
	case 'h':
		*out = 3600;
		return true;
	case 'm':
		*out = 60;
		return true;
	case 's':
		*out = 1;
		return true;
	default:
		return false;
	}
}

static enum err parse_distance(uint64_t *out, struct span text, uint64_t now)
{
	bool back = text.data[0] == '-';
	uint64_t value, unit = 1;
	text = span_skip(text, 1);
	if (text.len > 0 && unit_seconds(&unit, text.data[text.len - 1]))
		text.len--;
	if (!digits_value(&value, text) || value > UINT32_MAX)
		return E_TIMESTAMP;
	value *= unit;
	if (back && value > now)
		return E_TIMESTAMP;
	*out = back ? now - value : now + value;
	return OK;
}

static enum err parse_date(uint64_t *out, uint64_t digits)
{
	uint64_t day = digits / 1000000, second = digits % 1000000;
	struct tm tm = {
		.tm_year = (int)(day / 10000) - 1900,
		.tm_mon = (int)(day / 100 % 100) - 1,
		.tm_mday = (int)(day % 100),
		.tm_hour = (int)(second / 10000),
		.tm_min = (int)(second / 100 % 100),
		.tm_sec = (int)(second % 100),
	};
	const struct tm given = tm;
	time_t t = timegm(&tm);
	/* timegm carries overflows into the next field: what it changed was no date. */
	if (t < 0 || tm.tm_mon != given.tm_mon || tm.tm_mday != given.tm_mday ||
	    tm.tm_hour != given.tm_hour || tm.tm_min != given.tm_min || tm.tm_sec != given.tm_sec)
		return E_TIMESTAMP;
	*out = (uint64_t)t;
	return OK;
}

enum err moment_parse(uint64_t *out, struct span text, uint64_t now)
{
	uint64_t value;
	if (text.len > 1 && (text.data[0] == '+' || text.data[0] == '-'))
		return parse_distance(out, text, now);
	if (!digits_value(&value, text))
		return E_TIMESTAMP;
	if (text.len == DATE_DIGITS)
		return parse_date(out, value);
	*out = value;
	return OK;
}
