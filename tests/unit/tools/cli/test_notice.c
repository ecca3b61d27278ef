/* SPDX-License-Identifier: BSD-2-Clause */
#include "../captured.h"

#include "tools/cli/notice.h"

static void trouble_goes_to_standard_error(void **state)
{
	(void)state;
	struct captured c;
	capture_begin(&c, STDERR_FILENO);
	notice_error("bad %s", "type");
	notice_warning("%d servers", 2);
	capture_end(&c);
	assert_string_equal(c.text, ";; ERROR: bad type\n;; WARNING: 2 servers\n");
}

static void news_goes_to_standard_output(void **state)
{
	(void)state;
	struct captured c;
	capture_begin(&c, STDOUT_FILENO);
	notice_info("hello");
	capture_end(&c);
	assert_string_equal(c.text, ";; INFO: hello\n");
}

static void debugging_is_off_until_enabled(void **state)
{
	(void)state;
	struct captured c;
	capture_begin(&c, STDOUT_FILENO);
	notice_debug("one");
	notice_enable_debug();
	notice_debug("two");
	capture_end(&c);
	assert_string_equal(c.text, ";; DEBUG: two\n");
}

static void both_streams_keep_their_order(void **state)
{
	(void)state;
	struct captured c;
	int saved = dup(STDERR_FILENO);
	capture_begin(&c, STDOUT_FILENO);
	dup2(STDOUT_FILENO, STDERR_FILENO);
	printf("answer\n");
	notice_error("after");
	dup2(saved, STDERR_FILENO);
	close(saved);
	capture_end(&c);
	assert_string_equal(c.text, "answer\n;; ERROR: after\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trouble_goes_to_standard_error),
		cmocka_unit_test(news_goes_to_standard_output),
		cmocka_unit_test(debugging_is_off_until_enabled),
		cmocka_unit_test(both_streams_keep_their_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
