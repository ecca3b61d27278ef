/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve_world.h"

static struct world w;

static int setup(void **state)
{
	(void)state;
	world_init(&w);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_deinit(&w);
	return 0;
}

static void an_address_is_listened_at_once(void **state)
{
	(void)state;
	assert_int_equal(serve_listen(w.serve, &w.at, SERVE_DNS, false, NULL), E_EXISTS);
	struct serve_place place;
	assert_true(serve_listener(w.serve, 0, &place));
	assert_true(place.udp && place.tcp && !place.tls);
	assert_true(addr_equal(&place.at, &w.at, true));
	assert_false(serve_listener(w.serve, 1, &place));
}

static void paths_are_not_addresses_of_ours(void **state)
{
	struct addr path;
	(void)state;
	assert_ok(addr_parse(&path, span_str("/tmp/socket"), 0));
	assert_int_equal(serve_listen(w.serve, &path, SERVE_DNS, false, NULL), E_INVALID);
}

static void a_foreign_address_is_a_fault_with_a_reason(void **state)
{
	struct addr foreign;
	struct socket_fault fault = {0};
	(void)state;
	assert_ok(addr_parse(&foreign, span_str("192.0.2.77@5300"), 0));
	assert_int_equal(serve_listen(w.serve, &foreign, SERVE_DNS, false, &fault), E_ADDRNOTAVAIL);
	assert_int_not_equal(fault.errnum, 0);
	assert_ok(serve_listen(w.serve, &foreign, SERVE_DNS, true, &fault)); /* it may come yet */
	assert_int_equal(serve_unlisten(w.serve, &foreign, false), 1);
}

static void closing_takes_the_port_or_all_ports_of_an_address(void **state)
{
	struct addr other = w.at;
	struct serve_place place;
	(void)state;
	addr_set_port(&other, (uint16_t)(addr_port(&w.at) ^ 1));
	assert_int_equal(serve_unlisten(w.serve, &other, false), 0);
	assert_int_equal(serve_unlisten(w.serve, &other, true), 1);
	assert_false(serve_listener(w.serve, 0, &place));
	/* It can be opened again. */
	assert_ok(serve_listen(w.serve, &w.at, SERVE_DNS, false, NULL));
}

static void an_answer_for_a_place_that_was_closed_is_dropped(void **state)
{
	uint8_t query[512];
	struct serve_numbers n;
	(void)state;
	w.silent = true;
	serve_settings(w.serve)->request.limits.wall_ms = 150;
	size_t len = world_query(query, 1, "www.example.", RR_A, 0);
	world_send(&w, span_of(query, len));
	while (w.asked == 0)
		uv_run(&w.loop, UV_RUN_ONCE);
	assert_int_equal(serve_unlisten(w.serve, &w.at, false), 1);
	do {
		uv_run(&w.loop, UV_RUN_ONCE);
		serve_get_numbers(w.serve, &n);
	} while (n.concurrent > 0);
	assert_int_equal(w.reply_len, 0);
}

/* Sockets of a supervisor: one place for both kinds of an address, each taken once. */
static void sockets_of_others_are_taken_over(void **state)
{
	struct addr any, at;
	struct serve_place place;
	int udp, tcp, again, ends[2];
	(void)state;
	assert_ok(addr_parse(&any, span_str("127.0.0.1"), 0));
	const struct socket_options shared = {.reuse_port = true};
	for (;;) {
		assert_ok(socket_bind_udp(&udp, &any, &shared, NULL));
		at = socket_local(udp);
		if (socket_listen(&tcp, &at, NULL, NULL) == OK)
			break; /* the port was free for both */
		close(udp);
	}
	assert_ok(socket_bind_udp(&again, &at, &shared, NULL));
	assert_ok(serve_adopt(w.serve, udp, SERVE_DNS, NULL));
	assert_true(serve_listener(w.serve, 1, &place));
	assert_true(place.udp && !place.tcp && addr_equal(&place.at, &at, true));
	assert_int_equal(serve_adopt(w.serve, again, SERVE_DNS, NULL), E_EXISTS);
	assert_int_equal(serve_adopt(w.serve, again, SERVE_TLS, NULL), E_INVALID);
	assert_ok(serve_adopt(w.serve, tcp, SERVE_DNS, NULL));
	assert_true(serve_listener(w.serve, 1, &place));
	assert_true(place.udp && place.tcp);
	assert_false(serve_listener(w.serve, 2, &place));
	serve_apply(w.serve);
	assert_int_equal(serve_unlisten(w.serve, &at, false), 1);
	close(again);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(serve_adopt(w.serve, ends[0], SERVE_DNS, NULL), E_INVALID);
	close(ends[0]);
	close(ends[1]);
	assert_int_not_equal(serve_adopt(w.serve, ends[0], SERVE_DNS, NULL), OK);
}

static void a_lone_stream_socket_is_a_place(void **state)
{
	struct addr any;
	struct serve_place place;
	int tcp;
	(void)state;
	assert_ok(addr_parse(&any, span_str("127.0.0.1"), 0));
	assert_ok(socket_listen(&tcp, &any, NULL, NULL));
	assert_ok(serve_adopt(w.serve, tcp, SERVE_TLS, NULL));
	assert_true(serve_listener(w.serve, 1, &place));
	assert_true(place.tls && place.tcp && !place.udp);
}

static void streams_are_served_too(void **state)
{
	uint8_t message[600];
	int fd = -1;
	(void)state;
	w.records = 200; /* too many for a datagram */
	size_t len = world_query(message + 2, 5, "www.example.", RR_A, 0);
	/* The server below truncates nothing: its datagram is as large as it must be. */
	wire_set_u16(message, (uint16_t)len);
	assert_ok(socket_connect_stream(&fd, &w.at, NULL, false));
	w.reply_len = 0;
	size_t sent = 0, got = 0, want = 2;
	uint64_t end = uv_hrtime() + 8000000000u;
	while (got < want && uv_hrtime() < end) {
		if (sent == 0 && send(fd, message, len + 2, MSG_NOSIGNAL) > 0)
			sent = len + 2;
		uv_run(&w.loop, UV_RUN_NOWAIT);
		ssize_t n = recv(fd, w.reply + got, sizeof(w.reply) - got, MSG_DONTWAIT);
		got += n > 0 ? (size_t)n : 0;
		if (got >= 2)
			want = 2 + (size_t)wire_get_u16(w.reply);
	}
	close(fd);
	struct msg m;
	assert_int_equal(got, want);
	assert_ok(msg_parse(&m, span_of(w.reply + 2, got - 2)));
	assert_int_equal(m.id, 5);
	assert_int_equal(m.count[SECTION_ANSWER], 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_address_is_listened_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(paths_are_not_addresses_of_ours, setup, teardown),
		cmocka_unit_test_setup_teardown(a_foreign_address_is_a_fault_with_a_reason, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(closing_takes_the_port_or_all_ports_of_an_address,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(an_answer_for_a_place_that_was_closed_is_dropped,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(sockets_of_others_are_taken_over, setup, teardown),
		cmocka_unit_test_setup_teardown(a_lone_stream_socket_is_a_place, setup, teardown),
		cmocka_unit_test_setup_teardown(streams_are_served_too, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
