/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/keymgr/timestamp.h"

enum { NOW = 1795837457 };

static void all_notations_are_read(void **state)
{
	(void)state;
	const struct {
		const char *text;
		int64_t at;
	} good[] = {
		{"0", 0},
		{"1795837457", NOW},
		{"20261128034417", NOW},
		{"+10", NOW + 10},
		{"-10", NOW - 10},
		{"now", NOW},
		{"t", NOW},
		{"now+2mi", NOW + 120},
		{"t-3h", NOW - 10800},
		{"+1d", NOW + 86400},
		{"+1mo", NOW + 30 * 86400},
		{"+10y", NOW + INT64_C(10) * 365 * 86400},
		{"+5S", NOW + 5},
	};
	static const char *const bad[] = {
		"",   "zz",  "+",    "now1",           "+1x",          "2y",
		"t+", "+-1", "nowt", "20261328034417", "+99999999999", "-9999999999"};
	int64_t at;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_ok(timestamp_parse(&at, span_str(good[i].text), NOW));
		assert_int_equal(at, good[i].at);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(timestamp_parse(&at, span_str(bad[i]), NOW), E_TIMESTAMP);
}

static void moments_are_printed_in_three_forms(void **state)
{
	(void)state;
	const struct {
		int64_t at;
		enum timestamp_form form;
		const char *text;
	} rows[] = {
		{0, TIMESTAMP_HUMAN, "0"},
		{0, TIMESTAMP_ISO, "0"},
		{NOW, TIMESTAMP_UNIX, "1795837457"},
		{NOW, TIMESTAMP_ISO, "2026-11-28T03:44:17Z"},
		{NOW, TIMESTAMP_HUMAN, "+0s"},
		{NOW + 86399, TIMESTAMP_HUMAN, "+23h59m59s"},
		{NOW - 10, TIMESTAMP_HUMAN, "-10s"},
		{NOW - 2 * 31536000 - 5 * 2592000, TIMESTAMP_HUMAN, "-2Y5M"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct text t;
		text_init(&t);
		timestamp_print(&t, rows[i].at, rows[i].form, NOW);
		assert_string_equal(t.buf, rows[i].text);
		text_deinit(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_notations_are_read),
		cmocka_unit_test(moments_are_printed_in_three_forms),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
