/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "net/http1.h"

#include <string.h>

static void status_is(const char *octets, unsigned status)
{
	struct http1_request r;
	unsigned got = 0;
	enum http1_parsed parsed = http1_parse(&r, &got, span_str(octets));
	if (parsed != HTTP1_WRONG || got != status)
		print_error("%s: %d %u\n", octets, (int)parsed, got);
	assert_int_equal(parsed, HTTP1_WRONG);
	assert_int_equal(got, status);
}

static void requests_are_read_octet_by_octet(void **state)
{
	(void)state;
	static const char octets[] = "GET /metrics?x=1 HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n";
	struct http1_request r;
	unsigned status;
	for (size_t i = 0; i < strlen(octets); i++)
		assert_int_equal(http1_parse(&r, &status, span_of(octets, i)), HTTP1_MORE);
	assert_int_equal(http1_parse(&r, &status, span_str(octets)), HTTP1_GOOD);
	assert_false(r.is_head);
	assert_true(span_is_word(r.path, "/metrics"));
	assert_int_equal(http1_parse(&r, &status, span_str("HEAD / HTTP/1.0\n\n")), HTTP1_GOOD);
	assert_true(r.is_head);
	assert_true(span_is_word(r.path, "/"));
}

static void what_is_no_simple_request_is_refused(void **state)
{
	(void)state;
	status_is("\r\n", 400);
	status_is("GET\r\n", 400);
	status_is("GET / HTTP/1.1 \r\n", 400);
	status_is("GET / FTP/1.1\r\n", 400);
	status_is("GET / HTTP/2.0\r\n", 505);
	status_is("POST / HTTP/1.1\r\n", 501);
	status_is("GET http://a/ HTTP/1.1\r\n", 400);
	status_is("GET /\x01 HTTP/1.1\r\n", 400);
	status_is("GET / HTTP/1.1\r\nno field\r\n", 400);
	status_is("GET / HTTP/1.1\r\nHost : a\r\n", 400);
	status_is("GET / HTTP/1.1\r\nA: b\r\n folded: c\r\n", 400);
	status_is("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", 400);
	status_is("GET / HTTP/1.1\r\nContent-Length: 1\r\n", 413);
	status_is("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", 501);
}

static void requests_have_a_bound(void **state)
{
	(void)state;
	char octets[HTTP1_REQUEST_MAX + 1];
	memset(octets, 'a', sizeof(octets));
	octets[HTTP1_REQUEST_MAX] = '\0';
	status_is(octets, 414);
	memcpy(octets, "GET / HTTP/1.1\r\nx:", 18);
	status_is(octets, 431);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_read_octet_by_octet),
		cmocka_unit_test(what_is_no_simple_request_is_refused),
		cmocka_unit_test(requests_have_a_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
