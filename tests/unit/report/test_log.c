/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/clock.h"
#include "base/text.h"
#include "report/log.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static char path[64];

static void read_log(char *buf, size_t cap)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, buf, cap - 1);
	buf[n > 0 ? n : 0] = '\0';
	close(fd);
}

static void configure(int server, int zone)
{
	struct log_target t = {.name = path, .least = {server, -1, zone}};
	snprintf(path, sizeof(path), "/tmp/bowline-log-%d", (int)getpid());
	unlink(path);
	assert_ok(log_configure("test", &t, 1));
}

static void lines_have_the_documented_shape(void **state)
{
	(void)state;
	char buf[4096];
	configure(SEV_INFO, SEV_WARNING);
	log_line(SEV_INFO, LOG_SERVER, NULL, "starting %s", "x");
	log_line(SEV_DEBUG, LOG_SERVER, NULL, "not this");
	log_line(SEV_INFO, LOG_ZONE, "a.", "nor this");
	log_line(SEV_ERROR, LOG_ZONE, "example.com.", "this");
	log_line(SEV_CRITICAL, LOG_CONTROL, NULL, "nor this");
	read_log(buf, sizeof(buf));
	assert_null(strstr(buf, "nor"));
	assert_null(strstr(buf, "not"));
	char *first = strchr(buf, ' '), *second = strchr(strchr(buf, '\n') + 1, ' ');
	assert_int_equal(first - buf, 24); /* 2024-02-14T15:20:00+0100 */
	assert_int_equal(strncmp(first, " info: starting x\n", 18), 0);
	assert_string_equal(second, " error: [example.com.] this\n");
	assert_true(log_wants(SEV_INFO, LOG_SERVER));
	assert_false(log_wants(SEV_INFO, LOG_ZONE));
	unlink(path);
}

static void a_submission_is_a_notice_of_its_zone(void **state)
{
	(void)state;
	char buf[4096];
	configure(SEV_INFO, SEV_NOTICE);
	log_submission("example.com.", 4711, "DNSSEC, KSK submission, waiting for confirmation");
	read_log(buf, sizeof(buf));
	assert_string_equal(strchr(buf, ' '), " notice: [example.com.] DNSSEC, KSK submission, "
	                                      "waiting for confirmation\n");
	configure(SEV_INFO, SEV_WARNING);
	log_submission("example.com.", 4711, "x");
	read_log(buf, sizeof(buf));
	assert_string_equal(buf, "");
	unlink(path);
}

static void long_lines_are_cut_and_ended(void **state)
{
	(void)state;
	char buf[4096], big[2000];
	configure(SEV_INFO, SEV_INFO);
	memset(big, 'x', sizeof(big));
	log_line(SEV_INFO, LOG_SERVER, NULL, "%.*s", (int)sizeof(big), big);
	read_log(buf, sizeof(buf));
	assert_true(strlen(buf) <= LOG_LINE_MAX);
	assert_int_equal(buf[strlen(buf) - 1], '\n');
	unlink(path);
}

static void reopening_follows_a_rotated_file(void **state)
{
	(void)state;
	char buf[4096], moved[80];
	configure(SEV_INFO, SEV_INFO);
	log_line(SEV_INFO, LOG_SERVER, NULL, "one");
	snprintf(moved, sizeof(moved), "%s.1", path);
	assert_int_equal(rename(path, moved), 0);
	struct log_target t = {.name = path, .least = {SEV_INFO, -1, -1}};
	assert_ok(log_configure("test", &t, 1));
	log_line(SEV_INFO, LOG_SERVER, NULL, "two");
	read_log(buf, sizeof(buf));
	assert_null(strstr(buf, "one"));
	assert_non_null(strstr(buf, "two"));
	unlink(path);
	unlink(moved);
}

static int64_t at_zero(void *ctx)
{
	return *(int64_t *)ctx;
}

static void a_site_writes_ten_lines_a_minute(void **state)
{
	(void)state;
	int64_t now = 600 * NS_PER_S;
	struct clock_source source = {at_zero, at_zero, &now};
	static struct log_limit limit;
	unsigned written = 0, suppressed = 0;
	clock_replace(&source);
	for (int i = 0; i < 100; i++)
		written += log_limit_allows(&limit, &suppressed);
	assert_int_equal(written, 10);
	now += 60 * NS_PER_S;
	assert_true(log_limit_allows(&limit, &suppressed));
	assert_int_equal(suppressed, 90);
	clock_replace(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_have_the_documented_shape),
		cmocka_unit_test(a_submission_is_a_notice_of_its_zone),
		cmocka_unit_test(long_lines_are_cut_and_ended),
		cmocka_unit_test(reopening_follows_a_rotated_file),
		cmocka_unit_test(a_site_writes_ten_lines_a_minute),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
