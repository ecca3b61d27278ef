/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/addr.h"

static void expect_text(const char *in, const char *out)
{
	struct addr a;
	struct text t;
	text_init(&t);
	assert_ok(addr_parse(&a, span_str(in), 53));
	addr_print(&t, &a, true);
	assert_string_equal(t.buf, out);
	text_deinit(&t);
}

static void addresses_have_one_text(void **state)
{
	(void)state;
	expect_text("192.0.2.1", "192.0.2.1@53");
	expect_text("192.0.2.1@5353", "192.0.2.1@5353");
	expect_text("2001:DB8:0::1#53", "2001:db8::1@53");
	expect_text("::@0", "::@0");
	expect_text("/run/x.sock", "/run/x.sock");
}

static void bad_addresses_are_refused(void **state)
{
	(void)state;
	struct addr a;
	static const char *const bad[] = {"",    "1.2.3",     "1.2.3.4.5", "1.2.3.256",
	                                  "::g", "1.2.3.4@x", "host"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(addr_parse(&a, span_str(bad[i]), 53), E_ADDR);
	assert_int_equal(addr_parse(&a, span_str("1.2.3.4@65536"), 53), E_RANGE);
	assert_int_equal(addr_parse(&a, span_str("1.2.3.4@"), 53), E_RANGE);
	char path[200];
	memset(path, '/', sizeof(path));
	assert_int_equal(addr_parse(&a, span_of(path, sizeof(path)), 53), E_NAME_LONG);
}

static void ranges_hold_their_edges(void **state)
{
	(void)state;
	static const struct {
		const char *range, *addr;
		bool in;
	} cases[] = {
		{"10.0.0.0/8", "10.255.255.255", true},
		{"10.0.0.0/8", "11.0.0.0", false},
		{"10.1.2.3/30", "10.1.2.0", true},
		{"10.1.2.3/30", "10.1.2.4", false},
		{"0.0.0.0/0", "255.1.1.1", true},
		{"0.0.0.0/0", "::1", false},
		{"2001:db8::/33", "2001:db8:7fff::1", true},
		{"2001:db8::/33", "2001:db8:8000::", false},
		{"10.0.0.5-10.0.1.2", "10.0.0.255", true},
		{"10.0.0.5-10.0.1.2", "10.0.1.3", false},
		{"::1", "::1", true},
		{"::1", "::2", false},
		{"/a", "/a", true},
		{"/a", "/b", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct addr_range r;
		struct addr a;
		assert_ok(addr_range_parse(&r, span_str(cases[i].range)));
		assert_ok(addr_parse(&a, span_str(cases[i].addr), 0));
		assert_int_equal(addr_range_has(&r, &a), cases[i].in);
	}
	struct addr_range r;
	assert_int_equal(addr_range_parse(&r, span_str("10.0.0.0/33")), E_RANGE);
	assert_int_equal(addr_range_parse(&r, span_str("10.0.0.2-10.0.0.1")), E_ADDR);
	assert_int_equal(addr_range_parse(&r, span_str("10.0.0.2-::1")), E_ADDR);
}

static void equality_minds_the_port_on_request(void **state)
{
	(void)state;
	struct addr a, b;
	assert_ok(addr_parse(&a, span_str("::1@1"), 0));
	assert_ok(addr_parse(&b, span_str("::1@2"), 0));
	assert_true(addr_equal(&a, &b, false));
	assert_false(addr_equal(&a, &b, true));
	struct addr c = addr_from_octets(addr_octets(&a), 1), d = addr_from_sockaddr(&a.sa);
	assert_true(addr_equal(&a, &c, true));
	assert_true(addr_equal(&a, &d, true));
	assert_int_equal(addr_len(&a), sizeof(struct sockaddr_in6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_have_one_text),
		cmocka_unit_test(bad_addresses_are_refused),
		cmocka_unit_test(ranges_hold_their_edges),
		cmocka_unit_test(equality_minds_the_port_on_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
