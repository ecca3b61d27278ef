/* SPDX-License-Identifier: BSD-2-Clause */
/* A server on a thread, and clients that are polite, slow, or many. */
#include "support.h"

#include "base/addr.h"
#include "net/http1.h"
#include "net/socket.h"

#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct http1_server *server;
static struct addr at;
static pthread_t thread;

static bool content(void *ctx, struct span path, struct text *body, const char **type)
{
	(void)ctx;
	if (span_is_word(path, "/big")) {
		for (unsigned i = 0; i < 400000; i++)
			text_put(body, "0123456789");
		return true;
	}
	*type = "text/x";
	text_put(body, "hello");
	return span_is_word(path, "/here");
}

static void *run(void *arg)
{
	(void)arg;
	http1_run(server);
	return NULL;
}

static int setup(void **state)
{
	(void)state;
	struct addr a;
	int fd;
	if (addr_parse(&a, span_str("127.0.0.1"), 0) != OK ||
	    socket_listen(&fd, &a, NULL, NULL) != OK)
		return -1;
	at = socket_local(fd);
	server = http1_new(fd, content, NULL);
	return pthread_create(&thread, NULL, run, NULL);
}

static int teardown(void **state)
{
	(void)state;
	http1_stop(server);
	pthread_join(thread, NULL);
	http1_free(server);
	return 0;
}

static int dial(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, &at.sa, addr_len(&at)), 0);
	return fd;
}

/* Read to the end; returns the octets that came. */
static size_t read_all(int fd, char *buf, size_t cap)
{
	size_t len = 0;
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		assert_int_equal(poll(&p, 1, 8000), 1);
		ssize_t n = recv(fd, buf + len, cap - 1 - len, 0);
		if (n <= 0)
			break;
		len += (size_t)n;
		assert_true(len < cap - 1);
	}
	buf[len] = '\0';
	close(fd);
	return len;
}

static void answer_is(const char *request, const char *expected)
{
	char buf[4096];
	int fd = dial();
	send(fd, request, strlen(request), 0);
	read_all(fd, buf, sizeof(buf));
	assert_string_equal(buf, expected);
}

static void what_is_there_is_sent_and_the_connection_closed(void **state)
{
	(void)state;
	answer_is("GET /here HTTP/1.1\r\nHost: x\r\n\r\n",
	          "HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 5\r\n"
	          "Connection: close\r\n\r\nhello");
	answer_is("HEAD /here HTTP/1.1\r\nHost: x\r\n\r\n",
	          "HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 5\r\n"
	          "Connection: close\r\n\r\n");
	answer_is("GET /nope HTTP/1.1\r\nHost: x\r\n\r\n",
	          "HTTP/1.1 404 Not Found\r\nContent-Type: text/x\r\nContent-Length: 10\r\n"
	          "Connection: close\r\n\r\nNot Found\n");
	answer_is("PUT /here HTTP/1.1\r\n",
	          "HTTP/1.1 501 Not Implemented\r\nContent-Type: text/plain; charset=utf-8\r\n"
	          "Content-Length: 16\r\nConnection: close\r\n\r\nNot Implemented\n");
}

static void a_long_answer_arrives_whole(void **state)
{
	(void)state;
	static char buf[5000000];
	static const char request[] = "GET /big HTTP/1.1\r\nHost: x\r\n\r\n";
	int fd = dial();
	send(fd, request, strlen(request), 0);
	size_t len = read_all(fd, buf, sizeof(buf));
	char *body = strstr(buf, "\r\n\r\n");
	assert_non_null(body);
	assert_int_equal(len - (size_t)(body + 4 - buf), 4000000);
}

/* So many that say nothing: who comes behind them is served when the first of them is let go. */
static void silent_clients_are_let_go_in_time(void **state)
{
	(void)state;
	char buf[256];
	int silent[HTTP1_CLIENTS];
	for (size_t i = 0; i < HTTP1_CLIENTS; i++)
		silent[i] = dial();
	answer_is("GET /here HTTP/1.1\r\nHost: x\r\n\r\n",
	          "HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 5\r\n"
	          "Connection: close\r\n\r\nhello");
	for (size_t i = 0; i < HTTP1_CLIENTS; i++)
		assert_int_equal(read_all(silent[i], buf, sizeof(buf)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_there_is_sent_and_the_connection_closed),
		cmocka_unit_test(a_long_answer_arrives_whole),
		cmocka_unit_test(silent_clients_are_let_go_in_time),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
