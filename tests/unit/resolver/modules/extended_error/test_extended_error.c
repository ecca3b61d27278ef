/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static void it_works_while_it_is_loaded(void **state)
{
	(void)state;
	mw.front.hides_errors = true;
	assert_false(!mw.front.hides_errors);
	assert_ok(module_load("extended_error"));
	assert_true(!mw.front.hides_errors);
	assert_ok(modules_unload(mw.modules, "extended_error"));
	assert_false(!mw.front.hides_errors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {MODULE_TEST(it_works_while_it_is_loaded)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
