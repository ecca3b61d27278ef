/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

/* RFC 1035 section 3.4.2 */
static void ports_are_bits(void **state)
{
	(void)state;
	assert_octets(RR_WKS, "192.0.2.1 6 25", "C00002010600000040");
	assert_octets(RR_WKS, "192.0.2.1 TCP 0 smtp", "C00002010680000040");
	assert_octets(RR_WKS, "192.0.2.1 udp 53 domain", "C00002011100000000000004");
	assert_octets(RR_WKS, "192.0.2.1 1", "C000020101");
}

static void words_are_those_of_rfc_1010(void **state)
{
	(void)state;
	assert_refused(RR_WKS, "192.0.2.1 frob 25", E_MNEMONIC, "protocol");
	assert_refused(RR_WKS, "192.0.2.1 256 25", E_MNEMONIC, "protocol");
	assert_refused(RR_WKS, "192.0.2.1 tcp frob", E_MNEMONIC, "ports");
	assert_refused(RR_WKS, "192.0.2.1 tcp 65536", E_MNEMONIC, "ports");
	assert_refused(RR_WKS, "192.0.2.1", E_FIELD_MISSING, "protocol");
	assert_refused(RR_WKS, "a 6", E_ADDR4, "address");
}

static void ports_are_printed_as_numbers_in_order(void **state)
{
	(void)state;
	assert_line(RR_WKS, "C00002010680000040", "192.0.2.1 6 0 25");
	assert_line(RR_WKS, "C000020111", "192.0.2.1 17");
}

static void trailing_zero_octets_are_generic(void **state)
{
	(void)state;
	assert_checks(RR_WKS, "C0000201064000", OK);
	assert_line(RR_WKS, "C0000201064000", "\\# 7 C0000201064000");
}

static void there_are_65536_ports(void **state)
{
	(void)state;
	uint8_t octets[5 + 8193] = {192, 0, 2, 1, 6};
	octets[5 + 8191] = 1;
	struct text t;
	text_init(&t);
	assert_ok(rdata_check(RR_WKS, span_of(octets, 5 + 8192)));
	assert_int_equal(rdata_check(RR_WKS, span_of(octets, 5 + 8193)), E_RDATA_LEN);
	rdata_print(&t, RR_WKS, span_of(octets, 5 + 8192), NULL);
	assert_string_equal(t.buf, "192.0.2.1 6 65535");
	text_deinit(&t);
	assert_checks(RR_WKS, "C0000201", E_EOF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports_are_bits),
		cmocka_unit_test(words_are_those_of_rfc_1010),
		cmocka_unit_test(ports_are_printed_as_numbers_in_order),
		cmocka_unit_test(trailing_zero_octets_are_generic),
		cmocka_unit_test(there_are_65536_ports),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
