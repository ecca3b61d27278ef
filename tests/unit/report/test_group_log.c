/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "report/group_log.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What a call writes to a descriptor. */
static char written[4096];

static void capture(int fd, void (*call)(void))
{
	int other = fd == STDOUT_FILENO ? STDERR_FILENO : STDOUT_FILENO;
	int fds[2], kept = dup(fd), kept_other = dup(other), null = open("/dev/null", O_WRONLY);
	assert_int_equal(pipe(fds), 0);
	fflush(stdout);
	dup2(fds[1], fd);
	dup2(null, other);
	call();
	dup2(kept, fd);
	dup2(kept_other, other);
	close(kept);
	close(kept_other);
	close(null);
	close(fds[1]);
	ssize_t n = read(fds[0], written, sizeof(written) - 1);
	written[n > 0 ? n : 0] = '\0';
	close(fds[0]);
}

static void some_lines(void)
{
	group_log(SEV_NOTICE, "net", "port %d", 53);
	group_log(SEV_WARNING, "system", "bad");
	group_log(SEV_DEBUG, "net", "detail");
	group_log(SEV_NOTICE, NULL, "bare");
}

static void lines_go_to_the_stream_of_their_severity(void **state)
{
	(void)state;
	capture(STDOUT_FILENO, some_lines);
	assert_string_equal(written, "[net] port 53\nbare\n");
	capture(STDERR_FILENO, some_lines);
	assert_string_equal(written, "[system] bad\n");
}

static void the_level_decides_what_is_written(void **state)
{
	(void)state;
	group_log_set_level(SEV_DEBUG);
	assert_int_equal(group_log_level(), SEV_DEBUG);
	capture(STDOUT_FILENO, some_lines);
	assert_string_equal(written, "[net] port 53\n[net] detail\nbare\n");
	group_log_set_level(SEV_ERROR);
	capture(STDERR_FILENO, some_lines);
	assert_string_equal(written, "");
	group_log_set_level(SEV_NOTICE);
}

static void a_target_takes_all(void **state)
{
	(void)state;
	group_log_set_target(GROUP_LOG_STDERR);
	capture(STDERR_FILENO, some_lines);
	assert_string_equal(written, "[net] port 53\n[system] bad\nbare\n");
	group_log_set_target(GROUP_LOG_STREAMS);
}

static void a_chosen_group_is_written_whatever_the_level(void **state)
{
	(void)state;
	group_log_set_groups("ne other net");
	capture(STDOUT_FILENO, some_lines);
	assert_string_equal(written, "[net] port 53\n[net] detail\nbare\n");
	group_log_set_groups("netw  et");
	capture(STDOUT_FILENO, some_lines);
	assert_string_equal(written, "[net] port 53\nbare\n");
	group_log_set_groups("");
	capture(STDOUT_FILENO, some_lines);
	assert_string_equal(written, "[net] port 53\nbare\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_go_to_the_stream_of_their_severity),
		cmocka_unit_test(the_level_decides_what_is_written),
		cmocka_unit_test(a_chosen_group_is_written_whatever_the_level),
		cmocka_unit_test(a_target_takes_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
