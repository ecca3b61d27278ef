/* SPDX-License-Identifier: BSD-2-Clause */
#include "tcp_world.h"

/* A source of numbered messages. */
struct numbers {
	uint32_t next;
	uint32_t count;
	size_t size;
	unsigned turns;
	unsigned released;
	uint32_t wait_at; /* say TCP_WAIT before this one, once */
	uint32_t abort_at;
};

static enum tcp_more next_number(void *ctx, struct tcp_conn *c)
{
	struct numbers *n = ctx;
	n->turns++;
	if (n->next == n->wait_at && n->wait_at != 0) {
		n->wait_at = 0;
		return TCP_WAIT;
	}
	if (n->next == n->abort_at && n->abort_at != 0)
		return TCP_ABORT;
	uint8_t *room = tcp_source_room(c);
	memset(room, 0, n->size);
	wire_set_u32(room, n->next++);
	tcp_source_commit(c, n->size);
	assert_int_equal(tcp_source_written(c), n->size + 2);
	return n->next == n->count ? TCP_END : TCP_MORE;
}

static void release_numbers(void *ctx)
{
	((struct numbers *)ctx)->released++;
}

static void stream_numbers(struct tcp_world *w, struct tcp_conn *c, struct span msg)
{
	struct tcp_source source = {
		.next = next_number,
		.release = release_numbers,
		.ctx = w->extra,
	};
	(void)msg;
	tcp_stream(c, &source);
}

static void check_numbers(struct tcp_world *w, int fd, const struct numbers *n, uint32_t from)
{
	uint8_t *msg = mem_alloc(n->size + 2);
	for (uint32_t i = from; i < n->count; i++) {
		world_read(w, fd, msg, n->size + 2);
		assert_int_equal(wire_get_u16(msg), n->size);
		assert_int_equal(wire_get_u32(msg + 2), i);
	}
	mem_free(msg);
}

static void a_long_answer_is_made_as_it_leaves(void **state)
{
	struct tcp_world w;
	struct numbers n = {.count = 2000, .size = 16384};
	(void)state;
	world_init(&w, world_limits());
	w.handle = stream_numbers;
	w.extra = &n;
	int fd = world_connect(&w);
	world_ask(fd, "q", 1);
	WORLD_UNTIL(&w, n.turns > 0);
	for (int i = 0; i < 100; i++)
		uv_run(&w.loop, UV_RUN_NOWAIT);
	/* 32 MB in all: nobody reads, so only what the kernel buffers has been made. */
	assert_true(n.next < n.count);
	assert_true(mem_accounted(MEM_CONNECTION) < (1 << 20));
	check_numbers(&w, fd, &n, 0);
	assert_int_equal(n.released, 1);
	/* The connection goes on. */
	w.handle = NULL;
	char answer[3];
	world_ask(fd, "q", 1);
	world_read(&w, fd, answer, 3);
	assert_memory_equal(answer, "\0\1q", 3);
	close(fd);
	world_deinit(&w);
}

static void a_source_may_wait(void **state)
{
	struct tcp_world w;
	struct numbers n = {.count = 10, .size = 100, .wait_at = 5};
	(void)state;
	world_init(&w, world_limits());
	w.handle = stream_numbers;
	w.extra = &n;
	int fd = world_connect(&w);
	world_ask(fd, "q", 1);
	WORLD_UNTIL(&w, n.next == 5 && n.wait_at == 0);
	for (int i = 0; i < 10; i++)
		uv_run(&w.loop, UV_RUN_NOWAIT);
	assert_int_equal(n.next, 5);
	tcp_stream_ready(tcp_server_find(w.server, w.handle_of_last));
	check_numbers(&w, fd, &n, 0);
	close(fd);
	world_deinit(&w);
}

static void a_source_that_aborts_closes_the_connection(void **state)
{
	struct tcp_world w;
	struct numbers n = {.count = 10, .size = 100, .abort_at = 3};
	(void)state;
	world_init(&w, world_limits());
	w.handle = stream_numbers;
	w.extra = &n;
	int fd = world_connect(&w);
	world_ask(fd, "q", 1);
	WORLD_UNTIL(&w, w.closed == 1);
	assert_int_equal(n.released, 1);
	close(fd);
	world_deinit(&w);
}

