/* SPDX-License-Identifier: BSD-2-Clause */
/* Three notations of a moment. */

#include "tools/keymgr/timestamp.h"

#include "tools/cli/moment.h"

#include <time.h>

enum { DIGITS_MAX = 10 };

static const struct {
	const char *word;
	int64_t seconds;
} units[] = {
	{"", 1},      {"s", 1},         {"mi", 60},         {"h", 3600},
	{"d", 86400}, {"w", 7 * 86400}, {"mo", 30 * 86400}, {"y", 365 * 86400},
};

/* text begins with its sign. */
static enum err parse_distance(int64_t *out, struct span text, int64_t now)
{
	bool back = text.data[0] == '-';
	int64_t value = 0;
	size_t digits = 0;
	text = span_skip(text, 1);
	while (digits < text.len && text.data[digits] >= '0' && text.data[digits] <= '9') {
		if (digits == DIGITS_MAX)
			return E_TIMESTAMP;
		value = value * 10 + (text.data[digits++] - '0');
	}
	if (digits == 0)
		return E_TIMESTAMP;
	const struct span unit = span_skip(text, digits);
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (!span_is_word(unit, units[i].word))
			continue;
		value *= units[i].seconds;
		if (back && value >= now)
			return E_TIMESTAMP;
		*out = back ? now - value : now + value;
		return OK;
	}
	return E_TIMESTAMP;
}

enum err timestamp_parse(int64_t *out, struct span text, int64_t now)
{
	uint64_t value;
	struct span rest = text;
	if (text.len >= 3 && span_is_word(span_of(text.data, 3), "now"))
		rest = span_skip(text, 3);
	else if (text.len >= 1 && (text.data[0] == 't' || text.data[0] == 'T'))
		rest = span_skip(text, 1);
	if (rest.len == 0 && text.len > 0) {
		*out = now;
		return OK;
	}
	if (rest.len > 0 && (rest.data[0] == '+' || rest.data[0] == '-'))
		return parse_distance(out, rest, now);
	if (rest.len != text.len || text.len == 0)
		return E_TIMESTAMP;
	TRY(moment_parse(&value, text, (uint64_t)now));
	if (value > INT64_MAX)
		return E_TIMESTAMP;
	*out = (int64_t)value;
	return OK;
}

static void print_distance(struct text *t, int64_t seconds)
{
	static const struct {
		char unit;
		int32_t length;
	} parts[] = {{'Y', 31536000}, {'M', 2592000}, {'D', 86400},
	             {'h', 3600},     {'m', 60},      {'s', 1}};
	bool any = false;
	text_put_char(t, seconds < 0 ? '-' : '+');
	seconds = seconds < 0 ? -seconds : seconds;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		int64_t n = seconds / parts[i].length;
		seconds %= parts[i].length;
		/* Something has to stand there when it is now. */
		if (n == 0 && (any || parts[i].unit != 's'))
			continue;
		text_printf(t, "%lld%c", (long long)n, parts[i].unit);
		any = true;
	}
}

void timestamp_print(struct text *t, int64_t at, enum timestamp_form form, int64_t now)
{
	struct tm tm;
	char buf[32];
	time_t seconds = (time_t)at;
	if (at == 0)
		text_put_char(t, '0');
	else if (form == TIMESTAMP_HUMAN)
		print_distance(t, at - now);
	else if (form == TIMESTAMP_ISO && gmtime_r(&seconds, &tm) != NULL &&
	         strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%SZ", &tm) > 0)
		text_put(t, buf);
	else
		text_printf(t, "%lld", (long long)at);
}
