/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/ttl.h"

static void seconds_and_groups_are_parsed(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t seconds;
	} good[] = {
		{"0", 0},        {"4294967295", UINT32_MAX},
		{"1s", 1},       {"1M", 60},
		{"1h", 3600},    {"1D", 86400},
		{"1w", 604800},  {"1w2d3h4m5s", 788645},
		{"1s1m1m", 121}, {"0w", 0},
		{"007", 7},
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		uint32_t seconds;
		assert_ok(ttl_parse(&seconds, span_str(good[i].text)));
		assert_int_equal(seconds, good[i].seconds);
	}
}

static void the_rest_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err err;
	} bad[] = {
		{"", E_TTL},
		{"-1", E_TTL},
		{"1x", E_TTL},
		{"h", E_TTL},
		{"1h30", E_TTL},
		{"1hh", E_TTL},
		{"1.5h", E_TTL},
		{"4294967296", E_NUMBER_RANGE},
		{"7102w", E_NUMBER_RANGE},
		{"7101w1w", E_NUMBER_RANGE},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint32_t seconds;
		assert_int_equal(ttl_parse(&seconds, span_str(bad[i].text)), bad[i].err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seconds_and_groups_are_parsed),
		cmocka_unit_test(the_rest_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
