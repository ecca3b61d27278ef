/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static void the_name_is_set_and_read(void **state)
{
	char longest[FRONT_NSID_MAX + 2];
	(void)state;
	assert_ok(module_load("nsid"));
	module_says("nsid", "name", NULL, "");
	module_says("nsid", "name", "instance 1", "\"instance 1\"");
	module_says("nsid", "name", NULL, "\"instance 1\"");
	assert_int_equal(mw.front.nsid_len, 10);
	memset(longest, 'x', sizeof(longest));
	longest[FRONT_NSID_MAX + 1] = '\0';
	module_says("nsid", "name", longest, "~the name may have 128 octets");
	assert_int_equal(mw.front.nsid_len, 10);
	longest[FRONT_NSID_MAX] = '\0';
	assert_ok(modules_find(mw.modules, "nsid")
	                  ->api->properties->call(modules_find(mw.modules, "nsid"), longest,
	                                          &(struct text){0}));
	assert_int_equal(mw.front.nsid_len, FRONT_NSID_MAX);
	module_says("nsid", "name", "", "");
	assert_int_equal(mw.front.nsid_len, 0);
}

static void nobody_is_told_once_it_is_unloaded(void **state)
{
	(void)state;
	assert_ok(module_load("nsid"));
	module_says("nsid", "name", "a", "\"a\"");
	assert_ok(modules_unload(mw.modules, "nsid"));
	assert_int_equal(mw.front.nsid_len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(the_name_is_set_and_read),
		MODULE_TEST(nobody_is_told_once_it_is_unloaded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
