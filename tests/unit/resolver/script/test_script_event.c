/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(wrong_calls_are_refused,
            {"event.after('x', print)", "~expected 'after(number timeout, function)'"},
            {"event.after(-1, print)", "~expected 'after("},
            {"event.after(0/0, print)", "~expected 'after("},
            {"event.recurrent(1)", "~expected 'recurrent(number timeout, function)'"},
            {"event.socket(1)", "~expected 'socket(number fd, function)'"},
            {"event.socket(-1, print)", "~descriptor -1: "},
            {"event.socket(987654, print)", "~descriptor 987654: "},
            {"event.cancel()", "~expected 'cancel("}, {"event.cancel(5)", "false\n"},
            {"event.cancel(-1)", "false\n"}, {"event.cancel(0/0)", "false\n"},
            {"event.reschedule(5, 1)", "false\n"},
            {"event.reschedule(5, -1)", "~expected 'reschedule("})

SCRIPT_TEST(numbers_are_used_again, {"event.after(1e12, print)", "0\n"},
            {"event.recurrent(1e12, print)", "1\n"}, {"event.cancel(0)", "true\n"},
            {"event.cancel(0)", "false\n"}, {"event.after(2^33, print)", "0\n"})

/* Run a command, then the loop until an expression is true. */
static void run_until(struct script_world *s, const char *command, const char *expression)
{
	struct text out;
	text_init(&out);
	const struct row row = {command, ""};
	script_world_run(s, &row, 1);
	for (int turns = 0; turns < 10000; turns++) {
		text_reset(&out);
		text_put(&out, "");
		assert_true(script_eval(s->script, span_str(expression), &out));
		if (strcmp(out.buf, "true\n") == 0)
			break;
		uv_run(&s->w.loop, UV_RUN_ONCE);
	}
	if (strcmp(out.buf, "true\n") != 0)
		fail_msg("%s is never true", expression);
	text_deinit(&out);
}

static struct script_world world;

static int setup(void **state)
{
	(void)state;
	script_world_init(&world);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	script_world_deinit(&world);
	return 0;
}

static void functions_are_called_once_or_again(void **state)
{
	(void)state;
	run_until(&world, "a, n = nil, 0; event.after(1, function(id) a = id end)", "a == 0");
	run_until(&world, "r = event.recurrent(1, function() n = n + 1 end)", "n >= 3");
	run_until(&world, "event.cancel(r); n = 0; event.after(5, function() done = true end)",
	          "done and n == 0");
	run_until(&world,
	          "i = event.recurrent(0, function(id) n = n + 1; if n == 3 then event.cancel(id) "
	          "end "
	          "end)",
	          "n == 3 and not event.cancel(0)");
}

static void a_function_may_cancel_or_put_off_itself(void **state)
{
	(void)state;
	run_until(&world,
	          "n = 0; event.recurrent(1, function(id) n = n + 1; c = event.cancel(id) end)",
	          "n == 1 and c");
	run_until(&world,
	          "n = 0; event.after(1, function(id) n = n + 1; if n < 3 then "
	          "event.reschedule(id, 1) end end)",
	          "n == 3 and not event.cancel(0)");
	run_until(
		&world,
		"n = 0; event.recurrent(1, function(id) n = n + 1; event.reschedule(id, 1e9) end)",
		"n == 1 and event.cancel(0)");
}

static void one_that_raises_an_error_ends(void **state)
{
	(void)state;
	run_until(&world,
	          "n = 0; event.recurrent(1, function() n = n + 1; error('as it should') end)",
	          "n == 1 and not event.cancel(0)");
	run_until(&world,
	          "i = event.recurrent(1, function(id) event.cancel(id); n = n + 1; error({}) end)",
	          "n == 2 and not event.cancel(0)");
}

static void a_descriptor_becomes_readable(void **state)
{
	int fds[2];
	char command[160];
	(void)state;
	assert_int_equal(pipe(fds), 0);
	snprintf(command, sizeof(command),
	         "i = event.socket(%d, function(id, status, events) got = status == 0 and events "
	         "== 1; "
	         "event.cancel(id) end)",
	         fds[0]);
	assert_true(write(fds[1], "x", 1) == 1);
	run_until(&world, command, "got and not event.cancel(0)");
	snprintf(command, sizeof(command), "i = event.socket(%d, error)", fds[0]);
	run_until(&world, command, "not event.cancel(0)");
	close(fds[0]);
	close(fds[1]);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_calls_are_refused),
		cmocka_unit_test(numbers_are_used_again),
		T(functions_are_called_once_or_again),
		T(a_function_may_cancel_or_put_off_itself),
		T(one_that_raises_an_error_ends),
		T(a_descriptor_becomes_readable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
