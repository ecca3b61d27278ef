/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "report/group_log.h"
#include "resolver/main/group.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void every_process_of_a_group_has_its_number(void **state)
{
	int fds[2];
	(void)state;
	assert_int_equal(pipe(fds), 0);
	/* The leader is a child of ours, so that the test itself stays one process. */
	pid_t leader = fork();
	if (leader == 0) {
		struct group g;
		close(fds[0]);
		if (group_fork(&g, 3) != OK)
			_exit(1);
		bool good = g.count == 3 && (g.id == 0) == (g.down != NULL) &&
		            (g.id == 0) == (g.up < 0);
		char octet = (char)('0' + g.id + (good ? 0 : 10));
		ssize_t n = write(fds[1], &octet, 1);
		group_deinit(&g);
		close(fds[1]);
		if (g.id > 0)
			pause(); /* until the leader's end ends it */
		_exit(n == 1 ? 0 : 1);
	}
	close(fds[1]);
	/* The end of the pipe means that all three are gone. */
	char got[8] = "";
	size_t len = 0;
	ssize_t n;
	while ((n = read(fds[0], got + len, sizeof(got) - len)) > 0)
		len += (size_t)n;
	close(fds[0]);
	int status = 0;
	assert_int_equal(waitpid(leader, &status, 0), leader);
	assert_int_equal(status, 0);
	assert_true(len >= 1 && memchr(got, '0', len) != NULL);
	for (size_t i = 0; i < len; i++)
		assert_true(got[i] >= '0' && got[i] <= '2');
}

static void forks_that_ended_are_gathered(void **state)
{
	(void)state;
	pid_t pid = fork();
	if (pid == 0)
		_exit(3);
	siginfo_t info;
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	group_reap();
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1); /* gone already */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_process_of_a_group_has_its_number),
		cmocka_unit_test(forks_that_ended_are_gathered),
	};
	group_log_set_level(SEV_CRITICAL); /* what is logged would mix with ours */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
