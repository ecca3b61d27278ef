/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

/* An RRSIG whose expiration is this text has these four octets for it. */
static void assert_time(const char *text, const char *octets)
{
	char line[64], hex[64];
	snprintf(line, sizeof(line), "A 8 0 0 %s 0 0 . AAAA", text);
	snprintf(hex, sizeof(hex), "0001080000000000%s00000000000000000000", octets);
	assert_octets(RR_RRSIG, line, hex);
}

static void assert_no_time(const char *text)
{
	char line[64];
	snprintf(line, sizeof(line), "A 8 0 0 %s 0 0 . AAAA", text);
	assert_refused(RR_RRSIG, line, E_TIMESTAMP, "expiration");
}

/* RFC 4034 section 3.2 */
static void times_are_dates_or_seconds(void **state)
{
	(void)state;
	assert_time("20030322173103", "3E7C9DD7");
	assert_time("1048354263", "3E7C9DD7");
	assert_time("19700101000000", "00000000");
	assert_time("0", "00000000");
	assert_time("20000229235959", "38BC5D7F");
	assert_time("20380119031408", "80000000");
}

static void times_end_with_32_bits(void **state)
{
	(void)state;
	assert_time("21060207062815", "FFFFFFFF");
	assert_time("4294967295", "FFFFFFFF");
	assert_no_time("21060207062816");
	assert_no_time("4294967296");
	assert_no_time("19691231235959");
	assert_no_time("99999999999999");
}

static void days_that_are_not_are_refused(void **state)
{
	(void)state;
	assert_no_time("20030229000000");
	assert_no_time("21000229000000");
	assert_no_time("20030431000000");
	assert_no_time("20031301000000");
	assert_no_time("20030001000000");
	assert_no_time("20030100000000");
	assert_no_time("20030101240000");
	assert_no_time("20030101006000");
	assert_no_time("20030101000060");
}

static void other_text_is_refused(void **state)
{
	(void)state;
	assert_no_time("2003032217310x");
	assert_no_time("2003-03-22");
	assert_no_time("1d");
	assert_no_time("-1");
}

static void dates_are_printed(void **state)
{
	(void)state;
	assert_line(RR_RRSIG, "00010800000000003E7C9DD7FFFFFFFF000000000000",
	            "A 8 0 0 20030322173103 21060207062815 0 . AAAA");
	assert_line(RR_RRSIG, "00010800000000000000000038BC5D7F000000000000",
	            "A 8 0 0 19700101000000 20000229235959 0 . AAAA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_dates_or_seconds),
		cmocka_unit_test(times_end_with_32_bits),
		cmocka_unit_test(days_that_are_not_are_refused),
		cmocka_unit_test(other_text_is_refused),
		cmocka_unit_test(dates_are_printed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
