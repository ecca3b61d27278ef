/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "resolver/main/resolver.h"

#include <string.h>

static void eval(struct resolver *r, const char *command, const char *expected)
{
	struct text out;
	text_init(&out);
	text_put(&out, "");
	assert_true(script_eval(resolver_script(r), span_str(command), &out));
	assert_string_equal(out.buf, expected);
	text_deinit(&out);
}

/* The port that UDP is given may be taken for TCP: once more, then. */
static void listen_somewhere(struct resolver *r)
{
	eval(r,
	     "(function() for _ = 1, 20 do"
	     " if pcall(net.listen, '127.0.0.1', 0) then return true end "
	     "end end)()",
	     "true\n");
}

static void a_process_is_made_and_ended(void **state)
{
	const struct group group = {.id = 1, .count = 2};
	struct resolver *r = resolver_new(&group, NULL);
	struct serve_place place;
	(void)state;
	eval(r, "worker.id", "1\n");
	eval(r, "#hints.root()['a.root-servers.net.']", "2\n");
	assert_false(serve_listener(resolver_serve(r), 0, &place));
	resolver_free(r);
}

static void what_stops_it_before_it_runs_stops_it(void **state)
{
	const struct group group = {.count = 1};
	struct resolver *r = resolver_new(&group, NULL);
	(void)state;
	listen_somewhere(r);
	resolver_set_verbose(r, true);
	eval(r, "quit()", "");
	resolver_run(r); /* returns */
	resolver_free(r);
}

static void on_timer(uv_timer_t *t)
{
	resolver_stop(t->data);
	uv_close((uv_handle_t *)t, NULL);
}

static void it_runs_until_it_is_stopped(void **state)
{
	const struct group group = {.count = 1};
	struct resolver *r = resolver_new(&group, NULL);
	uv_timer_t timer;
	(void)state;
	uv_timer_init(resolver_loop(r), &timer);
	timer.data = r;
	uv_timer_start(&timer, on_timer, 1, 0);
	listen_somewhere(r);
	resolver_run(r);
	resolver_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_is_made_and_ended),
		cmocka_unit_test(what_stops_it_before_it_runs_stops_it),
		cmocka_unit_test(it_runs_until_it_is_stopped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
