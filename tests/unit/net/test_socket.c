/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "net/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

static struct addr at(const char *text)
{
	struct addr a;
	assert_ok(addr_parse(&a, span_str(text), 0));
	return a;
}

static void bound_sockets_are_non_blocking_and_close_on_exec(void **state)
{
	(void)state;
	struct addr a = at("127.0.0.1");
	int fds[2] = {-1, -1};
	assert_ok(socket_bind_udp(&fds[0], &a, NULL, NULL));
	assert_ok(socket_listen(&fds[1], &a, NULL, NULL));
	for (int i = 0; i < 2; i++) {
		assert_true((fcntl(fds[i], F_GETFL) & O_NONBLOCK) != 0);
		assert_true((fcntl(fds[i], F_GETFD) & FD_CLOEXEC) != 0);
		struct addr own = socket_local(fds[i]);
		assert_true(addr_port(&own) != 0);
		close(fds[i]);
	}
}

static void a_used_port_is_refused_with_its_reason(void **state)
{
	(void)state;
	struct addr a = at("127.0.0.1");
	struct socket_fault fault = {0};
	int first = -1, second = -1;
	assert_ok(socket_bind_udp(&first, &a, NULL, NULL));
	a = socket_local(first);
	assert_int_equal(socket_bind_udp(&second, &a, NULL, &fault), E_ADDRINUSE);
	assert_string_equal(fault.step, "bind");
	assert_int_equal(fault.errnum, EADDRINUSE);
	assert_int_equal(second, -1);
	close(first);
}

static void a_port_can_be_shared_on_request(void **state)
{
	(void)state;
	struct socket_options options = {.reuse_port = true, .receive_size = 65536};
	struct addr a = at("127.0.0.1");
	int first = -1, second = -1;
	assert_ok(socket_bind_udp(&first, &a, &options, NULL));
	a = socket_local(first);
	assert_ok(socket_bind_udp(&second, &a, &options, NULL));
	close(first);
	close(second);
}

/* On loopback the processor that sends is the one that receives. */
static void a_shared_port_can_be_steered_by_processor(void **state)
{
	(void)state;
	const struct socket_options shared = {.reuse_port = true};
	struct addr to = at("127.0.0.1");
	int fds[2];
	cpu_set_t before, one;
	assert_ok(socket_bind_udp(&fds[0], &to, &shared, NULL));
	to = socket_local(fds[0]);
	assert_ok(socket_bind_udp(&fds[1], &to, &shared, NULL));
	assert_true(socket_steer_by_processor(fds[0], 2));
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	int client = socket(AF_INET, SOCK_DGRAM, 0);
	for (int c = 0; c < CPU_SETSIZE; c++) {
		char octet;
		if (!CPU_ISSET(c, &before))
			continue;
		CPU_ZERO(&one);
		CPU_SET(c, &one);
		assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
		assert_int_equal(sendto(client, "x", 1, 0, &to.sa, addr_len(&to)), 1);
		assert_int_equal(recv(fds[c % 2], &octet, 1, 0), 1);
		assert_int_equal(recv(fds[1 - c % 2], &octet, 1, 0), -1);
	}
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
	close(client);
	close(fds[0]);
	close(fds[1]);
}

static void listeners_offer_fast_open(void **state)
{
	(void)state;
	const struct socket_options options = {.fast_open = 16};
	const struct addr to = at("127.0.0.1");
	int fd, queue = 0;
	socklen_t len = sizeof(queue);
	assert_ok(socket_listen(&fd, &to, &options, NULL));
	assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN, &queue, &len), 0);
	assert_int_equal(queue, 16);
	close(fd);
}

static void wildcards_are_recognised(void **state)
{
	(void)state;
	struct addr a = at("0.0.0.0"), b = at("::"), c = at("127.0.0.1"), d = at("/tmp/x");
	assert_true(socket_is_wildcard(&a));
	assert_true(socket_is_wildcard(&b));
	assert_false(socket_is_wildcard(&c));
	assert_false(socket_is_wildcard(&d));
}

static void a_stale_socket_file_is_replaced_and_a_live_one_is_not(void **state)
{
	(void)state;
	char path[64];
	snprintf(path, sizeof(path), "/tmp/bowline-test-%d.sock", (int)getpid());
	struct addr a = at(path);
	int first = -1, second = -1;
	assert_ok(socket_listen(&first, &a, NULL, NULL));
	assert_int_equal(socket_listen(&second, &a, NULL, NULL), E_ADDRINUSE);
	close(first);
	assert_ok(socket_listen(&second, &a, NULL, NULL));
	close(second);
	unlink(path);
}

static void a_unix_path_is_no_place_for_udp(void **state)
{
	(void)state;
	struct addr a = at("/tmp/none");
	int fd = -1;
	assert_int_equal(socket_bind_udp(&fd, &a, NULL, NULL), E_INVALID);
}

/* What a supervisor hands over: as it was made there, and none of the options of ours. */
static void sockets_of_others_are_made_ready(void **state)
{
	(void)state;
	const struct addr any = at("0.0.0.0");
	struct addr bound, plain = at("127.0.0.1");
	bool stream;
	int one = 0;
	socklen_t len = sizeof(one);
	int udp = socket(AF_INET, SOCK_DGRAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(socket_adopt(udp, NULL, &bound, &stream, NULL), E_INVALID); /* unbound */
	assert_int_equal(bind(udp, &any.sa, addr_len(&any)), 0);
	assert_ok(socket_adopt(udp, NULL, &bound, &stream, NULL));
	assert_false(stream);
	assert_int_not_equal(addr_port(&bound), 0);
	assert_int_equal(getsockopt(udp, IPPROTO_IP, IP_PKTINFO, &one, &len), 0);
	assert_int_equal(one, 1); /* replies leave from where they were asked */
	assert_int_equal(fcntl(udp, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(fcntl(udp, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	assert_int_equal(bind(tcp, &plain.sa, addr_len(&plain)), 0);
	assert_ok(socket_adopt(tcp, NULL, &bound, &stream, NULL));
	assert_true(stream);
	assert_int_equal(getsockopt(tcp, SOL_SOCKET, SO_ACCEPTCONN, &one, &len), 0);
	assert_int_equal(one, 1);
	close(udp);
	close(tcp);
	struct socket_fault fault;
	assert_int_not_equal(socket_adopt(tcp, NULL, &bound, &stream, &fault), OK);
	assert_int_equal(fault.errnum, EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bound_sockets_are_non_blocking_and_close_on_exec),
		cmocka_unit_test(a_used_port_is_refused_with_its_reason),
		cmocka_unit_test(a_port_can_be_shared_on_request),
		cmocka_unit_test(a_shared_port_can_be_steered_by_processor),
		cmocka_unit_test(listeners_offer_fast_open),
		cmocka_unit_test(wildcards_are_recognised),
		cmocka_unit_test(a_stale_socket_file_is_replaced_and_a_live_one_is_not),
		cmocka_unit_test(a_unix_path_is_no_place_for_udp),
		cmocka_unit_test(sockets_of_others_are_made_ready),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
