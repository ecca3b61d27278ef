/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

/* RFC 4025 section 3.2, keys shortened */
static void the_type_says_what_the_gateway_is(void **state)
{
	(void)state;
	assert_octets(RR_IPSECKEY, "10 1 2 192.0.2.38 AQNR", "0A0102C0000226010351");
	assert_octets(RR_IPSECKEY, "10 0 2 . AQNR", "0A0002010351");
	assert_octets(RR_IPSECKEY, "10 3 2 mygateway.example.com. AQNR",
	              "0A0302096D7967617465776179076578616D706C6503636F6D00010351");
	assert_octets(RR_IPSECKEY, "10 2 2 2001:0DB8:0:8002::2000:1 AQNR",
	              "0A020220010DB8000080020000000020000001010351");
}

static void a_gateway_of_another_type_is_refused(void **state)
{
	(void)state;
	assert_refused(RR_IPSECKEY, "10 0 2 a. AQNR", E_INVALID, "gateway");
	assert_refused(RR_IPSECKEY, "10 1 2 . AQNR", E_ADDR4, "gateway");
	assert_refused(RR_IPSECKEY, "10 2 2 192.0.2.1 AQNR", E_ADDR6, "gateway");
	assert_refused(RR_IPSECKEY, "10 3 2 a AQNR", E_NO_ORIGIN, "gateway");
	assert_refused(RR_IPSECKEY, "10 4 2 . AQNR", E_INVALID, "gateway");
	assert_refused(RR_IPSECKEY, "10 1 2", E_FIELD_MISSING, "gateway");
}

static void gateways_may_not_run_past_the_end(void **state)
{
	(void)state;
	assert_checks(RR_IPSECKEY, "0A0002", OK);
	assert_checks(RR_IPSECKEY, "0A00", E_EOF);
	assert_checks(RR_IPSECKEY, "0A0102C00002", E_EOF);
	assert_checks(RR_IPSECKEY, "0A02022001", E_EOF);
	assert_checks(RR_IPSECKEY, "0A03020161", E_EOF);
	assert_checks(RR_IPSECKEY, "0A0302C000", E_LABEL_TYPE);
}

/* RFC 4025 section 2.4 */
static void algorithm_zero_has_no_key(void **state)
{
	(void)state;
	assert_octets(RR_IPSECKEY, "10 0 0 .", "0A0000");
	assert_refused(RR_IPSECKEY, "10 0 0 . AQNR", E_FIELD_EXTRA, NULL);
	assert_line(RR_IPSECKEY, "0A0000", "10 0 0 .");
	assert_line(RR_IPSECKEY, "0A0000AA", "\\# 4 0A0000AA");
	assert_octets(RR_IPSECKEY, "10 0 2 .", "0A0002");
}

/* RFC 8777 section 4.3.1 */
static void relays_have_a_discovery_bit(void **state)
{
	(void)state;
	assert_octets(RR_AMTRELAY, "10 0 1 203.0.113.15", "0A01CB00710F");
	assert_octets(RR_AMTRELAY, "128 1 3 a.", "8083016100");
	assert_octets(RR_AMTRELAY, "10 0 0 .", "0A00");
	assert_line(RR_AMTRELAY, "8083016100", "128 1 3 a.");
	assert_refused(RR_AMTRELAY, "10 2 1 203.0.113.15", E_NUMBER_RANGE, "relay type");
	assert_refused(RR_AMTRELAY, "10 0 128 .", E_NUMBER_RANGE, "relay type");
	assert_refused(RR_AMTRELAY, "10 0 1 2001:db8::1", E_ADDR4, "relay");
	assert_checks(RR_AMTRELAY, "0A82", E_EOF);
	assert_checks(RR_AMTRELAY, "0A00AA", E_TRAILING);
}

static void unknown_types_are_carried_without_text(void **state)
{
	(void)state;
	assert_checks(RR_AMTRELAY, "0A04AABB", OK);
	assert_line(RR_AMTRELAY, "0A04AABB", "\\# 4 0A04AABB");
	assert_line(RR_IPSECKEY, "0A0902AABB", "\\# 5 0A0902AABB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_type_says_what_the_gateway_is),
		cmocka_unit_test(a_gateway_of_another_type_is_refused),
		cmocka_unit_test(gateways_may_not_run_past_the_end),
		cmocka_unit_test(algorithm_zero_has_no_key),
		cmocka_unit_test(relays_have_a_discovery_bit),
		cmocka_unit_test(unknown_types_are_carried_without_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
