/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static void it_works_while_it_is_loaded(void **state)
{
	(void)state;
	mw.front.hides_errors = true;
	assert_false(mw.front.keepalive);
	assert_ok(module_load("edns_keepalive"));
	assert_true(mw.front.keepalive);
	assert_ok(modules_unload(mw.modules, "edns_keepalive"));
	assert_false(mw.front.keepalive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {MODULE_TEST(it_works_while_it_is_loaded)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
