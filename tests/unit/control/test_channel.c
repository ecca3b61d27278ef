/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "control/channel.h"
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void units_cross_a_socket_whole(void **state)
{
	(void)state;
	int fds[2];
	struct ctl_channel a, b;
	struct ctl_unit unit = {.type = CTL_DATA}, got;
	static char big[60000];
	memset(big, 'x', sizeof(big) - 1);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ctl_channel_init(&a, fds[0], 2000);
	ctl_channel_init(&b, fds[1], 2000);
	ctl_set(&unit, CTL_CMD, "one");
	ctl_set(&unit, CTL_ZONE, big);
	assert_ok(ctl_send(&a, &unit));
	assert_ok(ctl_send_type(&a, CTL_BLOCK));
	assert_ok(ctl_receive(&b, &got));
	assert_int_equal(ctl_get(&got, CTL_ZONE).len, sizeof(big) - 1);
	assert_ok(ctl_receive(&b, &got));
	assert_int_equal(got.type, CTL_BLOCK);
	ctl_channel_deinit(&a);
	assert_int_equal(ctl_receive(&b, &got), E_CLOSED);
	ctl_channel_deinit(&b);
}

static void silence_and_junk_end(void **state)
{
	(void)state;
	int fds[2];
	struct ctl_channel a;
	struct ctl_unit got;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ctl_channel_init(&a, fds[0], 10);
	assert_int_equal(ctl_receive(&a, &got), E_TIMEOUT);
	assert_int_equal(write(fds[1], "\377", 1), 1);
	assert_int_equal(ctl_receive(&a, &got), E_MALFORMED);
	close(fds[1]);
	ctl_channel_deinit(&a);
}

static void a_unit_without_end_is_bounded(void **state)
{
	(void)state;
	int fds[2];
	struct ctl_channel a, b;
	struct ctl_unit got;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		static char junk[65536];
		memset(junk, 17, sizeof(junk));
		junk[0] = CTL_DATA;
		close(fds[0]);
		while (send(fds[1], junk, sizeof(junk), MSG_NOSIGNAL) > 0)
			;
		_exit(0);
	}
	close(fds[1]);
	ctl_channel_init(&a, fds[0], 5000);
	enum err e = ctl_receive(&a, &got);
	assert_true(e == E_LIMIT || e == E_MALFORMED);
	ctl_channel_deinit(&a);
	(void)b;
}

static void a_dead_socket_is_replaced_and_a_missing_one_named(void **state)
{
	(void)state;
	char path[64];
	int fd;
	struct ctl_channel c;
	snprintf(path, sizeof(path), "/tmp/bowline-channel-%d", (int)getpid());
	assert_int_equal(ctl_connect(&c, path, 100), E_NOFILE);
	assert_ok(ctl_listen(&fd, path, 1));
	close(fd);
	assert_int_equal(ctl_connect(&c, path, 100), E_CONNREFUSED);
	assert_ok(ctl_listen(&fd, path, 1));
	assert_ok(ctl_connect(&c, path, 100));
	ctl_channel_deinit(&c);
	close(fd);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units_cross_a_socket_whole),
		cmocka_unit_test(silence_and_junk_end),
		cmocka_unit_test(a_unit_without_end_is_bounded),
		cmocka_unit_test(a_dead_socket_is_replaced_and_a_missing_one_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
