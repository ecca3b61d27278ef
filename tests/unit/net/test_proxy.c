/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/text.h"
#include "net/proxy.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define SPAN(s)   span_of(s, sizeof(s) - 1)

static const char inet[] = SIGNATURE "\x21\x12\0\x0c\xc0\0\2\1\xc0\0\2\2\x30\x39\0\x35";

static void assert_addr(const struct addr *a, const char *expected)
{
	char buf[64];
	struct text t;
	text_init_fixed(&t, buf, sizeof(buf));
	addr_print(&t, a, true);
	assert_string_equal(t.buf, expected);
}

static void addresses_are_read(void **state)
{
	(void)state;
	struct proxy_header h;
	assert_int_equal(proxy_read(&h, SPAN(inet)), PROXY_GOOD);
	assert_int_equal(h.len, 28);
	assert_false(h.stream || h.has_tls || h.is_local);
	assert_addr(&h.from, "192.0.2.1@12345");
	assert_addr(&h.to, "192.0.2.2@53");
	static const char inet6[] = SIGNATURE "\x21\x21\0\x2c"
					      "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
					      "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\2\0\1\3\x55"
					      "\x20\0\5\1\0\0\0\0rest";
	assert_int_equal(proxy_read(&h, SPAN(inet6)), PROXY_GOOD);
	assert_int_equal(h.len, 16 + 0x2c);
	assert_true(h.stream && h.has_tls);
	assert_addr(&h.from, "2001:db8::1@1");
	assert_addr(&h.to, "2001:db8::2@853");
}

static void what_says_nothing_of_clients_is_taken(void **state)
{
	(void)state;
	struct proxy_header h;
	static const char local[] = SIGNATURE "\x20\x11\0\x0c\xc0\0\2\1\xc0\0\2\2\x30\x39\0\x35";
	assert_int_equal(proxy_read(&h, SPAN(local)), PROXY_GOOD);
	assert_true(h.is_local);
	assert_int_equal(addr_family(&h.from), AF_UNSPEC);
	static const char unknown[] = SIGNATURE "\x21\0\0\3abc";
	assert_int_equal(proxy_read(&h, SPAN(unknown)), PROXY_GOOD);
	assert_int_equal(h.len, 19);
	assert_int_equal(addr_family(&h.from), AF_UNSPEC);
}

static void parts_wait_for_the_rest(void **state)
{
	(void)state;
	struct proxy_header h;
	for (size_t n = 0; n < sizeof(inet) - 1; n++)
		assert_int_equal(proxy_read(&h, span_of(inet, n)), PROXY_MORE);
	assert_int_equal(proxy_read(&h, SPAN("\0\x1d\x12\x34")), PROXY_NONE);
	assert_int_equal(proxy_read(&h, SPAN("\r\n\r\n\0\r\nQUIX")), PROXY_NONE);
}

static void broken_ones_are_refused(void **state)
{
	(void)state;
	struct proxy_header h;
	static const struct {
		const char *octets;
		size_t len;
	} rows[] = {
		{SIGNATURE "\x11\x12\0\x0c", 16},         /* version 1 in binary */
		{SIGNATURE "\x22\x12\0\x0c", 16},         /* a command that is none */
		{SIGNATURE "\x21\x42\0\x0c", 16},         /* a family */
		{SIGNATURE "\x21\x13\0\x0c", 16},         /* a protocol */
		{SIGNATURE "\x21\x12\xff\xff", 16},       /* endless */
		{SIGNATURE "\x21\x12\0\4\xc0\0\2\1", 20}, /* too short for its addresses */
		{SIGNATURE "\x21\x12\0\x0e"
	                   "\xc0\0\2\1\xc0\0\2\2\0\1\0\x35\4\0",
	         30}, /* a value that is cut off */
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(proxy_read(&h, span_of(rows[i].octets, rows[i].len)), PROXY_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(what_says_nothing_of_clients_is_taken),
		cmocka_unit_test(parts_wait_for_the_rest),
		cmocka_unit_test(broken_ones_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
