/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "net/socket.h"
#include "net/udp_server.h"

#include <string.h>
#include <unistd.h>

struct world {
	uv_loop_t loop;
	struct udp_server *server;
	bool later;
	unsigned batches;
	unsigned packets;
};

static void on_batch(void *ctx, struct udp_server *s, struct udp_batch *b, void *tag)
{
	struct world *w = ctx;
	assert_ptr_equal(tag, w);
	w->batches++;
	for (unsigned i = 0; i < b->count; i++) {
		struct udp_packet *p = &b->packets[i];
		w->packets++;
		if (w->later) {
			udp_server_reply(s, &p->peer, &p->local, p->data);
		} else {
			memcpy(p->reply, p->data.data, p->data.len);
			p->reply_len = p->data.len;
		}
	}
}

static void check_echo(bool later)
{
	enum { COUNT = 100 };
	struct world w = {.later = later};
	struct addr a, none = {.sa.sa_family = AF_UNSPEC};
	struct udp_batch *b = udp_batch_new(512, 512);
	int fd = -1, client = -1;
	assert_ok(addr_parse(&a, span_str("127.0.0.1"), 0));
	uv_loop_init(&w.loop);
	assert_ok(socket_bind_udp(&fd, &a, NULL, NULL));
	assert_ok(socket_bind_udp(&client, &a, NULL, NULL));
	a = socket_local(fd);
	assert_ok(udp_server_new(&w.server, &w.loop, fd, b, on_batch, &w, &w));
	for (uint8_t i = 0; i < COUNT; i++)
		assert_ok(udp_send(client, &a, &none, span_of(&i, 1)));
	while (w.packets < COUNT)
		uv_run(&w.loop, UV_RUN_ONCE);
	uv_run(&w.loop, UV_RUN_NOWAIT);
	assert_true(w.batches <= 3);
	struct udp_batch *c = udp_batch_new(512, 512);
	unsigned got = 0;
	while (udp_batch_receive(c, client) == OK)
		got += c->count;
	assert_int_equal(got, COUNT);
	udp_server_close(w.server);
	uv_run(&w.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&w.loop), 0);
	udp_batch_free(b);
	udp_batch_free(c);
	close(client);
}

static void replies_leave_with_the_batch(void **state)
{
	(void)state;
	check_echo(false);
}

static void later_replies_leave_before_the_loop_waits(void **state)
{
	(void)state;
	check_echo(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_leave_with_the_batch),
		cmocka_unit_test(later_replies_leave_before_the_loop_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
