/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/knotc/commands.h"

static void commands_are_known_or_not(void **state)
{
	(void)state;
	unsigned count = 0;
	assert_non_null(command_find("zone-sign"));
	assert_null(command_find("zone-dance"));
	for (const struct command *c = commands; c->name != NULL; c++) {
		assert_ptr_equal(command_find(c->name), c);
		count++;
	}
	assert_int_equal(count, 46);
}

static void filters_have_letters(void **state)
{
	(void)state;
	bool has_word = false;
	assert_int_equal(command_filter(command_find("zone-status"), "freeze", &has_word), 'f');
	assert_false(has_word);
	assert_int_equal(command_filter(command_find("zone-flush"), "outdir", &has_word), 'd');
	assert_true(has_word);
	assert_int_equal(command_filter(command_find("zone-status"), "free", &has_word), 0);
	assert_int_equal(command_filter(command_find("stop"), "role", &has_word), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_are_known_or_not),
		cmocka_unit_test(filters_have_letters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
