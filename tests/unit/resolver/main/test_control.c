/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/clock.h"
#include "report/group_log.h"
#include "resolver/main/control.h"
#include "resolver/main/resolver.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A process in a folder of its own, with a control socket and one client. */
struct place {
	char folder[32];
	struct resolver *r;
	struct control *control;
	int fd;
	char got[4096];
	size_t len;
};

static struct place p;

static int setup(void **state)
{
	const struct group group = {.count = 1};
	struct sockaddr_un at = {.sun_family = AF_UNIX}, live_at = {0};
	(void)state;
	memset(&p, 0, sizeof(p));
	strncpy(p.folder, "/tmp/bowline-control-XXXXXX", sizeof(p.folder) - 1);
	assert_non_null(mkdtemp(p.folder));
	assert_int_equal(chdir(p.folder), 0);
	assert_int_equal(mkdir("tty", 0770), 0);
	FILE *stale = fopen("tty/999999999", "w"); /* no process has this number */
	assert_non_null(stale);
	fclose(stale);
	assert_int_equal(mkdir("control", 0770), 0);
	assert_int_equal(symlink("../tty/999999999", "control/dead"), 0);
	assert_int_equal(mkdir("control/kept", 0770), 0);
	assert_int_equal(symlink("kept", "control/7"), 0); /* the name is no process */
	live_at.sun_family = AF_UNIX;
	/* The number is in use again, but nobody listens. */
	snprintf(live_at.sun_path, sizeof(live_at.sun_path), "tty/%d", (int)getppid());
	int left = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(left, (const struct sockaddr *)&live_at, sizeof(live_at)), 0);
	close(left);
	clock_shift_wall(60);
	p.r = resolver_new(&group, NULL);
	assert_ok(control_new(&p.control, resolver_loop(p.r), resolver_script(p.r), false));
	snprintf(at.sun_path, sizeof(at.sun_path), "tty/%d", (int)getpid());
	p.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(p.fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	control_close(p.control);
	resolver_free(p.r);
	close(p.fd);
	char path[64];
	snprintf(path, sizeof(path), "tty/%d", (int)getpid());
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(unlink("control/7") | rmdir("control/kept"), 0);
	assert_int_equal(rmdir("tty") | rmdir("control"), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(p.folder), 0);
	return 0;
}

/* Run the loop until what came ends like this, or the connection has ended. */
static void wait_for(const char *end)
{
	size_t n = strlen(end);
	for (int turns = 0; turns < 1000000; turns++) {
		uv_run(resolver_loop(p.r), UV_RUN_NOWAIT);
		ssize_t got = recv(p.fd, p.got + p.len, sizeof(p.got) - 1 - p.len, MSG_DONTWAIT);
		if (got == 0)
			return;
		p.len += got > 0 ? (size_t)got : 0;
		p.got[p.len] = '\0';
		if (n > 0 && p.len >= n && strcmp(p.got + p.len - n, end) == 0)
			return;
	}
	fail_msg("nothing but '%s'", p.got);
}

static void commands_are_answered_behind_a_prompt(void **state)
{
	(void)state;
	wait_for("> ");
	assert_int_equal(write(p.fd, "x = 4\nx\n", 8), 8);
	wait_for("4\n\n> ");
	assert_string_equal(p.got, "> \n> 4\n\n> ");
}

static void sockets_of_the_dead_are_removed(void **state)
{
	(void)state;
	struct stat st;
	char path[32];
	assert_int_not_equal(access("tty/999999999", F_OK), 0);
	assert_int_not_equal(lstat("control/dead", &st), 0);
	assert_int_equal(lstat("control/7", &st), 0);
	snprintf(path, sizeof(path), "tty/%d", (int)getppid());
	assert_int_not_equal(access(path, F_OK), 0);
	char link[64];
	snprintf(link, sizeof(link), "control/%d", (int)getpid());
	assert_int_equal(access(link, F_OK), 0);
}

static void half_closed_clients_get_their_reply(void **state)
{
	(void)state;
	assert_int_equal(write(p.fd, "1 + 2", 5), 5);
	shutdown(p.fd, SHUT_WR);
	wait_for("");
	assert_string_equal(p.got, "> 3\n\n> ");
}

/* Of a service manager: both ways lead to the same. */
static void a_socket_of_others_is_a_door_too(void **state)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "other"};
	(void)state;
	int door = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), ip;
	assert_int_equal(bind(door, (const struct sockaddr *)&at, sizeof(at)), 0);
	assert_ok(control_adopt(p.control, door));
	close(p.fd);
	p.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(p.fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(write(p.fd, "7\n", 2), 2);
	wait_for("7\n\n> ");
	unlink("other");
	ip = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(control_adopt(p.control, ip), E_INVALID);
	close(ip);
	assert_int_not_equal(control_adopt(p.control, ip), OK);
}

static void a_client_that_leaves_is_forgotten(void **state)
{
	(void)state;
	assert_int_equal(write(p.fd, "('x'):rep(100000)\n", 18), 18);
	close(p.fd);
	p.fd = -1;
	for (int turns = 0; turns < 50; turns++)
		uv_run(resolver_loop(p.r), UV_RUN_NOWAIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(commands_are_answered_behind_a_prompt, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(sockets_of_the_dead_are_removed, setup, teardown),
		cmocka_unit_test_setup_teardown(half_closed_clients_get_their_reply, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(a_socket_of_others_is_a_door_too, setup, teardown),
		cmocka_unit_test_setup_teardown(a_client_that_leaves_is_forgotten, setup, teardown),
	};
	signal(SIGPIPE, SIG_IGN);
	group_log_set_level(SEV_CRITICAL); /* what is logged would mix with ours */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
