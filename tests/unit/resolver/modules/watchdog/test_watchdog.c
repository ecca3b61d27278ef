/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

#include "report/group_log.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int manager = -1;

/* Did the service manager hear of us? */
static bool heard(void)
{
	char got[32];
	ssize_t n = recv(manager, got, sizeof(got), MSG_DONTWAIT);
	return n == 10 && memcmp(got, "WATCHDOG=1", 10) == 0;
}

static int setup(void **state)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	module_world_setup(state);
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* The kernel chooses an abstract name. */
	socklen_t len = sizeof(at.sun_family);
	assert_int_equal(bind(manager, (const struct sockaddr *)&at, len), 0);
	len = sizeof(at);
	assert_int_equal(getsockname(manager, (struct sockaddr *)&at, &len), 0);
	at.sun_path[0] = '@';
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
	setenv("WATCHDOG_USEC", "3000000", 1);
	unsetenv("WATCHDOG_PID");
	return 0;
}

static int teardown(void **state)
{
	close(manager);
	return module_world_teardown(state);
}

static void it_says_that_we_live_twice_in_the_time(void **state)
{
	(void)state;
	assert_ok(module_load("watchdog"));
	module_wait(0);
	assert_true(heard());
	module_wait(1500);
	assert_true(heard());
	assert_false(heard());
}

static void nobody_watches_and_it_does_nothing(void **state)
{
	static const char *const rows[] = {"", "x", "5x"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		setenv("WATCHDOG_USEC", rows[i], 1);
		assert_ok(module_load("watchdog"));
		assert_int_equal(mw.timers[0]->ms, -1);
		assert_ok(modules_unload(mw.modules, "watchdog"));
	}
	setenv("WATCHDOG_USEC", "3000000", 1);
	setenv("WATCHDOG_PID", "1", 1); /* meant for another process */
	assert_ok(module_load("watchdog"));
	assert_int_equal(mw.timers[0]->ms, -1);
}

static void a_question_must_be_answered_first(void **state)
{
	(void)state;
	assert_ok(module_load("watchdog"));
	module_says("watchdog", "config", "{\"qname\":\"www.e\",\"qtype\":28}", "");
	module_wait(0);
	assert_false(heard());
	module_wait(1500); /* nothing yet: nothing is said, and not asked twice */
	assert_int_equal(mw.asked_count, 1);
	module_answer("www.e.", RR_AAAA, RCODE_NXDOMAIN, NULL);
	assert_true(heard());
	module_says("watchdog", "config", NULL, "");
	module_wait(1500);
	assert_true(heard());
}

/* In a process of its own: it ends by SIGABRT. */
static void failure_ends_the_process(void **state)
{
	(void)state;
	assert_ok(module_load("watchdog"));
	module_says("watchdog", "config", "{\"qtype\":\"SOA\",\"qname\":\"e\"}", "");
	for (int busy = 0; busy < 2; busy++) {
		pid_t pid = fork();
		if (pid == 0) {
			signal(SIGABRT, SIG_DFL); /* cmocka's would say something */
			group_log_set_target(GROUP_LOG_SYSLOG);
			mw.busy = busy != 0;
			module_wait(0);
			module_answer("e.", RR_SOA, RCODE_SERVFAIL, NULL);
			_exit(0);
		}
		int status = 0;
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	}
}

static void wrong_configurations_change_nothing(void **state)
{
	static const char *const rows[] = {"[]",
	                                   "x",
	                                   "{\"qname\":5}",
	                                   "{\"qname\":\"a..b\"}",
	                                   "{\"qtype\":0}",
	                                   "{\"qtype\":65536}",
	                                   "{\"qtype\":\"NONE\"}",
	                                   "{\"other\":1}",
	                                   "{\"qname\":\"e\"",
	                                   "{\"qname\" \"e\"}",
	                                   "{\"qnameqnameqnameqname\":\"e\"}",
	                                   "{\"qname\":\"e\"} x",
	                                   "{\"qtype\":true}"};
	(void)state;
	assert_ok(module_load("watchdog"));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		module_says("watchdog", "config", rows[i], "~expected 'config({ qname");
	module_says("watchdog", "config", "{}", "");
	module_wait(0);
	assert_true(heard());
}

#undef MODULE_TEST
#define MODULE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(it_says_that_we_live_twice_in_the_time),
		MODULE_TEST(nobody_watches_and_it_does_nothing),
		MODULE_TEST(a_question_must_be_answered_first),
		MODULE_TEST(failure_ends_the_process),
		MODULE_TEST(wrong_configurations_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
