/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

#include "base/clock.h"
#include "report/group_log.h"

#include <stdio.h>
#include <unistd.h>

#define NS              ". 60 NS a."
#define SIG(end, begin) ". 60 RRSIG NS 8 0 518400 " end " " begin " 1 . AAAA"

/* What is said at a time about signatures. */
static void says(int64_t at, const char *const *records, const char *expected)
{
	char got[256] = "";
	FILE *out = tmpfile();
	int kept = dup(STDOUT_FILENO);
	clock_shift_wall(0);
	clock_shift_wall(at - clock_wall().s);
	assert_ok(module_load("detect_time_skew"));
	module_wait(0);
	assert_true(mw.asked[0].options.cd_upstream);
	fflush(stdout);
	dup2(fileno(out), STDOUT_FILENO);
	module_answer(".", RR_NS, RCODE_NOERROR, records);
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	rewind(out);
	size_t len = fread(got, 1, sizeof(got) - 1, out);
	got[len] = '\0';
	fclose(out);
	assert_ok(modules_unload(mw.modules, "detect_time_skew"));
	if (expected == NULL ? got[0] != '\0' : strstr(got, expected) == NULL)
		fail_msg("said: %s", got);
}

static void a_clock_outside_of_all_signatures_is_told(void **state)
{
	static const char *const two[] = {NS, SIG("20200110000000", "20200101000000"),
	                                  SIG("20200120000000", "20200111000000"), NULL};
	enum { DAY = 86400, Y2020 = 1577836800 }; /* 2020-01-01 */
	(void)state;
	says(Y2020 + 5 * DAY, two, NULL);
	says(Y2020 + 15 * DAY, two, NULL);
	says(Y2020 + 20 * DAY, two, "2020-01-21 00:00:00 UTC, is at least 86400 seconds ahead");
	says(Y2020 - DAY, two, "2019-12-31 00:00:00 UTC, is at least 86400 seconds behind");
}

static void without_signatures_nothing_is_known(void **state)
{
	static const char *const bare[] = {NS, NULL}, *const other[] = {". 60 A 192.0.2.1", NULL};
	(void)state;
	says(0, bare, NULL);
	says(0, other, NULL);
	says(0, NULL, NULL);
	assert_ok(module_load("detect_time_skew"));
	mw.busy = true;
	module_wait(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(a_clock_outside_of_all_signatures_is_told),
		MODULE_TEST(without_signatures_nothing_is_known),
	};
	group_log_set_target(GROUP_LOG_STDOUT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
