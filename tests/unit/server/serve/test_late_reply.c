/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "net/socket.h"
#include "server/serve/late_reply.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static struct addr loopback(void)
{
	struct addr a;
	assert_ok(addr_parse(&a, span_str("127.0.0.1"), 0));
	return a;
}

/* ---- UDP ---- */

static int udp_socket(struct addr *at)
{
	struct addr a = loopback();
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, &a.sa, addr_len(&a)), 0);
	*at = socket_local(fd);
	return fd;
}

static void a_reply_leaves_by_a_socket_whose_worker_is_gone(void **state)
{
	struct addr server_at, client_at, from;
	struct addr none = {.sa.sa_family = AF_UNSPEC};
	socklen_t len = sizeof(from);
	char got[16] = "";
	(void)state;
	int server = udp_socket(&server_at), client = udp_socket(&client_at);
	struct late_socket *late = late_socket_new(server);
	struct ddns_return first = late_by_udp(late, &client_at, &none);
	struct ddns_return second = late_by_udp(late, &client_at, &none);
	late_socket_unref(late);
	close(server);
	second.send(second.ctx, span_of(NULL, 0)); /* none */
	first.send(first.ctx, span_str("late"));
	assert_int_equal(recvfrom(client, got, sizeof(got), 0, &from.sa, &len), 4);
	assert_string_equal(got, "late");
	assert_true(addr_equal(&from, &server_at, true));
	close(client);
}

/* ---- TCP ---- */

static struct tcp_world {
	uv_loop_t loop;
	uv_async_t wake;
	struct tcp_server *server;
	struct late_queue *late;
	struct ddns_return due[8];
	unsigned due_count;
	unsigned closed;
} t;

static void on_messages(void *ctx, struct tcp_conn *c, const struct span *msgs, size_t count)
{
	(void)ctx;
	(void)msgs;
	for (size_t i = 0; i < count; i++)
		t.due[t.due_count++] = late_by_tcp(t.late, tcp_conn_handle(c));
}

static void on_closed(void *ctx, struct tcp_conn *c)
{
	(void)ctx;
	(void)c;
	t.closed++;
}

static void on_wake(uv_async_t *handle)
{
	(void)handle;
	late_queue_deliver(t.late, t.server);
}

static void on_server_gone(void *ctx)
{
	(void)ctx;
	late_queue_close(t.late);
	uv_close((uv_handle_t *)&t.wake, NULL);
}

static int tcp_begin(struct addr *at)
{
	const struct tcp_server_limits limits = {
		.max_clients = 4, .max_pending = 8, .max_output = 1 << 20};
	const struct tcp_server_events events = {.messages = on_messages, .closed = on_closed};
	struct addr a = loopback();
	t = (struct tcp_world){0};
	uv_loop_init(&t.loop);
	uv_async_init(&t.loop, &t.wake, on_wake);
	t.late = late_queue_new(&t.wake);
	t.server = tcp_server_new(&t.loop, &limits, &events, NULL);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(fd, &a.sa, addr_len(&a)), 0);
	assert_int_equal(listen(fd, 4), 0);
	*at = socket_local(fd);
	assert_ok(tcp_server_listen(t.server, fd, NULL));
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(client, &at->sa, addr_len(at)), 0);
	return client;
}

static void tcp_end(void)
{
	tcp_server_close(t.server, 0, on_server_gone, NULL);
	uv_run(&t.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&t.loop), 0);
}

static void *send_from_elsewhere(void *arg)
{
	struct ddns_return *r = arg;
	r->send(r->ctx, span_str("late"));
	return NULL;
}

static void run_until_due(unsigned count)
{
	while (t.due_count < count)
		uv_run(&t.loop, UV_RUN_ONCE);
}

static void a_reply_of_another_thread_reaches_the_connection(void **state)
{
	struct addr at;
	pthread_t thread;
	char got[8] = "";
	(void)state;
	int client = tcp_begin(&at);
	assert_int_equal(write(client, "\0\2ab\0\2cd", 8), 8);
	run_until_due(2);
	assert_int_equal(pthread_create(&thread, NULL, send_from_elsewhere, &t.due[1]), 0);
	pthread_join(thread, NULL);
	t.due[0].send(t.due[0].ctx, span_of(NULL, 0)); /* none for this one */
	struct pollfd p = {.fd = client, .events = POLLIN};
	while (poll(&p, 1, 0) == 0)
		uv_run(&t.loop, UV_RUN_NOWAIT);
	assert_int_equal(read(client, got, sizeof(got)), 6);
	assert_memory_equal(got, "\0\4late", 6);
	close(client);
	tcp_end();
}

static void a_reply_to_a_connection_that_is_gone_is_lost(void **state)
{
	struct addr at;
	(void)state;
	int client = tcp_begin(&at);
	assert_int_equal(write(client, "\0\2ab", 4), 4);
	run_until_due(1);
	struct linger hard = {1, 0};
	setsockopt(client, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(client);
	while (t.closed == 0)
		uv_run(&t.loop, UV_RUN_ONCE);
	send_from_elsewhere(&t.due[0]);
	uv_run(&t.loop, UV_RUN_ONCE);
	tcp_end();
}

static void replies_after_the_end_of_the_loop_are_lost(void **state)
{
	struct addr at;
	(void)state;
	int client = tcp_begin(&at);
	assert_int_equal(write(client, "\0\2ab\0\2cd", 8), 8);
	run_until_due(2);
	send_from_elsewhere(&t.due[0]); /* put in, and never handed over */
	tcp_end();
	send_from_elsewhere(&t.due[1]);
	close(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_leaves_by_a_socket_whose_worker_is_gone),
		cmocka_unit_test(a_reply_of_another_thread_reaches_the_connection),
		cmocka_unit_test(a_reply_to_a_connection_that_is_gone_is_lost),
		cmocka_unit_test(replies_after_the_end_of_the_loop_are_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
