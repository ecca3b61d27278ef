/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "net/socket.h"
#include "report/log.h"
#include "server/main/listeners.h"
#include <unistd.h>

static void every_worker_has_its_sockets(void **state)
{
	(void)state;
	struct addr at[2];
	struct listeners l;
	assert_ok(addr_parse(&at[0], span_str("127.0.0.1"), 0));
	assert_ok(addr_parse(&at[1], span_str("127.0.0.2"), 0));
	struct server_conf conf = {
		.udp_workers = 2, .tcp_workers = 3, .listen = at, .listen_count = 2};
	assert_ok(listeners_bind(&l, &conf));
	assert_int_equal(l.udp.count, 4);
	assert_int_equal(l.udp_per_worker, 2);
	assert_int_equal(l.tcp.count, 6);
	assert_int_equal(l.tcp_per_worker, 2);
	/* Workers share one TCP socket by duplicates. */
	struct addr first = socket_local(l.tcp.items[0]), third = socket_local(l.tcp.items[2]);
	assert_true(addr_equal(&first, &third, true));
	listeners_close(&l);
}

static void sockets_with_affinity_are_bound_and_steered(void **state)
{
	(void)state;
	struct addr at;
	struct listeners l;
	int fd;
	/* A port that is free, to be shared by the workers of each kind. */
	assert_ok(addr_parse(&at, span_str("127.0.0.1"), 0));
	assert_ok(socket_bind_udp(&fd, &at, NULL, NULL));
	at = socket_local(fd);
	close(fd);
	struct server_conf conf = {.udp_workers = 2,
	                           .tcp_workers = 2,
	                           .tcp_reuseport = true,
	                           .socket_affinity = true,
	                           .listen = &at,
	                           .listen_count = 1};
	assert_ok(listeners_bind(&l, &conf));
	assert_int_equal(l.udp.count, 2);
	assert_int_equal(l.tcp.count, 2);
	listeners_close(&l);
}

static void a_taken_address_is_an_error(void **state)
{
	(void)state;
	struct addr at;
	struct listeners l;
	int fd;
	assert_ok(log_configure("test", NULL, 0));
	assert_ok(addr_parse(&at, span_str("127.0.0.1"), 0));
	assert_ok(socket_bind_udp(&fd, &at, NULL, NULL));
	at = socket_local(fd);
	struct server_conf conf = {
		.udp_workers = 1, .tcp_workers = 1, .listen = &at, .listen_count = 1};
	assert_int_equal(listeners_bind(&l, &conf), E_ADDRINUSE);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_worker_has_its_sockets),
		cmocka_unit_test(sockets_with_affinity_are_bound_and_steered),
		cmocka_unit_test(a_taken_address_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
