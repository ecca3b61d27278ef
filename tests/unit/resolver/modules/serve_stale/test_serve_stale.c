/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static void it_is_the_engine_that_serves(void **state)
{
	(void)state;
	assert_int_equal(mw.options.stale_after_ms, 0);
	assert_ok(module_load("serve_stale"));
	assert_int_equal(mw.options.stale_after_ms, 3000);
	assert_int_equal(mw.options.stale_max_s, 86400);
	assert_ok(modules_unload(mw.modules, "serve_stale"));
	assert_int_equal(mw.options.stale_after_ms, 0);
}

static void times_may_be_set(void **state)
{
	(void)state;
	assert_ok(module_load("serve_stale"));
	module_says("serve_stale", "get", "timeout", "3000");
	module_says("serve_stale", "set", "timeout 1800", "");
	module_says("serve_stale", "get", "timeout", "1800");
	module_says("serve_stale", "set", "max_age 3600", "");
	module_says("serve_stale", "get", "max_age", "3600");
	module_says("serve_stale", "get", "other", "");
	module_says("serve_stale", "set", "timeout 0", "~expected 'timeout'");
	module_says("serve_stale", "set", "timeout x", "~expected");
	module_says("serve_stale", "set", "timeout 1e9", "~expected");
	module_says("serve_stale", "set", "max_age -1", "~expected");
	module_says("serve_stale", "set", NULL, "~expected");
	assert_int_equal(mw.options.stale_after_ms, 1800);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(it_is_the_engine_that_serves),
		MODULE_TEST(times_may_be_set),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
