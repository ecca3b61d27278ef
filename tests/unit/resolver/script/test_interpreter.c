/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(expressions_are_shown_and_statements_kept, {"1 + 1", "2\n"}, {"x = 5", ""},
            {"x", "5\n"}, {"nil", "nil\n"}, {"return 7", "7"}, {"return 'a', 'b'", "a"},
            {"1, 2", "1\n"}, {"(function() end)()", ""}, {"5 -- a remark", "5\n"},
            {"return {}", ""}, {"return true", ""})

SCRIPT_TEST(
	tables_are_shown_sorted_and_once, {"{}", ""},
	{"{10, b = 2, a = {true}}", "[1] => 10\n[a] => {\n    [1] => true\n}\n[b] => 2\n"},
	{"t = {}; t.self = t", ""}, {"(tostring(t.self):gsub('0x%x+', 'P'))", "table: P\n"},
	{"{'a\\n\\200'}", "[1] => a\\10\\200\n"},
	{"{('x'):rep(90)}",
         "[1] => "
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\n"})

SCRIPT_TEST(errors_tell_where, {"x = = 1", "~command:1: unexpected symbol"},
            {"nosuch.y", "~attempt to index global 'nosuch'"}, {"error('plain', 0)", "~plain"},
            {"error({})", "~error of type table"})

SCRIPT_TEST(what_is_not_there_is_named, {"etcd", "~'etcd' is not available in this version"},
            {"http.config()", "~'http' is not available"}, {"etcd = {}", "~'etcd'"},
            {"net.tls_client()", "~'net.tls_client' is not available"},
            {"modules = { 'dnstap > iterate' }",
             "~module 'dnstap' is not available in this version"},
            {"modules = { etcd = true }", "~module 'etcd'"}, {"modules = {}", ""},
            {"modules.load('x')", "~No such file or directory"}, {"modules.list()[3]", "cache\n"},
            {"hints['a.b'] = '127.0.0.1'", "~module 'hints' is not loaded"},
            {"hints.config()", "~module 'hints' is not loaded"},
            {"net = 5", "~'net' takes a table"})

SCRIPT_TEST(units_are_numbers, {"kB", "1024\n"}, {"MB", "1048576\n"}, {"GB", "1073741824\n"},
            {"sec", "1000\n"}, {"minute", "60000\n"}, {"hour", "3600000\n"}, {"day", "86400000\n"})

static void files_run_and_tell_their_faults_by_line(void **state)
{
	char path[] = "/tmp/bowline-script-XXXXXX";
	struct script_world s;
	struct text error;
	int fd = mkstemp(path);
	static const char good[] = "a = 1\n", bad[] = "\n\nmode('x')\n";
	(void)state;
	script_world_init(&s);
	text_init(&error);
	assert_true(write(fd, good, strlen(good)) > 0);
	assert_ok(script_run_file(s.script, path, &error));
	assert_int_equal(pwrite(fd, bad, strlen(bad), 0), strlen(bad));
	assert_int_equal(script_run_file(s.script, path, &error), E_FAILED);
	assert_non_null(strstr(error.buf, ":3: unsupported mode: x"));
	text_reset(&error);
	close(fd);
	unlink(path);
	assert_int_equal(script_run_file(s.script, path, &error), E_NOFILE);
	text_deinit(&error);
	script_world_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions_are_shown_and_statements_kept),
		cmocka_unit_test(tables_are_shown_sorted_and_once),
		cmocka_unit_test(errors_tell_where),
		cmocka_unit_test(what_is_not_there_is_named),
		cmocka_unit_test(units_are_numbers),
		cmocka_unit_test(files_run_and_tell_their_faults_by_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
