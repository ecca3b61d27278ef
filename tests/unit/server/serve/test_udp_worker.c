/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/serve/udp_worker.h"
#include "../serve_world.h"

static void ask(const struct addr *server, const char *qname, unsigned rcode, unsigned answers)
{
	uint8_t query[128], reply[2048];
	struct msg m;
	size_t len = world_query(query, sizeof(query), qname, RR_A);
	int fd = socket(addr_family(server), SOCK_DGRAM, 0);
	assert_int_equal(connect(fd, &server->sa, addr_len(server)), 0);
	assert_int_equal(send(fd, query, len, 0), len);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	assert_int_equal(poll(&p, 1, 5000), 1);
	ssize_t n = recv(fd, reply, sizeof(reply), 0);
	assert_ok(msg_parse(&m, span_of(reply, (size_t)n)));
	assert_int_equal(msg_rcode(&m), rcode);
	assert_int_equal(m.count[SECTION_ANSWER], answers);
	close(fd);
}

static void run(const char *const *listen, size_t count)
{
	struct world w;
	int fds[4];
	struct addr at[4];
	world_init(&w);
	for (size_t i = 0; i < count; i++) {
		struct addr a;
		assert_ok(addr_parse(&a, span_str(listen[i]), 0));
		assert_ok(socket_bind_udp(&fds[i], &a, NULL, NULL));
		at[i] = socket_local(fds[i]);
	}
	struct udp_worker *worker = udp_worker_start(&w.env, fds, count, 0);
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < count; i++) {
			ask(&at[i], "www.example.", RCODE_NOERROR, 1);
			ask(&at[i], "nx.example.", RCODE_NXDOMAIN, 0);
			ask(&at[i], "other.", RCODE_REFUSED, 0);
		}
	}
	udp_worker_stop(worker);
	world_deinit(&w);
}

static void one_socket_is_served(void **state)
{
	(void)state;
	run((const char *const[]){"127.0.0.1"}, 1);
}

static void several_sockets_are_served(void **state)
{
	(void)state;
	run((const char *const[]){"127.0.0.1", "127.0.0.2", "127.0.0.3"}, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_socket_is_served),
		cmocka_unit_test(several_sockets_are_served),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
