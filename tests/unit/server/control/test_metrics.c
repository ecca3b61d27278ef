/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"
#include "server/control/metrics.h"

#include <sys/socket.h>
#include <unistd.h>

static void fetch(const struct addr *at, const char *path, char *buf, size_t cap)
{
	char request[64];
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	size_t len = 0;
	ssize_t n;
	assert_int_equal(connect(fd, &at->sa, addr_len(at)), 0);
	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
	send(fd, request, strlen(request), 0);
	while ((n = recv(fd, buf + len, cap - 1 - len, 0)) > 0)
		len += (size_t)n;
	buf[len] = '\0';
	close(fd);
}

static void the_page_is_at_its_path_only(void **state)
{
	(void)state;
	struct fake f;
	struct metrics *m = NULL;
	struct addr at;
	char buf[65536];
	fake_start(&f, "");
	/* A port that was free a moment ago. */
	int probe = socket(AF_INET, SOCK_STREAM, 0);
	assert_ok(addr_parse(&at, span_str("127.0.0.1"), 0));
	assert_int_equal(bind(probe, &at.sa, addr_len(&at)), 0);
	socklen_t len = sizeof(at);
	assert_int_equal(getsockname(probe, &at.sa, &len), 0);
	close(probe);
	assert_ok(metrics_start(&m, &at, &f.ops));
	fetch(&at, "/metrics", buf, sizeof(buf));
	assert_non_null(strstr(buf, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4"));
	assert_non_null(strstr(buf, "\nknotd_zones 2\n"));
	fetch(&at, "/", buf, sizeof(buf));
	assert_non_null(strstr(buf, "HTTP/1.1 404 "));
	struct metrics *second = NULL;
	assert_int_equal(metrics_start(&second, &at, &f.ops), E_ADDRINUSE);
	metrics_stop(m);
	metrics_stop(NULL);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_is_at_its_path_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
