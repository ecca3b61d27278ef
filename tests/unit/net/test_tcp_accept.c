/* SPDX-License-Identifier: BSD-2-Clause */
#include "tcp_world.h"

static void clients_are_counted_and_told_apart(void **state)
{
	struct tcp_world w;
	char answer[5];
	(void)state;
	world_init(&w, world_limits());
	int a = world_connect(&w), b = world_connect(&w);
	WORLD_UNTIL(&w, w.opened == 2);
	assert_int_equal(tcp_server_clients(w.server), 2);
	assert_ptr_equal(tcp_conn_tag(w.conn), &w);
	assert_true(addr_equal(tcp_conn_local(w.conn), &w.at, true));
	struct addr own = socket_local(b);
	assert_true(addr_equal(tcp_conn_peer(w.conn), &own, true));
	world_ask(b, "two", 3);
	world_read(&w, b, answer, 5);
	assert_memory_equal(answer, "\0\3two", 5);
	close(a);
	WORLD_UNTIL(&w, w.closed == 1);
	assert_int_equal(tcp_server_clients(w.server), 1);
	close(b);
	world_deinit(&w);
}

static void the_longest_idle_client_makes_room(void **state)
{
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	int fds[3];
	char answer[3];
	(void)state;
	limits.max_clients = 2;
	world_init(&w, limits);
	for (int i = 0; i < 2; i++) {
		fds[i] = world_connect(&w);
		WORLD_UNTIL(&w, w.opened == (unsigned)i + 1);
	}
	world_ask(fds[0], "x", 1); /* the first is now the one used last */
	world_read(&w, fds[0], answer, 3);
	fds[2] = world_connect(&w);
	WORLD_UNTIL(&w, w.opened == 3);
	assert_int_equal(tcp_server_clients(w.server), 2);
	WORLD_UNTIL(&w, w.closed == 1);
	assert_true(world_is_closed(fds[1]));
	assert_false(world_is_closed(fds[0]));
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	world_deinit(&w);
}

static void say_nothing(struct tcp_world *w, struct tcp_conn *c, struct span msg)
{
	(void)w;
	(void)c;
	(void)msg;
}

static void busy_clients_are_not_driven_out(void **state)
{
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	(void)state;
	limits.max_clients = 1;
	world_init(&w, limits);
	w.handle = say_nothing; /* the answer is still pending */
	int first = world_connect(&w);
	world_ask(first, "x", 1);
	WORLD_UNTIL(&w, w.messages == 1);
	int second = world_connect(&w);
	for (int i = 0; i < 20; i++)
		uv_run(&w.loop, UV_RUN_NOWAIT);
	assert_int_equal(w.opened, 1);
	close(first);
	/* libuv does not read from it: the answer lets the server notice. */
	tcp_drop(tcp_server_find(w.server, w.handle_of_last));
	WORLD_UNTIL(&w, w.opened == 2);
	close(second);
	world_deinit(&w);
}

/* Who begins messages and does not end them keeps nobody out. */
static void unfinished_messages_make_room(void **state)
{
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	int fds[4];
	char answer[3];
	(void)state;
	limits.max_clients = 2;
	world_init(&w, limits);
	for (int i = 0; i < 2; i++) {
		fds[i] = world_connect(&w);
		world_send(fds[i], "\0\x30half", 6);
		WORLD_UNTIL(&w, w.opened == (unsigned)i + 1);
	}
	for (int i = 0; i < 20; i++)
		uv_run(&w.loop, UV_RUN_NOWAIT);
	fds[2] = world_connect(&w);
	world_ask(fds[2], "x", 1);
	world_read(&w, fds[2], answer, 3);
	assert_memory_equal(answer, "\0\1x", 3);
	assert_true(world_is_closed(fds[0]));
	assert_false(world_is_closed(fds[1]));
	fds[3] = world_connect(&w); /* before unfinished ones go idle ones */
	WORLD_UNTIL(&w, w.opened == 4 && w.closed == 2);
	assert_true(world_is_closed(fds[2]));
	assert_false(world_is_closed(fds[1]));
	for (int i = 0; i < 4; i++)
		close(fds[i]);
	world_deinit(&w);
}

