/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/mem.h"
#include <string.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void kinds_are_counted_apart(void **state)
{
	(void)state;
	int64_t zone = mem_accounted(MEM_ZONE), cache = mem_accounted(MEM_CACHE);
	mem_account(MEM_ZONE, 100);
	mem_account(MEM_ZONE, -40);
	assert_int_equal(mem_accounted(MEM_ZONE) - zone, 60);
	assert_int_equal(mem_accounted(MEM_CACHE), cache);
	mem_account(MEM_ZONE, -60);
	for (int k = 0; k < MEM_KINDS; k++)
		assert_string_not_equal(mem_kind_name((enum mem_kind)k), "unknown");
}

static void copies_and_formats(void **state)
{
	(void)state;
	char *s = mem_printf("%s-%d", "x", 7);
	assert_string_equal(s, "x-7");
	char *d = mem_strdup(s);
	mem_wipe(s, 3);
	assert_int_equal(s[0], 0);
	assert_string_equal(d, "x-7");
	mem_free(s);
	mem_free(d);
}

static void exhaustion_aborts_with_the_size(void **state)
{
	(void)state;
	int fds[2], status;
	char line[128] = "";
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		signal(SIGABRT, SIG_DFL);
		dup2(fds[1], STDERR_FILENO);
		mem_exhausted(4711);
	}
	close(fds[1]);
	assert_true(read(fds[0], line, sizeof(line) - 1) > 0);
	assert_non_null(strstr(line, "4711"));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	close(fds[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_counted_apart),
		cmocka_unit_test(copies_and_formats),
		cmocka_unit_test(exhaustion_aborts_with_the_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
