/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(options_are_switches_of_any_case, {"option('ALLOW_LOCAL', false)", "false\n"},
            {"option('allow_local')", "false\n"}, {"option('NO_MINIMIZE')", "true\n"},
            {"option('NO_MINIMIZE', false)", "false\n"}, {"option('NO_0x20', true)", "true\n"},
            {"option('TCP', true)", "true\n"}, {"option('NO_CACHE', true)", "true\n"},
            {"option('NO_IPV6', true)", "true\n"}, {"net.ipv6", "false\n"})

SCRIPT_TEST(wrong_options_are_refused, {"option('NO_SUCH')", "~invalid option name: NO_SUCH"},
            {"option('STUB', true)", "~option 'STUB' cannot be set by users"},
            {"option('TCP', 1)", "~invalid option value: 1"},
            {"option()", "~expected 'option(string name, bool value)'"})

SCRIPT_TEST(modes_are_three, {"mode()", "normal\n"}, {"mode('strict')", "true\n"},
            {"mode()", "strict\n"}, {"option('STRICT')", "true\n"},
            {"option('PERMISSIVE', true)", "true\n"}, {"mode()", "permissive\n"},
            {"option('PERMISSIVE', false)", "false\n"}, {"mode()", "normal\n"},
            {"mode('lenient')", "~unsupported mode: lenient"})

static void what_was_set_is_in_the_settings(void **state)
{
	struct script_world s;
	static const struct row rows[] = {{"option('NO_0X20', true)", "true\n"},
	                                  {"option('TCP', true)", "true\n"}};
	(void)state;
	script_world_init(&s);
	script_world_run(&s, rows, ARRAY_LEN(rows));
	assert_false(serve_settings(s.w.serve)->request.random_case);
	assert_true(serve_settings(s.w.serve)->request.tcp_only);
	script_world_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_switches_of_any_case),
		cmocka_unit_test(wrong_options_are_refused),
		cmocka_unit_test(modes_are_three),
		cmocka_unit_test(what_was_set_is_in_the_settings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
