/* SPDX-License-Identifier: BSD-2-Clause */
#include "../captured.h"

#include "tools/cli/version.h"

static void the_line_names_tool_product_and_version(void **state)
{
	(void)state;
	struct captured c;
	int major = -1, minor = -1, end = 0;
	capture_begin(&c, STDOUT_FILENO);
	cli_print_version("kdig");
	capture_end(&c);
	assert_int_equal(sscanf(c.text, "kdig (Bowline), version %d.%d%n", &major, &minor, &end),
	                 2);
	assert_true(end > 0 && major >= 0 && minor >= 0);
	assert_int_equal(c.text[strlen(c.text) - 1], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_names_tool_product_and_version),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
