/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "../serve_world.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void options_come_from_the_configuration(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	assert_int_equal(w.view.udp4.udp_max, 1232);
	assert_false(w.view.udp6.is_stream);
	assert_true(w.view.stream.is_stream);
	assert_true(span_equal(w.view.udp4.identity, span_str("test")));
	rcu_register_thread();
	assert_ptr_equal(serve_view_get(&w.env), &w.view);
	rcu_unregister_thread();
	world_deinit(&w);
}

static void aborted(int sig)
{
	(void)sig;
	_exit(3);
}

static void a_view_is_not_read_by_a_thread_that_is_offline(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	pid_t child = fork();
	if (child == 0) {
		signal(SIGABRT, aborted);
		rcu_register_thread();
		rcu_thread_offline();
		_exit(serve_view_get(&w.env) != NULL ? 0 : 1);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 3);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_come_from_the_configuration),
		cmocka_unit_test(a_view_is_not_read_by_a_thread_that_is_offline),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
