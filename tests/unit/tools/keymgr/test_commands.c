/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/keymgr/commands.h"

static void spelling_makes_no_difference(void **state)
{
	(void)state;
	const struct keymgr_command *c = keymgr_command_find("import-bind");
	assert_non_null(c);
	assert_ptr_equal(keymgr_command_find("IMPORT_Bind"), c);
	assert_null(keymgr_command_find("import"));
	assert_null(keymgr_command_find("import-bindx"));
	assert_null(keymgr_command_find(""));
}

static void what_is_not_there_is_known_by_name(void **state)
{
	(void)state;
	static const char *const later[] = {"import-pkcs11", "pregenerate", "sign-ksr",
	                                    "keystore-test"};
	for (size_t i = 0; i < ARRAY_LEN(later); i++) {
		const struct keymgr_command *c = keymgr_command_find(later[i]);
		assert_non_null(c);
		assert_null(c->run);
	}
}

static void commands_that_look_do_not_write(void **state)
{
	(void)state;
	static const char *const look[] = {"list", "ds", "dnskey", "simulate"};
	for (size_t i = 0; i < ARRAY_LEN(look); i++)
		assert_false(keymgr_command_find(look[i])->writes);
	assert_true(keymgr_command_find("generate")->writes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spelling_makes_no_difference),
		cmocka_unit_test(what_is_not_there_is_known_by_name),
		cmocka_unit_test(commands_that_look_do_not_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
