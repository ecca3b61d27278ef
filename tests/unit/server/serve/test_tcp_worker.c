/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/serve/tcp_worker.h"
#include "../serve_world.h"

static void receive(int fd, uint8_t *buf, size_t len)
{
	while (len > 0) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		assert_int_equal(poll(&p, 1, 5000), 1);
		ssize_t n = recv(fd, buf, len, 0);
		assert_true(n > 0);
		buf += n;
		len -= (size_t)n;
	}
}

static size_t receive_message(int fd, uint8_t *buf)
{
	uint8_t head[2];
	receive(fd, head, 2);
	receive(fd, buf, wire_get_u16(head));
	return wire_get_u16(head);
}

static void send_query(int fd, const char *qname, uint16_t qtype)
{
	uint8_t query[130];
	size_t len = world_query(query + 2, sizeof(query) - 2, qname, qtype);
	wire_set_u16(query, (uint16_t)len);
	assert_int_equal(send(fd, query, len + 2, 0), len + 2);
}

static void pipelined_queries_and_a_transfer_are_answered(void **state)
{
	(void)state;
	static uint8_t buf[65535];
	struct world w;
	struct addr a;
	struct msg m;
	int listener;
	world_init(&w);
	assert_ok(addr_parse(&a, span_str("127.0.0.1"), 0));
	assert_ok(socket_listen(&listener, &a, NULL, NULL));
	struct addr at = socket_local(listener);
	struct tcp_worker *worker = tcp_worker_start(&w.env, &listener, 1, 10, 0);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, &at.sa, addr_len(&at)), 0);
	for (int i = 0; i < 20; i++)
		send_query(fd, i % 2 ? "www.example." : "nx.example.", RR_A);
	unsigned found = 0;
	for (int i = 0; i < 20; i++) {
		size_t len = receive_message(fd, buf);
		assert_ok(msg_parse(&m, span_of(buf, len)));
		found += msg_rcode(&m) == RCODE_NOERROR;
	}
	assert_int_equal(found, 10);
	send_query(fd, "example.", RR_AXFR);
	size_t len = receive_message(fd, buf);
	assert_ok(msg_parse(&m, span_of(buf, len)));
	/* Five records and the SOA once more. */
	assert_int_equal(m.count[SECTION_ANSWER], 6);
	assert_int_equal(w.slot->version->pins, 0);
	tcp_worker_refresh(worker, 5);
	close(fd);
	tcp_worker_stop(worker);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pipelined_queries_and_a_transfer_are_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
