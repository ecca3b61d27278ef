/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "net/socket.h"
#include "net/udp_batch.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { PATIENCE_MS = 2000 };

static struct addr at(const char *text)
{
	struct addr a;
	assert_ok(addr_parse(&a, span_str(text), 0));
	return a;
}

struct pair {
	int server;
	int client;
	struct addr server_addr;
};

static struct pair make_pair(const char *listen, const char *reach)
{
	struct pair p;
	struct addr l = at(listen), any = at("127.0.0.1");
	assert_ok(socket_bind_udp(&p.server, &l, NULL, NULL));
	assert_ok(socket_bind_udp(&p.client, &any, NULL, NULL));
	struct addr own = socket_local(p.server);
	p.server_addr = at(reach);
	addr_set_port(&p.server_addr, addr_port(&own));
	return p;
}

static void close_pair(struct pair *p)
{
	close(p->server);
	close(p->client);
}

static void a_batch_is_answered_in_one_go(void **state)
{
	(void)state;
	struct pair p = make_pair("127.0.0.1", "127.0.0.1");
	struct udp_batch *server = udp_batch_new(512, 512), *client = udp_batch_new(512, 512);
	struct addr none = {.sa.sa_family = AF_UNSPEC};
	for (uint8_t i = 0; i < 40; i++)
		assert_ok(udp_send(p.client, &p.server_addr, &none, span_of(&i, 1)));
	assert_true(udp_wait(p.server, -1, PATIENCE_MS));
	assert_ok(udp_batch_receive(server, p.server));
	assert_int_equal(server->count, 40);
	for (unsigned i = 0; i < server->count; i++) {
		struct udp_packet *k = &server->packets[i];
		assert_int_equal(k->data.len, 1);
		assert_int_equal(k->data.data[0], i);
		assert_int_equal(addr_family(&k->local), AF_UNSPEC);
		k->reply[0] = k->data.data[0];
		k->reply[1] = 'r';
		k->reply_len = i % 2 == 0 ? 2 : 0; /* every other one gets no reply */
	}
	udp_batch_send(server, p.server);
	assert_int_equal(server->unsent, 0);
	assert_true(udp_wait(p.client, -1, PATIENCE_MS));
	assert_ok(udp_batch_receive(client, p.client));
	assert_int_equal(client->count, 20);
	assert_int_equal(client->packets[19].data.data[0], 38);
	assert_int_equal(udp_batch_receive(server, p.server), E_AGAIN);
	assert_int_equal(server->count, 0);
	udp_batch_free(server);
	udp_batch_free(client);
	close_pair(&p);
}

static void replies_leave_from_the_address_asked(void **state)
{
	(void)state;
	struct pair p = make_pair("0.0.0.0", "127.0.0.3");
	struct udp_batch *b = udp_batch_new(512, 512);
	struct addr none = {.sa.sa_family = AF_UNSPEC};
	assert_ok(udp_send(p.client, &p.server_addr, &none, span_of("q", 1)));
	assert_true(udp_wait(p.server, -1, PATIENCE_MS));
	assert_ok(udp_batch_receive(b, p.server));
	assert_true(addr_equal(&b->packets[0].local, &p.server_addr, false));
	b->packets[0].reply[0] = 'r';
	b->packets[0].reply_len = 1;
	udp_batch_send(b, p.server);
	assert_true(udp_wait(p.client, -1, PATIENCE_MS));
	assert_ok(udp_batch_receive(b, p.client));
	assert_true(addr_equal(&b->packets[0].peer, &p.server_addr, true));
	udp_batch_free(b);
	close_pair(&p);
}

static void what_does_not_fit_is_marked(void **state)
{
	(void)state;
	struct pair p = make_pair("127.0.0.1", "127.0.0.1");
	struct udp_batch *b = udp_batch_new(16, 16);
	struct addr none = {.sa.sa_family = AF_UNSPEC};
	uint8_t big[100] = {0};
	assert_ok(udp_send(p.client, &p.server_addr, &none, span_of(big, sizeof(big))));
	assert_true(udp_wait(p.server, -1, PATIENCE_MS));
	assert_ok(udp_batch_receive(b, p.server));
	assert_true(b->packets[0].truncated);
	assert_int_equal(b->packets[0].data.len, 16);
	udp_batch_free(b);
	close_pair(&p);
}

static void a_reply_that_cannot_leave_does_not_stop_the_others(void **state)
{
	(void)state;
	struct pair p = make_pair("127.0.0.1", "127.0.0.1");
	struct addr none = {.sa.sa_family = AF_UNSPEC}, bad = at("255.255.255.255");
	struct addr client = socket_local(p.client);
	addr_set_port(&bad, 1);
	struct udp_datagram items[3] = {
		{.peer = &client, .local = &none, .data = span_of("a", 1)},
		{.peer = &bad, .local = &none, .data = span_of("b", 1)},
		{.peer = &client, .local = &none, .data = span_of("c", 1)},
	};
	assert_int_equal(udp_send_all(p.server, items, 3), 1);
	struct udp_batch *b = udp_batch_new(16, 16);
	assert_true(udp_wait(p.client, -1, PATIENCE_MS));
	assert_ok(udp_batch_receive(b, p.client));
	assert_int_equal(b->count, 2);
	assert_int_equal(b->packets[1].data.data[0], 'c');
	udp_batch_free(b);
	close_pair(&p);
}

static void waiting_ends_when_told_to_stop(void **state)
{
	(void)state;
	struct pair p = make_pair("127.0.0.1", "127.0.0.1");
	int stop = eventfd(1, EFD_CLOEXEC);
	assert_false(udp_wait(p.server, stop, PATIENCE_MS));
	close(stop);
	close_pair(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_is_answered_in_one_go),
		cmocka_unit_test(replies_leave_from_the_address_asked),
		cmocka_unit_test(what_does_not_fit_is_marked),
		cmocka_unit_test(a_reply_that_cannot_leave_does_not_stop_the_others),
		cmocka_unit_test(waiting_ends_when_told_to_stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
