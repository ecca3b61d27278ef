/* SPDX-License-Identifier: BSD-2-Clause */
#include "../captured.h"

#include "tools/cli/say.h"

static void every_kind_has_its_word(void **state)
{
	(void)state;
	struct captured c;
	capture_begin(&c, STDERR_FILENO);
	say_error("no file '%s'", "x");
	say_warning("%u left", 3u);
	say_notice("done");
	capture_end(&c);
	assert_string_equal(c.text, "error: no file 'x'\nwarning: 3 left\nnotice: done\n");
}

static void standard_output_is_flushed_first(void **state)
{
	(void)state;
	struct captured c;
	int saved = dup(STDERR_FILENO);
	capture_begin(&c, STDOUT_FILENO);
	dup2(STDOUT_FILENO, STDERR_FILENO);
	printf("result\n");
	say_error("after");
	dup2(saved, STDERR_FILENO);
	close(saved);
	capture_end(&c);
	assert_string_equal(c.text, "result\nerror: after\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_its_word),
		cmocka_unit_test(standard_output_is_flushed_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
