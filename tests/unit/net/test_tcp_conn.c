/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/frame.h"
#include "tcp_world.h"

static void messages_of_one_read_come_together_and_leave_together(void **state)
{
	enum { COUNT = 30 };
	struct tcp_world w;
	uint8_t stream[COUNT * 5], answer[COUNT * 5];
	struct tcp_server_limits limits = world_limits();
	(void)state;
	limits.max_output = COUNT * FRAME_MAX; /* no more are handed over than it has room for */
	world_init(&w, limits);
	int fd = world_connect(&w);
	for (int i = 0; i < COUNT; i++)
		memcpy(stream + i * 5, "\0\3abc", 5);
	world_send(fd, stream, sizeof(stream));
	world_read(&w, fd, answer, sizeof(answer));
	assert_memory_equal(answer, stream, sizeof(stream));
	assert_int_equal(w.messages, COUNT);
	assert_int_equal(w.calls, 1);
	close(fd);
	world_deinit(&w);
}

static void messages_may_come_octet_by_octet(void **state)
{
	static const char query[] = "\0\5hello";
	struct tcp_world w;
	char answer[7];
	(void)state;
	world_init(&w, world_limits());
	int fd = world_connect(&w);
	for (int i = 0; i < 7; i++) {
		world_send(fd, &query[i], 1);
		for (int j = 0; j < 3; j++)
			uv_run(&w.loop, UV_RUN_NOWAIT);
		assert_int_equal(w.messages, i == 6);
	}
	world_read(&w, fd, answer, 7);
	assert_memory_equal(answer, "\0\5hello", 7);
	close(fd);
	world_deinit(&w);
}

static void keep_for_later(struct tcp_world *w, struct tcp_conn *c, struct span msg)
{
	(void)w;
	(void)c;
	(void)msg;
}

static void no_more_is_handed_over_than_may_be_pending(void **state)
{
	enum { COUNT = 10 };
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	char stream[COUNT * 3], answer[3];
	(void)state;
	limits.max_pending = 4;
	world_init(&w, limits);
	w.handle = keep_for_later;
	int fd = world_connect(&w);
	for (int i = 0; i < COUNT; i++)
		memcpy(stream + i * 3, "\0\1q", 3);
	world_send(fd, stream, sizeof(stream));
	WORLD_UNTIL(&w, w.messages == 4);
	for (int i = 0; i < 10; i++)
		uv_run(&w.loop, UV_RUN_NOWAIT);
	assert_int_equal(w.messages, 4);
	/* Each answer lets one more in. */
	tcp_reply(tcp_server_find(w.server, w.handle_of_last), span_of("r", 1));
	world_read(&w, fd, answer, 3);
	WORLD_UNTIL(&w, w.messages == 5);
	for (int i = 1; i < COUNT; i++) {
		tcp_reply(tcp_server_find(w.server, w.handle_of_last), span_of("r", 1));
		world_read(&w, fd, answer, 3);
	}
	assert_int_equal(w.messages, COUNT);
	close(fd);
	world_deinit(&w);
}

static void answer_long(struct tcp_world *w, struct tcp_conn *c, struct span msg)
{
	(void)w;
	(void)msg;
	memset(tcp_reply_room(c), 'x', 2000);
	tcp_reply_commit(c, 2000);
}

static void one_connection_does_not_take_all_of_a_turn(void **state)
{
	enum { COUNT = 5000 };
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	static char stream[COUNT * 3];
	(void)state;
	limits.max_output = 64 << 20;
	world_init(&w, limits);
	w.handle = answer_long;
	int fd = world_connect(&w);
	for (int i = 0; i < COUNT; i++)
		memcpy(stream + i * 3, "\0\1q", 3);
	world_send(fd, stream, sizeof(stream));
	WORLD_UNTIL(&w, w.messages > 0);
	while (w.messages < COUNT / 2) {
		unsigned before = w.messages;
		uv_run(&w.loop, UV_RUN_NOWAIT);
		assert_in_range(w.messages - before, 1, 300);
	}
	/* And the loop does not sleep on what is left. */
	WORLD_UNTIL(&w, w.messages == COUNT);
	close(fd);
	world_deinit(&w);
}

