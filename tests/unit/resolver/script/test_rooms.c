/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(faults_in_rooms_are_told_at_the_users_line,
            {"net.listen(true)", "~command:1: bad type for address"},
            {"\n\ntrust_anchors.add(1)", "~command:3: expected 'trust_anchors.add"})

SCRIPT_TEST(rooms_are_not_in_the_users_way, {"room", "nil\n"}, {"native", "nil\n"},
            {"modules.load('net')", "~No such file or directory"},
            {"modules.load('sandbox')", "~No such file or directory"})

/* Each room has run once: who asks again gets the same. */
SCRIPT_TEST(rooms_are_shared, {"todname == kres.str2dname", "true\n"},
            {"table_print == nil", "false\n"})

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_in_rooms_are_told_at_the_users_line),
		cmocka_unit_test(rooms_are_not_in_the_users_way),
		cmocka_unit_test(rooms_are_shared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