static void idle_clients_are_closed_in_time(void **state)
{
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	(void)state;
	limits.idle_ms = 30;
	world_init(&w, limits);
	int fd = world_connect(&w);
	WORLD_UNTIL(&w, w.opened == 1);
	WORLD_UNTIL(&w, w.closed == 1);
	assert_true(world_is_closed(fd));
	assert_int_equal(w.timeouts.idle, 1);
	assert_int_equal(w.timeouts.io, 0);
	close(fd);
	world_deinit(&w);
}

static void octets_that_trickle_do_not_prolong_a_message(void **state)
{
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	(void)state;
	limits.io_ms = 60;
	world_init(&w, limits);
	int fd = world_connect(&w);
	WORLD_UNTIL(&w, w.opened == 1);
	world_send(fd, "\xff\xff", 2); /* so many octets are promised */
	struct mono begun = clock_mono();
	while (w.closed == 0) {
		assert_true(mono_ms_between(begun, clock_mono()) < WORLD_PATIENCE_MS);
		send(fd, "x", 1, MSG_NOSIGNAL);
		uv_run(&w.loop, UV_RUN_ONCE);
	}
	assert_int_equal(w.messages, 0);
	assert_int_equal(w.timeouts.io, 1);
	close(fd);
	world_deinit(&w);
}

static void unwelcome_clients_are_closed(void **state)
{
	struct tcp_world w;
	(void)state;
	world_init(&w, world_limits());
	w.refuse = true;
	int fd = world_connect(&w);
	WORLD_UNTIL(&w, w.closed == 1);
	assert_int_equal(tcp_server_clients(w.server), 0);
	close(fd);
	world_deinit(&w);
}

static void closing_lets_pending_answers_out(void **state)
{
	struct tcp_world w;
	bool done = false;
	char answer[6];
	(void)state;
	world_init(&w, world_limits());
	w.handle = say_nothing;
	int busy = world_connect(&w), idle = world_connect(&w);
	world_ask(busy, "x", 1);
	WORLD_UNTIL(&w, w.messages == 1 && w.opened == 2);
	struct tcp_conn *c = NULL;
	for (uint32_t slot = 0; slot < 2; slot++) {
		struct tcp_conn *k = tcp_server_find(
			w.server, (struct tcp_handle){.slot = slot, .generation = 1});
		struct addr own = socket_local(busy);
		if (addr_equal(tcp_conn_peer(k), &own, true))
			c = k;
	}
	assert_non_null(c);
	tcp_server_close(w.server, WORLD_PATIENCE_MS, world_done, &done);
	WORLD_UNTIL(&w, w.closed == 1);
	assert_true(world_is_closed(idle));
	tcp_reply(c, span_of("late", 4));
	world_read(&w, busy, answer, 6);
	assert_memory_equal(answer, "\0\4late", 6);
	WORLD_UNTIL(&w, done);
	assert_int_equal(uv_loop_close(&w.loop), 0);
	close(busy);
	close(idle);
}

static void only_listening_sockets_are_taken(void **state)
{
	struct tcp_world w;
	(void)state;
	world_init(&w, world_limits());
	int fd = world_connect(&w);
	assert_int_equal(tcp_server_listen(w.server, fd, NULL), E_INVALID);
	close(fd);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clients_are_counted_and_told_apart),
		cmocka_unit_test(the_longest_idle_client_makes_room),
		cmocka_unit_test(busy_clients_are_not_driven_out),
		cmocka_unit_test(unfinished_messages_make_room),
		cmocka_unit_test(idle_clients_are_closed_in_time),
		cmocka_unit_test(octets_that_trickle_do_not_prolong_a_message),
		cmocka_unit_test(unwelcome_clients_are_closed),
		cmocka_unit_test(closing_lets_pending_answers_out),
		cmocka_unit_test(only_listening_sockets_are_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
