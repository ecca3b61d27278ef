/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(hints_are_replaced_as_a_whole,
            {"hints.root({ ['b.root.'] = '192.0.2.1', ['a.root'] = { '192.0.2.2@54', '2001:db8::1' "
             "} })",
             "[a.root.] => {\n    [1] => 192.0.2.2@54\n    [2] => 2001:db8::1\n}\n"
             "[b.root.] => {\n    [1] => 192.0.2.1\n}\n"},
            {"hints.root()", "[a.root.] => {\n    [1] => 192.0.2.2@54\n    [2] => 2001:db8::1\n}\n"
                             "[b.root.] => {\n    [1] => 192.0.2.1\n}\n"})

SCRIPT_TEST(wrong_hints_change_nothing,
            {"hints.root({ ['c.root.'] = '192.0.2.7' })['c.root.'][1]", "192.0.2.7\n"},
            {"hints.root({ ['a.root.'] = 'x' })", "~root hint 'a.root.' 'x': invalid address"},
            {"hints.root({ ['a..root.'] = '192.0.2.1' })", "~empty label"},
            {"hints.root({})", "~root hints without any address"},
            {"hints.root(5)", "~expected 'hints.root("},
            {"hints.root_file('/nonexistent')", "~root hints '/nonexistent': file not exists"},
            {"hints.root_file(5)", "~expected 'hints.root_file("},
            {"hints.root()['c.root.'][1]", "192.0.2.7\n"},
            {"hints.root_file()", "true\n"}, /* those that are built in */
            {"hints.root()['c.root.'] == nil and #hints.root()['c.root-servers.net.']", "2\n"})

static void hints_come_from_a_file(void **state)
{
	static const char good[] = ". NS a.root.\na.root. A 192.0.2.1\na.root. AAAA 2001:db8::1\n";
	static const char bad[] = "a.root. A 192.0.2.1\na.root. A 300.0.2.1\n";
	char path[] = "/tmp/bowline-hints-XXXXXX", command[80], error[80];
	struct script_world s;
	int fd = mkstemp(path);
	(void)state;
	script_world_init(&s);
	snprintf(command, sizeof(command), "hints.root_file('%s')", path);
	snprintf(error, sizeof(error), "~%s:2: ", path);
	assert_true(write(fd, good, strlen(good)) > 0);
	const struct row rows[] = {
		{command, "true\n"},
		{"hints.root()['a.root.']", "[1] => 192.0.2.1\n[2] => 2001:db8::1\n"}};
	script_world_run(&s, rows, ARRAY_LEN(rows));
	assert_int_equal(s.w.hints.addr_count, 2);
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_true(pwrite(fd, bad, strlen(bad), 0) > 0);
	const struct row wrong[] = {{command, error}};
	script_world_run(&s, wrong, ARRAY_LEN(wrong));
	assert_int_equal(s.w.hints.addr_count, 2);
	close(fd);
	unlink(path);
	script_world_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hints_are_replaced_as_a_whole),
		cmocka_unit_test(wrong_hints_change_nothing),
		cmocka_unit_test(hints_come_from_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
