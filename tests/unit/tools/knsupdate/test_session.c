/* SPDX-License-Identifier: BSD-2-Clause */
#include "session_world.h"

#include "base/wire.h"
#include "net/socket.h"

#include <pthread.h>
#include <sys/socket.h>

/* A server for one datagram: answers with an RCODE. */
static struct {
	int fd;
	unsigned rcode;
	pthread_t thread;
} server;

static void *serve(void *arg)
{
	uint8_t message[4096];
	struct addr from;
	socklen_t len = sizeof(from);
	(void)arg;
	ssize_t n = recvfrom(server.fd, message, sizeof(message), 0, &from.sa, &len);
	assert_true(n > 12);
	struct msg m;
	assert_ok(msg_parse(&m, span_of(message, (size_t)n)));
	message[2] |= 0x80;
	message[3] = (uint8_t)server.rcode;
	memset(message + 6, 0, 6);
	sendto(server.fd, message, m.records_at, 0, &from.sa, len);
	return NULL;
}

static void server_start(unsigned rcode)
{
	struct addr at;
	char line[64];
	assert_ok(addr_parse(&at, span_str("127.0.0.1"), 0));
	server.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(server.fd, &at.sa, addr_len(&at)), 0);
	at = socket_local(server.fd);
	server.rcode = rcode;
	snprintf(line, sizeof(line), "server 127.0.0.1 %u", addr_port(&at));
	assert_ok(world_run(line));
	assert_ok(world_run("zone example."));
	assert_ok(world_run("add www.example. 60 A 192.0.2.1"));
	assert_int_equal(pthread_create(&server.thread, NULL, serve, NULL), 0);
}

static void server_stop(void)
{
	pthread_join(server.thread, NULL);
	close(server.fd);
}

static void an_update_is_sent_and_forgotten(void **state)
{
	(void)state;
	server_start(RCODE_NOERROR);
	assert_ok(world_run("send"));
	assert_string_equal(told.text, "");
	server_stop();
	assert_int_equal(world.request.updates.count, 0);
	assert_ok(world_run("answer"));
	assert_non_null(strstr(told.text, "Answer:\n;; ->>HEADER<<- opcode: UPDATE; status: "
	                                  "NOERROR; id: "));
	assert_non_null(strstr(told.text, ";; ZONE SECTION:\n;; example. "));
}

static void a_failure_is_told_with_the_answer(void **state)
{
	(void)state;
	server_start(RCODE_YXDOMAIN);
	assert_int_equal(world_run("send"), E_INVALID);
	server_stop();
	static const char start[] = ";; ERROR: update failed with error 'YXDOMAIN'\n"
				    ";; ->>HEADER<<- opcode: UPDATE; status: YXDOMAIN; id: ";
	assert_memory_equal(told.text, start, sizeof(start) - 1);
}

static void an_unsigned_answer_to_a_signed_update_is_none(void **state)
{
	(void)state;
	assert_ok(world_run("key k Zm9v"));
	server_start(RCODE_NOERROR);
	assert_int_equal(world_run("send"), E_INVALID);
	server_stop();
	assert_non_null(strstr(told.text, ";; ERROR: reply verification (unknown TSIG key)\n"));
}

static void without_a_server_the_update_stays(void **state)
{
	(void)state;
	server_start(RCODE_NOERROR);
	assert_ok(world_run("send"));
	server_stop(); /* its port is free again */
	assert_ok(world_run("add www.example. 60 A 192.0.2.1"));
	assert_int_equal(world_run("send"), E_INVALID);
	assert_non_null(strstr(told.text, ";; ERROR: failed to send update ("));
	assert_int_equal(world.request.updates.count, 1);
}

static void the_update_can_be_shown(void **state)
{
	(void)state;
	assert_ok(world_run("show"));
	assert_non_null(strstr(told.text, ";; Flags: ; ZONE: 0; PREREQ: 0; UPDATE: 0; "
	                                  "ADDITIONAL: 0\n\n"));
	assert_ok(world_run("answer"));
	assert_non_null(strstr(told.text, "Answer:\n"));
	assert_ok(world_run("zone example."));
	assert_ok(world_run("add www.example. 60 A 192.0.2.1"));
	assert_ok(world_run("show"));
	assert_memory_equal(told.text, "Update query:\n", 14);
	assert_non_null(strstr(told.text, "\n;; UPDATE SECTION:\n"
	                                  "www.example.        \t60\tIN\tA\t192.0.2.1\n\n"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, world_begin, world_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_update_is_sent_and_forgotten),
		CASE(a_failure_is_told_with_the_answer),
		CASE(an_unsigned_answer_to_a_signed_update_is_none),
		CASE(without_a_server_the_update_stays),
		CASE(the_update_can_be_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
