/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

static void general_commands_answer(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "", "status");
	EXPECT(&f, &t, "| y=version d=1.2", "status", {CTL_TYPE, "version"});
	EXPECT(&f, &t, "| !=invalid parameter y=bogus", "status", {CTL_TYPE, "bogus"});
	EXPECT(&f, &t, "", "stop");
	assert_true(f.stopped);
	EXPECT(&f, &t, "", "reload", {CTL_FLAGS, "F"});
	assert_string_equal(f.done, "reload force");
	f.reload_result = E_CONF_ITEM;
	EXPECT(&f, &t, "| !=invalid item", "reload");
	text_deinit(&t);
	fake_end(&f);
}

static void unknown_commands_close_and_known_ones_are_refused(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	assert_int_equal(fake_ask(&f, &t, "dance", NULL), E_NOTSUP);
	assert_int_equal(fake_ask(&f, &t, "", NULL), E_NOTSUP);
	EXPECT(&f, &t, "| !=operation not supported z=a", "zone-backup", {CTL_ZONE, "a"});
	text_deinit(&t);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(general_commands_answer),
		cmocka_unit_test(unknown_commands_close_and_known_ones_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
