/* SPDX-License-Identifier: BSD-2-Clause */
#include "tcp_world.h"

#include "net/tcp_client.h"

struct caller {
	struct tcp_world world;
	struct tcp_client *client;
	bool connected;
	unsigned messages;
	size_t octets;
	enum err ended;
	bool has_ended;
};

static void on_connected(void *ctx)
{
	((struct caller *)ctx)->connected = true;
}

static void on_messages(void *ctx, const struct span *msgs, size_t count)
{
	struct caller *c = ctx;
	for (size_t i = 0; i < count; i++)
		c->octets += msgs[i].len;
	c->messages += (unsigned)count;
}

static void on_ended(void *ctx, enum err err)
{
	struct caller *c = ctx;
	c->ended = err;
	c->has_ended = true;
}

static const struct tcp_client_events events = {
	.connected = on_connected,
	.messages = on_messages,
	.ended = on_ended,
};

static struct caller *caller_new(void)
{
	struct caller *c = mem_zalloc(sizeof(*c));
	world_init(&c->world, world_limits());
	return c;
}

static void caller_free(struct caller *c)
{
	world_deinit(&c->world);
	mem_free(c);
}

static void call(struct caller *c, const struct tcp_client_options *options)
{
	assert_ok(tcp_client_open(&c->client, &c->world.loop, &c->world.at, options, &events, c));
}

static void messages_sent_before_connecting_arrive_together(void **state)
{
	struct caller *c = caller_new();
	(void)state;
	call(c, &(struct tcp_client_options){.connect_ms = WORLD_PATIENCE_MS});
	for (int i = 0; i < 10; i++)
		assert_ok(tcp_client_send(c->client, span_of("hello", 5)));
	WORLD_UNTIL(&c->world, c->messages == 10);
	assert_int_equal(c->octets, 50);
	assert_true(c->connected);
	assert_true(tcp_client_is_connected(c->client));
	assert_int_equal(c->world.calls, 1);
	tcp_client_close(c->client);
	caller_free(c);
}

static void big_messages_go_through(void **state)
{
	struct caller *c = caller_new();
	uint8_t *big = mem_zalloc(65535);
	(void)state;
	call(c, &(struct tcp_client_options){.max_output = 4 << 20});
	for (int i = 0; i < 40; i++)
		assert_ok(tcp_client_send(c->client, span_of(big, 65535)));
	WORLD_UNTIL(&c->world, c->messages == 40);
	assert_int_equal(c->octets, 40 * 65535);
	assert_int_equal(tcp_client_send(c->client, span_of(big, 65536)), E_RANGE);
	mem_free(big);
	tcp_client_close(c->client);
	caller_free(c);
}

static void output_is_bounded(void **state)
{
	struct caller *c = caller_new();
	(void)state;
	call(c, &(struct tcp_client_options){.max_output = 10});
	assert_ok(tcp_client_send(c->client, span_of("12345678", 8)));
	assert_int_equal(tcp_client_send(c->client, span_of("1", 1)), E_LIMIT);
	tcp_client_close(c->client);
	caller_free(c);
}

static void nobody_listening_is_told(void **state)
{
	struct caller *c = caller_new();
	int fd = -1;
	(void)state;
	struct addr nowhere = c->world.at;
	addr_set_port(&nowhere, 0);
	assert_ok(socket_bind_udp(&fd, &nowhere, NULL, NULL)); /* a port without TCP */
	nowhere = socket_local(fd);
	struct tcp_client_options none = {.connect_ms = 0};
	enum err e = tcp_client_open(&c->client, &c->world.loop, &nowhere, &none, &events, c);
	if (e == OK) {
		WORLD_UNTIL(&c->world, c->has_ended);
		e = c->ended;
		assert_int_equal(tcp_client_send(c->client, span_of("x", 1)), E_CLOSED);
		tcp_client_close(c->client);
	}
	assert_int_equal(e, E_CONNREFUSED);
	close(fd);
	caller_free(c);
}

static void the_end_of_the_connection_is_told_once(void **state)
{
	struct caller *c = caller_new();
	(void)state;
	call(c, &(struct tcp_client_options){.connect_ms = 0});
	WORLD_UNTIL(&c->world, c->connected && c->world.opened == 1);
	tcp_conn_close(c->world.conn);
	WORLD_UNTIL(&c->world, c->has_ended);
	assert_int_equal(c->ended, E_CLOSED);
	tcp_client_close(c->client);
	caller_free(c);
}

