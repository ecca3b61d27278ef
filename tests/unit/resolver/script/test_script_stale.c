/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

/* Calls by the engine are tests/functional/kresd/test_serve_stale.py. */
static void a_function_is_set_and_forgotten(void **state)
{
	static const struct row load[] = {
		{"modules.load('serve_stale')", "true\n"},
		{"serve_stale.callback = function(ttl) return 1 end", ""},
		{"serve_stale.callback(-5)", "1\n"},
	};
	static const struct row other[] = {{"serve_stale.callback = 'x'", "~must be a function"}};
	static const struct row unload[] = {{"modules.unload('serve_stale')", "true\n"}};
	struct script_world s;
	(void)state;
	script_world_init(&s);
	const struct req_options *o = &serve_settings(s.w.serve)->request;
	assert_null(o->stale_judge);
	script_world_run(&s, load, ARRAY_LEN(load));
	assert_non_null(o->stale_judge);
	script_world_run(&s, other, ARRAY_LEN(other));
	assert_non_null(o->stale_judge);
	script_world_run(&s, unload, ARRAY_LEN(unload));
	assert_null(o->stale_judge);
	script_world_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_function_is_set_and_forgotten)};
	group_log_set_level(SEV_CRITICAL); /* what is logged would mix with ours */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