static void all_connections_together_take_a_bounded_part_of_a_turn(void **state)
{
	enum { CLIENTS = 8, COUNT = 1000 };
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	static char stream[COUNT * 3];
	int fd[CLIENTS];
	(void)state;
	limits.max_output = 64 << 20;
	world_init(&w, limits);
	w.handle = answer_long;
	for (int i = 0; i < COUNT; i++)
		memcpy(stream + i * 3, "\0\1q", 3);
	for (int i = 0; i < CLIENTS; i++) {
		fd[i] = world_connect(&w);
		world_send(fd[i], stream, sizeof(stream));
	}
	WORLD_UNTIL(&w, w.messages > 0);
	while (w.messages < CLIENTS * COUNT / 2) {
		unsigned before = w.messages;
		uv_run(&w.loop, UV_RUN_NOWAIT);
		/* What was begun at the end of a turn may go on in the next one's count. */
		assert_in_range(w.messages - before, 1, 700);
	}
	WORLD_UNTIL(&w, w.messages == CLIENTS * COUNT);
	for (int i = 0; i < CLIENTS; i++)
		close(fd[i]);
	world_deinit(&w);
}

static void a_handle_outlives_its_connection(void **state)
{
	struct tcp_world w;
	(void)state;
	world_init(&w, world_limits());
	assert_null(tcp_server_find(w.server, (struct tcp_handle){0, 0}));
	int fd = world_connect(&w);
	WORLD_UNTIL(&w, w.opened == 1);
	struct tcp_handle old = w.handle_of_last;
	assert_ptr_equal(tcp_server_find(w.server, old), w.conn);
	close(fd);
	WORLD_UNTIL(&w, w.closed == 1);
	assert_null(tcp_server_find(w.server, old));
	fd = world_connect(&w);
	WORLD_UNTIL(&w, w.opened == 2);
	assert_int_equal(w.handle_of_last.slot, old.slot);
	assert_null(tcp_server_find(w.server, old));
	assert_non_null(tcp_server_find(w.server, w.handle_of_last));
	close(fd);
	world_deinit(&w);
}

static void a_half_closed_peer_still_gets_its_answers(void **state)
{
	struct tcp_world w;
	char answer[3];
	(void)state;
	world_init(&w, world_limits());
	w.handle = keep_for_later;
	int fd = world_connect(&w);
	world_ask(fd, "q", 1);
	shutdown(fd, SHUT_WR);
	WORLD_UNTIL(&w, w.messages == 1);
	for (int i = 0; i < 10; i++)
		uv_run(&w.loop, UV_RUN_NOWAIT);
	assert_int_equal(w.closed, 0);
	tcp_reply(tcp_server_find(w.server, w.handle_of_last), span_of("r", 1));
	world_read(&w, fd, answer, 3);
	WORLD_UNTIL(&w, w.closed == 1);
	close(fd);
	world_deinit(&w);
}

static void close_it(struct tcp_world *w, struct tcp_conn *c, struct span msg)
{
	(void)w;
	(void)msg;
	tcp_conn_close(c);
	tcp_reply(c, span_of("x", 1)); /* does nothing */
}

static void a_connection_may_be_closed_from_within(void **state)
{
	struct tcp_world w;
	(void)state;
	world_init(&w, world_limits());
	w.handle = close_it;
	int fd = world_connect(&w);
	world_send(fd, "\0\1a\0\1b\0\1", 8);
	WORLD_UNTIL(&w, w.closed == 1);
	assert_int_equal(w.calls, 1);
	close(fd);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_of_one_read_come_together_and_leave_together),
		cmocka_unit_test(messages_may_come_octet_by_octet),
		cmocka_unit_test(no_more_is_handed_over_than_may_be_pending),
		cmocka_unit_test(one_connection_does_not_take_all_of_a_turn),
		cmocka_unit_test(all_connections_together_take_a_bounded_part_of_a_turn),
		cmocka_unit_test(a_handle_outlives_its_connection),
		cmocka_unit_test(a_half_closed_peer_still_gets_its_answers),
		cmocka_unit_test(a_connection_may_be_closed_from_within),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