static void a_connection_that_hangs_times_out(void **state)
{
	struct caller *c = caller_new();
	struct socket_options one = {.backlog = 1};
	struct addr at = c->world.at;
	int fd = -1, fill[8];
	(void)state;
	addr_set_port(&at, 0);
	assert_ok(socket_listen(&fd, &at, &one, NULL));
	at = socket_local(fd);
	/* Nobody accepts: once the queue is full the kernel drops further attempts. */
	for (size_t i = 0; i < ARRAY_LEN(fill); i++)
		assert_ok(socket_connect_stream(&fill[i], &at, NULL, false));
	struct tcp_client_options options = {.connect_ms = 50};
	assert_ok(tcp_client_open(&c->client, &c->world.loop, &at, &options, &events, c));
	WORLD_UNTIL(&c->world, c->has_ended);
	assert_int_equal(c->ended, E_TIMEOUT);
	tcp_client_close(c->client);
	for (size_t i = 0; i < ARRAY_LEN(fill); i++)
		close(fill[i]);
	close(fd);
	caller_free(c);
}

static void a_paused_client_reads_nothing(void **state)
{
	struct caller *c = caller_new();
	(void)state;
	call(c, &(struct tcp_client_options){.connect_ms = 0});
	tcp_client_pause(c->client, true);
	assert_ok(tcp_client_send(c->client, span_of("x", 1)));
	WORLD_UNTIL(&c->world, c->world.messages == 1);
	for (int i = 0; i < 20; i++)
		uv_run(&c->world.loop, UV_RUN_NOWAIT);
	assert_int_equal(c->messages, 0);
	tcp_client_pause(c->client, false);
	WORLD_UNTIL(&c->world, c->messages == 1);
	tcp_client_close(c->client);
	caller_free(c);
}

static void a_connection_goes_from_one_client_to_the_next(void **state)
{
	struct caller *c = caller_new();
	const struct tcp_client_options none = {.connect_ms = 0};
	(void)state;
	call(c, &none);
	assert_ok(tcp_client_send(c->client, span_of("one", 3)));
	WORLD_UNTIL(&c->world, c->messages == 1);
	int fd = tcp_client_release(c->client);
	assert_true(fd >= 0);
	c->connected = false;
	assert_ok(tcp_client_adopt(&c->client, &c->world.loop, fd, &none, &events, c));
	assert_ok(tcp_client_send(c->client, span_of("two", 3)));
	WORLD_UNTIL(&c->world, c->messages == 2);
	assert_true(c->connected);
	assert_int_equal(c->world.opened, 1);
	tcp_client_close(c->client);
	caller_free(c);
}

static void what_is_of_no_use_is_not_released(void **state)
{
	struct caller *c = caller_new();
	const struct tcp_client_options none = {.connect_ms = 0};
	(void)state;
	call(c, &none);
	assert_int_equal(tcp_client_release(c->client), -1); /* not connected yet */
	call(c, &none);
	WORLD_UNTIL(&c->world, c->connected);
	assert_ok(tcp_client_send(c->client, span_of("x", 1)));
	assert_int_equal(tcp_client_release(c->client), -1); /* something waits to be sent */
	c->connected = false;
	call(c, &none);
	WORLD_UNTIL(&c->world, c->connected && c->world.opened > 0);
	tcp_conn_close(c->world.conn);
	WORLD_UNTIL(&c->world, c->has_ended);
	assert_int_equal(tcp_client_release(c->client), -1);
	caller_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_sent_before_connecting_arrive_together),
		cmocka_unit_test(big_messages_go_through),
		cmocka_unit_test(output_is_bounded),
		cmocka_unit_test(nobody_listening_is_told),
		cmocka_unit_test(the_end_of_the_connection_is_told_once),
		cmocka_unit_test(a_connection_that_hangs_times_out),
		cmocka_unit_test(a_paused_client_reads_nothing),
		cmocka_unit_test(a_connection_goes_from_one_client_to_the_next),
		cmocka_unit_test(what_is_of_no_use_is_not_released),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
