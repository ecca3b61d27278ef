/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/conf/modulo.h"

static void parts_are_read(void **state)
{
	(void)state;
	struct modulo m;
	assert_ok(modulo_parse(&m, span_str("1/3"), false));
	assert_int_equal(m.remainder, 1);
	assert_int_equal(m.modulus, 3);
	assert_ok(modulo_parse(&m, span_str("255/256-2000000000"), true));
	assert_int_equal(m.shift, -2000000000);
	assert_ok(modulo_parse(&m, span_str("+5"), true));
	assert_int_equal(m.modulus, 1);
	assert_int_equal(m.shift, 5);
}

static void what_is_no_ratio_is_refused(void **state)
{
	(void)state;
	struct modulo m;
	static const char *const wrong[] = {"",     "1",    "/3", "1/",   "a/b",
	                                    "1/3x", "1/3+", "+",  "1/3+5"};
	static const char *const outside[] = {"3/3", "1/257", "0/0"};
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(modulo_parse(&m, span_str(wrong[i]), false), E_INVALID);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(modulo_parse(&m, span_str(outside[i]), true), E_RANGE);
	assert_int_equal(modulo_parse(&m, span_str("+2000000001"), true), E_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_read),
		cmocka_unit_test(what_is_no_ratio_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
