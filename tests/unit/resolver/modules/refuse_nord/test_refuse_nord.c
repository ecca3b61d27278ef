/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static void it_works_while_it_is_loaded(void **state)
{
	(void)state;
	mw.front.hides_errors = true;
	assert_false(mw.front.refuse_no_rd);
	assert_ok(module_load("refuse_nord"));
	assert_true(mw.front.refuse_no_rd);
	assert_ok(modules_unload(mw.modules, "refuse_nord"));
	assert_false(mw.front.refuse_no_rd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {MODULE_TEST(it_works_while_it_is_loaded)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
