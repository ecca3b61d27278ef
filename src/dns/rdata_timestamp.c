/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signature times (RFC 4034 section 3.2): YYYYMMDDHHmmSS in UTC or seconds since 1970, both 32
 * bits. The printed form reads the number as 1970 to 2106; which age it means is for validators.
 */

#include "dns/rdata_field.h"

enum { DAY = 86400, STAMP_LEN = 14 };

static bool is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned month_days(unsigned year, unsigned month)
{
	static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

/* Days from the first of January 1970 to that of year. */
static uint32_t year_start(unsigned year)
{
	unsigned before = year - 1;
	return 365 * (year - 1970) + (before / 4 - before / 100 + before / 400) - 477;
}

/* The decimal number of len digits at `at`; the caller has seen that they are digits. */
static unsigned part(struct span digits, size_t at, size_t len)
{
	unsigned v = 0;
	for (size_t i = at; i < at + len; i++)
		v = v * 10 + (digits.data[i] - '0');
	return v;
}

static enum err calendar_parse(uint32_t *out, struct span digits)
{
	unsigned year = part(digits, 0, 4), month = part(digits, 4, 2), day = part(digits, 6, 2);
	unsigned hour = part(digits, 8, 2), minute = part(digits, 10, 2);
	unsigned second = part(digits, 12, 2);
	if (year < 1970 || year > 2106 || month < 1 || month > 12 || day < 1 ||
	    day > month_days(year, month) || hour > 23 || minute > 59 || second > 59)
		return E_TIMESTAMP;
	uint64_t days = year_start(year) + day - 1;
	for (unsigned m = 1; m < month; m++)
		days += month_days(year, m);
	uint64_t seconds = days * DAY + hour * 3600 + minute * 60 + second;
	if (seconds > UINT32_MAX)
		return E_TIMESTAMP;
	*out = (uint32_t)seconds;
	return OK;
}

enum err rdata_timestamp_parse(struct rdata_parser *p)
{
	struct span word;
	uint64_t seconds;
	TRY(rdata_word(p, &word));
	if (word.len == STAMP_LEN) {
		uint32_t stamp;
		if (rdata_digits_parse(&seconds, word, UINT64_MAX) != OK)
			return E_TIMESTAMP;
		TRY(calendar_parse(&stamp, word));
		seconds = stamp;
	} else if (rdata_digits_parse(&seconds, word, UINT32_MAX) != OK) {
		return E_TIMESTAMP;
	}
	rdata_token_take(p);
	wire_write_u32(p->out, (uint32_t)seconds);
	return OK;
}

bool rdata_timestamp_print(struct rdata_printer *p)
{
	uint32_t seconds = wire_read_u32(&p->r);
	uint32_t days = seconds / DAY, rest = seconds % DAY;
	unsigned year = 1970 + days / 366, month = 1;
	while (year_start(year + 1) <= days)
		year++;
	days -= year_start(year);
	while (days >= month_days(year, month))
		days -= month_days(year, month++);
	rdata_padded_print(p->t, year, 4);
	rdata_padded_print(p->t, month, 2);
	rdata_padded_print(p->t, days + 1, 2);
	rdata_padded_print(p->t, rest / 3600, 2);
	rdata_padded_print(p->t, rest / 60 % 60, 2);
	rdata_padded_print(p->t, rest % 60, 2);
	return true;
}
