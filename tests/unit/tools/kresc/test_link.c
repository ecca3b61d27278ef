/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/kresc/link.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct link l;
static int far; /* the daemon's end */
static struct text reply;

static int setup(void **state)
{
	int ends[2];
	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	l = (struct link){.fd = ends[0]};
	far = ends[1];
	text_init(&reply);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	text_deinit(&reply);
	link_close(&l);
	link_close(&l); /* once */
	close(far);
	return 0;
}

static void say(const char *octets, size_t len)
{
	assert_int_equal(write(far, octets, len), len);
}
#define SAY(s) say((s), sizeof(s) - 1)

static void heard(const char *expected)
{
	char got[256];
	ssize_t n = recv(far, got, sizeof(got), 0);
	assert_int_equal(n, strlen(expected));
	assert_memory_equal(got, expected, strlen(expected));
}

static void a_prompt_may_come_first_and_only_then(void **state)
{
	(void)state;
	SAY("> \0\0\0\0023\n\0\0\0\004> \0x\0\0\0\0");
	assert_ok(link_ask(&l, "1 + 2", &reply));
	assert_string_equal(reply.buf, "3\n");
	heard("1 + 2\n");
	assert_ok(link_ask(&l, "second\n", &reply));
	assert_int_equal(reply.len, 4);
	assert_memory_equal(reply.buf, "> \0x", 4);
	assert_ok(link_ask(&l, "f(\n)", &reply));
	assert_int_equal(reply.len, 0);
	heard("second\nf( )\n");
}

static void a_quiet_daemon_has_no_prompt(void **state)
{
	(void)state;
	SAY("\0\0\0\001a");
	assert_ok(link_ask(&l, "a", &reply));
	assert_string_equal(reply.buf, "a");
}

static void the_end_of_the_daemon_is_an_error(void **state)
{
	(void)state;
	SAY("\0\0\0\005ab");
	shutdown(far, SHUT_WR);
	assert_int_equal(link_ask(&l, "a", &reply), E_EOF);
	shutdown(l.fd, SHUT_WR);
	assert_int_equal(link_ask(&l, "a", &reply), E_EOF);
}

static void a_reply_has_a_bound(void **state)
{
	(void)state;
	SAY("\x7f\0\0\0");
	assert_int_equal(link_ask(&l, "a", &reply), E_RANGE);
}

static void sockets_are_found_by_path(void **state)
{
	struct link other;
	char path[200];
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	(void)state;
	snprintf(at.sun_path, sizeof(at.sun_path), "/tmp/bowline-kresc-%d", (int)getpid());
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (const struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_ok(link_open(&other, at.sun_path));
	link_close(&other);
	unlink(at.sun_path);
	close(listener);
	assert_int_equal(link_open(&other, at.sun_path), E_NOFILE);
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(link_open(&other, path), E_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_prompt_may_come_first_and_only_then, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(a_quiet_daemon_has_no_prompt, setup, teardown),
		cmocka_unit_test_setup_teardown(the_end_of_the_daemon_is_an_error, setup, teardown),
		cmocka_unit_test_setup_teardown(a_reply_has_a_bound, setup, teardown),
		cmocka_unit_test_setup_teardown(sockets_are_found_by_path, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
