/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static void files_of_anchors_are_followed_while_it_is_there(void **state)
{
	(void)state;
	assert_false(mw.follow_anchors);
	assert_ok(module_load("ta_update"));
	assert_true(mw.follow_anchors);
	assert_ok(modules_unload(mw.modules, "ta_update"));
	assert_false(mw.follow_anchors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(files_of_anchors_are_followed_while_it_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
