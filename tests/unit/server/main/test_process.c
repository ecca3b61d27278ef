/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/main/process.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void pid_files_of_the_dead_are_replaced(void **state)
{
	(void)state;
	char path[64], buf[32] = "";
	snprintf(path, sizeof(path), "/tmp/bowline-pid-%d", (int)getpid());
	unlink(path);
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	FILE *f = fopen(path, "w");
	fprintf(f, "%d", (int)child);
	fclose(f);
	bool stale = false;
	assert_ok(process_pid_write(path, &stale));
	assert_true(stale);
	f = fopen(path, "r");
	assert_non_null(fgets(buf, sizeof(buf), f));
	fclose(f);
	assert_int_equal(atoi(buf), getpid());
	f = fopen(path, "w");
	fprintf(f, "%d", (int)getppid());
	fclose(f);
	assert_int_equal(process_pid_write(path, &stale), E_EXISTS);
	unlink(path);
}

static void directories_are_made_with_their_parents(void **state)
{
	(void)state;
	char base[] = "/tmp/bowline-dir-XXXXXX", path[80];
	struct stat st;
	assert_non_null(mkdtemp(base));
	snprintf(path, sizeof(path), "%s/a/b/c", base);
	assert_ok(process_make_dir(path, NULL));
	assert_ok(process_make_dir(path, NULL));
	assert_int_equal(stat(path, &st), 0);
	for (int i = 0; i < 4; i++) {
		rmdir(path);
		*strrchr(path, '/') = '\0';
	}
}

static void strangers_cannot_be_become(void **state)
{
	(void)state;
	assert_int_equal(process_drop("no-such-user-here"), E_NOTFOUND);
}

static void the_machine_has_facts(void **state)
{
	(void)state;
	struct conf_machine m = process_machine();
	assert_true(m.cpus >= 1 && m.max_files >= 16);
	assert_true(m.hostname[0] != '\0' && m.cwd[0] == '/');
}

static void a_daemon_lets_its_parent_go_when_ready(void **state)
{
	(void)state;
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		int ready;
		process_daemonize(&ready); /* the parent half exits in here with our word */
		process_daemon_ready(ready, "/");
		_exit(7);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void threads_share_the_processors(void **state)
{
	(void)state;
	cpu_set_t all, own;
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	for (unsigned i = 0; i < 2; i++) {
		process_share_processors(i, 2);
		assert_int_equal(sched_getaffinity(0, sizeof(own), &own), 0);
		for (unsigned c = 0; c < CPU_SETSIZE && CPU_COUNT(&all) > 1; c++)
			assert_true(!CPU_ISSET(c, &own) || c % 2 == i);
	}
	process_share_processors(0, 1);
	assert_int_equal(sched_getaffinity(0, sizeof(own), &own), 0);
	assert_true(CPU_EQUAL(&own, &all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pid_files_of_the_dead_are_replaced),
		cmocka_unit_test(directories_are_made_with_their_parents),
		cmocka_unit_test(strangers_cannot_be_become),
		cmocka_unit_test(the_machine_has_facts),
		cmocka_unit_test(threads_share_the_processors),
		cmocka_unit_test(a_daemon_lets_its_parent_go_when_ready),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
