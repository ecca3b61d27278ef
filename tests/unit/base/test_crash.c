/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/crash.h"
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void a_fatal_signal_leaves_one_line(void **state)
{
	(void)state;
	int fds[2], status;
	char line[2048] = "";
	size_t len = 0;
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct rlimit no_core = {0, 0};
		setrlimit(RLIMIT_CORE, &no_core);
		dup2(fds[1], STDERR_FILENO);
		crash_install("test", "1.2.3", -1);
		crash_set_role("udp worker 3");
		crash_set_work("example.com.");
		raise(SIGSEGV);
		_exit(0);
	}
	close(fds[1]);
	for (ssize_t n; (n = read(fds[0], line + len, sizeof(line) - 1 - len)) > 0;)
		len += (size_t)n;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	assert_non_null(strstr(
		line,
		"test 1.2.3: fatal signal 11, thread udp worker 3, at example.com., from 0x"));
	assert_ptr_equal(strchr(line, '\n'), line + len - 1);
	close(fds[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fatal_signal_leaves_one_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
