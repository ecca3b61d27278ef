/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "report/notify.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void a_state_is_one_datagram(void **state)
{
	(void)state;
	char buf[64] = "";
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	snprintf(un.sun_path, sizeof(un.sun_path), "/tmp/bowline-notify-%d", (int)getpid());
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	setenv("NOTIFY_SOCKET", un.sun_path, 1);
	notify_state("READY=1");
	assert_int_equal(recv(fd, buf, sizeof(buf) - 1, MSG_DONTWAIT), 7);
	assert_string_equal(buf, "READY=1");
	unsetenv("NOTIFY_SOCKET");
	notify_state("READY=1");
	assert_int_equal(recv(fd, buf, sizeof(buf) - 1, MSG_DONTWAIT), -1);
	setenv("NOTIFY_SOCKET", un.sun_path, 1);
	notify_zone_load();
	assert_int_equal(recv(fd, buf, sizeof(buf) - 1, MSG_DONTWAIT), 28);
	assert_memory_equal(buf, "EXTEND_TIMEOUT_USEC=60000000", 28);
	setenv("KNOT_ZONE_LOAD_TIMEOUT_SEC", "180", 1);
	notify_zone_load();
	assert_int_equal(recv(fd, buf, sizeof(buf) - 1, MSG_DONTWAIT), 29);
	assert_memory_equal(buf, "EXTEND_TIMEOUT_USEC=180000000", 29);
	setenv("KNOT_ZONE_LOAD_TIMEOUT_SEC", "0", 1);
	notify_zone_load();
	assert_int_equal(recv(fd, buf, sizeof(buf) - 1, MSG_DONTWAIT), -1);
	close(fd);
	unlink(un.sun_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_is_one_datagram),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