static void a_source_is_released_when_its_peer_leaves(void **state)
{
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	struct numbers n = {.count = 100000, .size = 16384};
	(void)state;
	limits.io_ms = 50;
	world_init(&w, limits);
	w.handle = stream_numbers;
	w.extra = &n;
	int fd = world_connect(&w);
	world_ask(fd, "q", 1);
	WORLD_UNTIL(&w, n.turns > 0);
	/* The peer takes nothing: time runs out. */
	WORLD_UNTIL(&w, w.closed == 1);
	assert_int_equal(n.released, 1);
	close(fd);
	world_deinit(&w);
}

static void two_sources_follow_each_other(void **state)
{
	struct tcp_world w;
	struct numbers n = {.count = 50, .size = 1000};
	(void)state;
	world_init(&w, world_limits());
	w.handle = stream_numbers;
	w.extra = &n;
	int fd = world_connect(&w);
	world_send(fd, "\0\1a\0\1b", 6);
	check_numbers(&w, fd, &n, 0);
	n.next = 0;
	WORLD_UNTIL(&w, n.released >= 1);
	assert_true(w.messages >= 1);
	close(fd);
	world_deinit(&w);
}

static void reading_stops_while_the_peer_takes_nothing(void **state)
{
	enum { SIZE = 30000, COUNT = 600 };
	struct tcp_server_limits limits = world_limits();
	struct tcp_world w;
	(void)state;
	limits.max_output = 100000;
	world_init(&w, limits);
	int fd = world_connect(&w);
	uint8_t *msg = mem_zalloc(SIZE + 2);
	wire_set_u16(msg, SIZE);
	unsigned sent = 0;
	size_t at = 0;
	for (int i = 0; i < 20000 && sent < COUNT; i++) {
		ssize_t n = send(fd, msg + at, SIZE + 2 - at, MSG_NOSIGNAL | MSG_DONTWAIT);
		at += n > 0 ? (size_t)n : 0;
		sent += at == SIZE + 2;
		at %= SIZE + 2;
		uv_run(&w.loop, UV_RUN_NOWAIT);
	}
	assert_true(sent < COUNT);
	assert_true(mem_accounted(MEM_CONNECTION) < 1000000);
	uint8_t *answer = mem_alloc(SIZE + 2);
	for (unsigned i = 0; i < sent; i++) {
		world_read(&w, fd, answer, SIZE + 2);
		assert_memory_equal(answer, msg, SIZE + 2);
	}
	mem_free(answer);
	mem_free(msg);
	close(fd);
	world_deinit(&w);
}

static void keep(struct tcp_world *w, struct tcp_conn *c, struct span msg)
{
	(void)w;
	(void)c;
	(void)msg;
}

static void later_answers_keep_their_order(void **state)
{
	struct tcp_world w;
	char answer[12];
	(void)state;
	world_init(&w, world_limits());
	w.handle = keep;
	int fd = world_connect(&w);
	world_send(fd, "\0\1a\0\1b\0\1c", 9);
	WORLD_UNTIL(&w, w.messages == 3);
	struct tcp_conn *c = tcp_server_find(w.server, w.handle_of_last);
	tcp_reply(c, span_of("3", 1));
	tcp_drop(c);
	tcp_reply(c, span_of("1", 1));
	tcp_push(c, span_of("extra", 4));
	world_read(&w, fd, answer, 12);
	assert_memory_equal(answer, "\0\0013\0\0011\0\4extr", 12);
	close(fd);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_answer_is_made_as_it_leaves),
		cmocka_unit_test(a_source_may_wait),
		cmocka_unit_test(a_source_that_aborts_closes_the_connection),
		cmocka_unit_test(a_source_is_released_when_its_peer_leaves),
		cmocka_unit_test(two_sources_follow_each_other),
		cmocka_unit_test(reading_stops_while_the_peer_takes_nothing),
		cmocka_unit_test(later_answers_keep_their_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
