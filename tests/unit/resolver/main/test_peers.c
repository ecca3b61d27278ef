/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "resolver/main/peers.h"
#include "resolver/main/resolver.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2];

static int setup(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

static int teardown(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		if (ends[i] >= 0)
			close(ends[i]);
	}
	return 0;
}

/* A fork that serves the second end until it is ended. */
static pid_t start_fork(void)
{
	const struct group group = {.id = 1, .count = 2, .up = -1};
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	close(ends[0]);
	struct resolver *r = resolver_new(&group, NULL);
	struct text out;
	text_init(&out);
	bool good = script_eval(resolver_script(r),
	                        span_str("e = event.recurrent(1000, function() end)"), &out);
	text_deinit(&out);
	struct peers *p = peers_serve(resolver_loop(r), resolver_script(r), ends[1]);
	if (good && p != NULL)
		resolver_run(r);
	_exit(1);
}

static void says(const char *command, const char *expected)
{
	struct text out;
	text_init(&out);
	bool good = peers_ask(&ends[0], span_str(command), &out);
	assert_int_equal(good, expected != NULL);
	if (expected != NULL)
		assert_string_equal(out.buf, expected);
	text_deinit(&out);
}

static void a_fork_carries_out_commands(void **state)
{
	(void)state;
	/* What is left of a question that nobody waits for any more. */
	static const uint32_t stale[2] = {1, UINT32_MAX};
	assert_true(write(ends[1], stale, sizeof(stale)) == sizeof(stale));
	assert_true(write(ends[1], "\1", 1) == 1);
	pid_t pid = start_fork();
	says("worker.id", "1\n");
	says("x = 5", "");
	says("nosuch.thing", NULL);
	says("x", "5\n");
	says("('y'):rep(100000):len()", "100000\n");
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	close(ends[1]);
	ends[1] = -1;
	says("x", NULL);
	assert_int_equal(ends[0], -1);
	says("x", NULL);
}

static void an_answer_that_is_too_long_ends_it(void **state)
{
	static const uint32_t head[2] = {PEERS_ANSWER_MAX + 1, 1};
	(void)state;
	assert_true(write(ends[1], head, sizeof(head)) == sizeof(head));
	says("x", NULL);
	assert_int_equal(ends[0], -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_fork_carries_out_commands, setup, teardown),
		cmocka_unit_test_setup_teardown(an_answer_that_is_too_long_ends_it, setup,
	                                        teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
