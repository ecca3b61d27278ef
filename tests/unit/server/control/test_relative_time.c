/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/control/relative_time.h"

static const char *print(int64_t seconds)
{
	static char buf[64];
	struct text t;
	text_init_fixed(&t, buf, sizeof(buf));
	relative_time_print(&t, seconds);
	return buf;
}

static void units_that_are_not_zero_are_shown(void **state)
{
	(void)state;
	assert_string_equal(print(0), "+0s");
	assert_string_equal(print(59), "+59s");
	assert_string_equal(print(900), "+15m");
	assert_string_equal(print(13 * 86400 + 21 * 3600 + 59 * 60 + 24), "+13D21h59m24s");
	assert_string_equal(print(31536000 + 2592000 + 1), "+1Y1M1s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units_that_are_not_zero_are_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
