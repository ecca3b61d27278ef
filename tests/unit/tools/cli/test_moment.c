/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/cli/moment.h"

enum { NOW = 1700000000 };

static void assert_moment(const char *text, uint64_t expected)
{
	uint64_t got = 0;
	assert_ok(moment_parse(&got, span_str(text), NOW));
	assert_int_equal(got, expected);
}

static void moments_are_seconds_dates_or_distances(void **state)
{
	(void)state;
	assert_moment("0", 0);
	assert_moment("1700000001", 1700000001);
	assert_moment("20180130000000", 1517270400);
	assert_moment("20000229235959", 951868799);
	assert_moment("+5", NOW + 5);
	assert_moment("-1D", NOW - 86400);
	assert_moment("+2h", NOW + 7200);
	assert_moment("+3m", NOW + 180);
	assert_moment("+1M", NOW + 30 * 86400);
	assert_moment("-1Y", NOW - 365 * 86400);
}

static void anything_else_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"",
	                                    "x",
	                                    "+",
	                                    "-",
	                                    "1h",
	                                    "+1x",
	                                    "-60Y",
	                                    "20180230000000",
	                                    "+ 1",
	                                    "+h",
	                                    "99999999999999999999",
	                                    "20180130240000"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint64_t got;
		assert_int_equal(moment_parse(&got, span_str(wrong[i]), NOW), E_TIMESTAMP);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_are_seconds_dates_or_distances),
		cmocka_unit_test(anything_else_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
