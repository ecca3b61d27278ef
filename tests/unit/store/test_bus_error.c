/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/bus_error.h"

#include "support.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Read a map of a file that has been cut. */
static void touch_what_is_gone(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	volatile const char *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED || ftruncate(fd, 0) != 0)
		_exit(1);
	_exit(map[0] == 0 ? 2 : 3);
}

/* Status of a child that does so with the file guarded, or not; what it says goes into buf. */
static int child(const char *path, bool guarded, char buf[200])
{
	int fds[2], status;
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		bus_error_guard(path);
		if (!guarded)
			bus_error_guard(NULL);
		touch_what_is_gone(path);
	}
	close(fds[1]);
	ssize_t n = read(fds[0], buf, 199);
	buf[n > 0 ? n : 0] = '\0';
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void the_file_is_deleted_and_the_process_ends(void **state)
{
	(void)state;
	char path[] = "/tmp/bus_error_XXXXXX", said[200];
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 4096), 0);
	int status = child(path, true, said);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), BUS_ERROR_EXIT);
	assert_non_null(strstr(said, "no space left for the cache file"));
	assert_int_equal(access(path, F_OK), -1);
	close(fd);
}

static void without_a_file_the_signal_is_what_it_was(void **state)
{
	(void)state;
	char path[] = "/tmp/bus_error_XXXXXX", said[200];
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 4096), 0);
	int status = child(path, false, said);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == BUS_ERROR_EXIT);
	assert_int_equal(access(path, F_OK), 0);
	unlink(path);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_file_is_deleted_and_the_process_ends),
		cmocka_unit_test(without_a_file_the_signal_is_what_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
