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

/* AddressSanitizer keeps freed memory to find uses of it. */
#ifndef __SANITIZE_ADDRESS__
static long resident_pages(void)
{
	long size = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld %ld", &size, &resident), 2);
	fclose(f);
	return resident;
}

static void freed_memory_goes_back_to_the_system(void **state)
{
	(void)state;
	enum { BLOCKS = 4000, PAGE = 4096 };
	void *blocks[BLOCKS];
	mem_keep_little();
	long before = resident_pages();
	for (int i = 0; i < BLOCKS; i++)
		blocks[i] = memset(mem_alloc(2 * PAGE), 1, 2 * PAGE);
	assert_true(resident_pages() > before + BLOCKS);
	for (int i = 0; i < BLOCKS; i++)
		mem_free(blocks[i]);
	mem_trim();
	assert_true(resident_pages() < before + BLOCKS / 10);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_counted_apart),
		cmocka_unit_test(copies_and_formats),
		cmocka_unit_test(exhaustion_aborts_with_the_size),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(freed_memory_goes_back_to_the_system),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
