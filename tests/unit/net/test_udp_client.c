/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "net/socket.h"
#include "net/udp_client.h"

#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 2000 };

struct world {
	uv_loop_t loop;
	struct udp_pool *pool;
	int server;
	struct addr server_addr;
	struct addr none;
	unsigned datagrams;
	uint8_t last;
	enum err failure;
};

static struct addr at(const char *text)
{
	struct addr a;
	assert_ok(addr_parse(&a, span_str(text), 0));
	return a;
}

static int setup(void **state)
{
	static struct world w;
	struct addr a = at("127.0.0.1");
	w = (struct world){.failure = OK};
	uv_loop_init(&w.loop);
	w.pool = udp_pool_new(&w.loop, 4, 2);
	assert_ok(socket_bind_udp(&w.server, &a, NULL, NULL));
	w.server_addr = socket_local(w.server);
	*state = &w;
	return 0;
}

static void mark_closed(void *ctx)
{
	*(bool *)ctx = true;
}

static int teardown(void **state)
{
	struct world *w = *state;
	bool closed = false;
	udp_pool_close(w->pool, mark_closed, &closed);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_true(closed);
	assert_int_equal(uv_loop_close(&w->loop), 0);
	close(w->server);
	return 0;
}

static void on_datagram(void *ctx, struct span data)
{
	struct world *w = ctx;
	w->datagrams++;
	w->last = data.data[0];
	uv_stop(&w->loop);
}

static void on_failed(void *ctx, enum err err)
{
	struct world *w = ctx;
	w->failure = err;
	uv_stop(&w->loop);
}

static struct udp_socket *begin(struct world *w, const struct addr *to)
{
	struct udp_use use = {.datagram = on_datagram, .failed = on_failed, .ctx = w};
	struct udp_socket *s = NULL;
	assert_ok(udp_use_begin(&s, w->pool, to, NULL, &use));
	return s;
}

/* What the server got next, and from where. */
static struct addr take(struct world *w, uint8_t *octet)
{
	struct addr peer;
	socklen_t len = sizeof(peer);
	memset(&peer, 0, sizeof(peer));
	struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
	setsockopt(w->server, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	uv_run(&w->loop, UV_RUN_NOWAIT);
	assert_int_equal(recvfrom(w->server, octet, 1, 0, &peer.sa, &len), 1);
	return peer;
}

static void reply(struct world *w, const struct addr *to, uint8_t octet)
{
	assert_int_equal(sendto(w->server, &octet, 1, 0, &to->sa, addr_len(to)), 1);
}

static void each_use_has_a_port_of_its_own(void **state)
{
	struct world *w = *state;
	uint16_t ports[20];
	unsigned distinct = 0;
	for (size_t i = 0; i < ARRAY_LEN(ports); i++) {
		struct udp_socket *s = begin(w, &w->server_addr);
		uint8_t octet = 0;
		assert_ok(udp_use_send(s, span_of("q", 1)));
		struct addr peer = take(w, &octet);
		ports[i] = addr_port(&peer);
		reply(w, &peer, (uint8_t)i);
		uv_run(&w->loop, UV_RUN_DEFAULT);
		assert_int_equal(w->last, i);
		udp_use_end(s);
		bool fresh = true;
		for (size_t j = 0; j < i; j++)
			fresh = fresh && ports[j] != ports[i];
		distinct += fresh;
	}
	assert_int_equal(w->datagrams, ARRAY_LEN(ports));
	/* Chance lets one or two coincide among 28,000. */
	assert_true(distinct >= ARRAY_LEN(ports) - 3);
}

static void a_late_reply_does_not_reach_the_next_use(void **state)
{
	struct world *w = *state;
	uint8_t octet = 0;
	struct udp_socket *s = begin(w, &w->server_addr);
	assert_ok(udp_use_send(s, span_of("1", 1)));
	struct addr first = take(w, &octet);
	reply(w, &first, 'l'); /* queued, but its use is given up */
	udp_use_end(s);
	s = begin(w, &w->server_addr);
	assert_ok(udp_use_send(s, span_of("2", 1)));
	struct addr second = take(w, &octet);
	assert_int_equal(octet, '2');
	reply(w, &second, 'g');
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(w->datagrams, 1);
	assert_int_equal(w->last, 'g');
	udp_use_end(s);
}

static void strangers_are_not_heard(void **state)
{
	struct world *w = *state;
	uint8_t octet = 0;
	struct addr a = at("127.0.0.1");
	int stranger = -1;
	assert_ok(socket_bind_udp(&stranger, &a, NULL, NULL));
	struct udp_socket *s = begin(w, &w->server_addr);
	assert_ok(udp_use_send(s, span_of("q", 1)));
	struct addr peer = take(w, &octet);
	assert_int_equal(sendto(stranger, "x", 1, 0, &peer.sa, addr_len(&peer)), 1);
	reply(w, &peer, 'g');
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(w->datagrams, 1);
	assert_int_equal(w->last, 'g');
	udp_use_end(s);
	close(stranger);
}

static void a_closed_port_is_reported(void **state)
{
	struct world *w = *state;
	struct addr a = at("127.0.0.1");
	int gone = -1;
	assert_ok(socket_bind_udp(&gone, &a, NULL, NULL));
	a = socket_local(gone);
	close(gone);
	struct udp_socket *s = begin(w, &a);
	assert_ok(udp_use_send(s, span_of("q", 1)));
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(w->failure, E_CONNREFUSED);
	udp_use_end(s);
	/* The socket is as good as new. */
	uint8_t octet = 0;
	s = begin(w, &w->server_addr);
	assert_ok(udp_use_send(s, span_of("q", 1)));
	struct addr peer = take(w, &octet);
	reply(w, &peer, 'g');
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(w->datagrams, 1);
	udp_use_end(s);
}

static void the_pool_is_bounded(void **state)
{
	struct world *w = *state;
	struct udp_use use = {.datagram = on_datagram, .failed = on_failed, .ctx = w};
	struct udp_socket *s[5];
	for (int i = 0; i < 4; i++)
		s[i] = begin(w, &w->server_addr);
	assert_int_equal(udp_use_begin(&s[4], w->pool, &w->server_addr, NULL, &use), E_LIMIT);
	for (int i = 0; i < 4; i++)
		udp_use_end(s[i]);
	s[4] = begin(w, &w->server_addr);
	udp_use_end(s[4]);
}

static void a_source_address_is_kept(void **state)
{
	struct world *w = *state;
	struct udp_use use = {.datagram = on_datagram, .failed = on_failed, .ctx = w};
	struct addr from = at("127.0.0.5");
	uint8_t octet = 0;
	for (int i = 0; i < 2; i++) {
		struct udp_socket *s = NULL;
		assert_ok(udp_use_begin(&s, w->pool, &w->server_addr, &from, &use));
		assert_ok(udp_use_send(s, span_of("q", 1)));
		struct addr peer = take(w, &octet);
		assert_true(addr_equal(&peer, &from, false));
		struct addr own = udp_use_local(s);
		assert_true(addr_equal(&peer, &own, true));
		udp_use_end(s);
	}
}

int main(void)
{
#define IN_WORLD(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		IN_WORLD(each_use_has_a_port_of_its_own),
		IN_WORLD(a_late_reply_does_not_reach_the_next_use),
		IN_WORLD(strangers_are_not_heard),
		IN_WORLD(a_closed_port_is_reported),
		IN_WORLD(the_pool_is_bounded),
		IN_WORLD(a_source_address_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
