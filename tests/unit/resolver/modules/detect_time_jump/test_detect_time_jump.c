/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

#include "base/clock.h"
#include "report/group_log.h"

static int setup(void **state)
{
	module_world_setup(state);
	clock_shift_wall(0);
	mw.checkpoint = (struct module_checkpoint){clock_mono(), clock_wall_ns()};
	return module_load("detect_time_jump") == OK ? 0 : 1;
}

static void a_clock_set_back_clears_the_cache_once(void **state)
{
	(void)state;
	clock_shift_wall(-500);
	module_wait(60000);
	assert_int_equal(mw.clears, 0); /* not that much */
	clock_shift_wall(-1000);
	module_wait(60000);
	assert_int_equal(mw.clears, 1);
	module_wait(60000);
	assert_int_equal(mw.clears, 1);
}

static void a_clock_set_forward_is_only_noted(void **state)
{
	struct module_checkpoint before = mw.checkpoint;
	(void)state;
	clock_shift_wall(100000);
	module_wait(60000);
	assert_int_equal(mw.clears, 0);
	assert_true(mw.checkpoint.wall_ns - before.wall_ns > 99999 * NS_PER_S);
	/* From there it counts. */
	clock_shift_wall(100000 - 700);
	module_wait(60000);
	assert_int_equal(mw.clears, 1);
}

#undef MODULE_TEST
#define MODULE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, module_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(a_clock_set_back_clears_the_cache_once),
		MODULE_TEST(a_clock_set_forward_is_only_noted),
	};
	group_log_set_level(SEV_CRITICAL); /* what is logged would mix with ours */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
