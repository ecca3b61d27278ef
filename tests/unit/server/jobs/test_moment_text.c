/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/jobs/moment_text.h"

#include <stdlib.h>
#include <time.h>

static void moments_are_told_in_the_local_zone(void **state)
{
	(void)state;
	char out[MOMENT_TEXT_MAX];
	setenv("TZ", "CET-1", 1);
	tzset();
	assert_string_equal(moment_text(out, 1707920412), "2024-02-14T15:20:12+0100");
	assert_string_equal(moment_text(out, 0), "1970-01-01T01:00:00+0100");
	assert_string_equal(moment_text(out, INT64_MAX), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(moments_are_told_in_the_local_zone)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
