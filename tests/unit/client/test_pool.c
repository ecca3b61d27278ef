/* SPDX-License-Identifier: BSD-2-Clause */
#include "client/pool.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

enum { LONG_MS = 60000, PATIENCE_MS = 5000 };

static struct addr at(const char *text)
{
	struct addr a;
	assert_ok(addr_parse(&a, span_str(text), 53));
	return a;
}

/* A connection given to the pool; the other end is the caller's. */
static int give(struct conn_pool *p, const struct addr *to, const struct addr *from)
{
	int ends[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	conn_pool_give(p, to, from, ends[0]);
	return ends[1];
}

static bool ends_soon(int fd)
{
	struct pollfd end = {.fd = fd, .events = POLLIN};
	char octet;
	return poll(&end, 1, PATIENCE_MS) == 1 && read(fd, &octet, 1) == 0;
}

static void a_connection_is_taken_once_by_address_and_source(void **state)
{
	(void)state;
	struct conn_pool *p = conn_pool_new(4, LONG_MS);
	struct addr a = at("192.0.2.1"), b = at("192.0.2.1@54"), via = at("192.0.2.9@0");
	int plain = give(p, &a, NULL), sourced = give(p, &a, &via);
	assert_int_equal(conn_pool_take(p, &b, NULL), -1);
	int fd = conn_pool_take(p, &a, &via);
	assert_true(fd >= 0);
	assert_int_equal(conn_pool_take(p, &a, &via), -1);
	assert_int_equal(write(fd, "x", 1), 1);
	char octet = 0;
	assert_int_equal(read(sourced, &octet, 1), 1);
	conn_pool_give(p, &a, &via, fd);
	assert_int_equal(conn_pool_count(p), 2);
	conn_pool_free(p);
	assert_true(ends_soon(plain));
	assert_true(ends_soon(sourced));
	close(plain);
	close(sourced);
}

static void what_the_peer_closed_or_spoke_into_is_not_taken(void **state)
{
	(void)state;
	struct conn_pool *p = conn_pool_new(4, LONG_MS);
	struct addr a = at("192.0.2.1");
	close(give(p, &a, NULL));
	int talks = give(p, &a, NULL);
	assert_int_equal(write(talks, "x", 1), 1);
	assert_int_equal(conn_pool_take(p, &a, NULL), -1);
	assert_int_equal(conn_pool_count(p), 0);
	close(talks);
	conn_pool_free(p);
}

static void the_longest_idle_makes_room(void **state)
{
	(void)state;
	struct conn_pool *p = conn_pool_new(2, LONG_MS);
	struct addr a = at("192.0.2.1"), b = at("192.0.2.2"), c = at("192.0.2.3");
	int first = give(p, &a, NULL), second = give(p, &b, NULL), third = give(p, &c, NULL);
	assert_int_equal(conn_pool_count(p), 2);
	assert_true(ends_soon(first));
	assert_int_equal(conn_pool_take(p, &a, NULL), -1);
	close(conn_pool_take(p, &b, NULL));
	close(conn_pool_take(p, &c, NULL));
	close(first);
	close(second);
	close(third);
	conn_pool_free(p);
}

static void idle_connections_are_closed_in_time(void **state)
{
	(void)state;
	struct conn_pool *p = conn_pool_new(2, LONG_MS);
	struct addr a = at("192.0.2.1");
	int stays = give(p, &a, NULL);
	conn_pool_set_idle(p, 20);
	int goes = give(p, &a, NULL);
	assert_true(ends_soon(goes)); /* nobody touches the pool meanwhile */
	assert_int_equal(conn_pool_count(p), 1);
	close(goes);
	close(stays);
	conn_pool_free(p);
}

static void without_a_pool_what_is_given_is_closed(void **state)
{
	(void)state;
	struct addr a = at("192.0.2.1");
	int fd = give(NULL, &a, NULL);
	assert_true(ends_soon(fd));
	assert_int_equal(conn_pool_take(NULL, &a, NULL), -1);
	close(fd);
	conn_pool_give(NULL, &a, NULL, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_is_taken_once_by_address_and_source),
		cmocka_unit_test(what_the_peer_closed_or_spoke_into_is_not_taken),
		cmocka_unit_test(the_longest_idle_makes_room),
		cmocka_unit_test(idle_connections_are_closed_in_time),
		cmocka_unit_test(without_a_pool_what_is_given_is_closed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
