/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(a_follower_maps_over_itself_alone, {"map('worker.id')", "[1] => 3\n"},
            {"map('nosuch.thing')", "[1] => false\n"}, {"map 'nil'", ""},
            {"map([['a\"b' .. '\\n']])[1]", "a\"b\n\n"},
            {"map('{ 1, { a = true } }')[1][2].a", "true\n"},
            {"map(5)", "~map('string with a lua expression')"})

SCRIPT_TEST(the_worker_knows_itself, {"worker.id", "3\n"}, {"worker.count", "4\n"},
            {"worker.pid > 1", "true\n"}, {"worker.stats().queries", "0\n"},
            {"worker.stats().err_udp + worker.stats().err_tcp + worker.stats().tls", "0\n"},
            {"worker.info().pid == worker.pid", "true\n"},
            {"worker.nothing", "~'worker.nothing' is not available"})

SCRIPT_TEST(the_name_can_be_set, {"hostname() ~= ''", "true\n"},
            {"hostname('a.example')", "a.example\n"}, {"hostname()", "a.example\n"},
            {"hostname('a', 'b')", "~hostname takes at most one parameter"},
            {"hostname(5)", "~hostname takes at most one parameter"})

SCRIPT_TEST(users_must_exist, {"user('no-such-user-here')", "~invalid user name"},
            {"user('root', 'no-such-group-here')", "~invalid group name"})

SCRIPT_TEST(environment_is_read_only, {"env.NO_SUCH_VARIABLE", "nil\n"},
            {"env.PATH ~= nil", "true\n"}, {"env.PATH = 'x'", "~the environment cannot be set"})

SCRIPT_TEST(levels_have_words, {"log_level()", "notice\n"}, {"log_level('err')", "err\n"},
            {"log_level('x')", "~unsupported log level"}, {"verbose(false)", "false\n"},
            {"log_target('x')", "~unsupported log target: x"}, {"panic('a %d', 1)", "~error: a 1"})

static void verbosity_and_end_reach_the_process(void **state)
{
	struct script_world s;
	static const struct row on[] = {{"verbose(true)", "true\n"}, {"quit()", ""}};
	static const struct row off[] = {{"verbose(false)", "false\n"}};
	(void)state;
	script_world_init(&s);
	script_world_run(&s, on, ARRAY_LEN(on));
	assert_true(s.verbose);
	assert_true(s.quit);
	assert_int_equal(group_log_level(), SEV_DEBUG);
	script_world_run(&s, off, ARRAY_LEN(off));
	assert_false(s.verbose);
	assert_int_equal(group_log_level(), SEV_NOTICE);
	script_world_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_follower_maps_over_itself_alone),
		cmocka_unit_test(the_worker_knows_itself),
		cmocka_unit_test(the_name_can_be_set),
		cmocka_unit_test(users_must_exist),
		cmocka_unit_test(environment_is_read_only),
		cmocka_unit_test(levels_have_words),
		cmocka_unit_test(verbosity_and_end_reach_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
