/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

static void ipv4_has_four_decimal_parts(void **state)
{
	(void)state;
	assert_octets(RR_A, "192.0.2.1", "C0000201");
	assert_refused(RR_A, "192.0.2", E_ADDR4, "address");
	assert_refused(RR_A, "192.0.2.256", E_ADDR4, "address");
	assert_refused(RR_A, "::1", E_ADDR4, "address");
	assert_refused(RR_A, "192.0.2.1 192.0.2.2", E_FIELD_EXTRA, NULL);
	assert_refused(RR_A, "", E_FIELD_MISSING, "address");
	assert_checks(RR_A, "C00002", E_EOF);
	assert_checks(RR_A, "C000020100", E_TRAILING);
}

static void ipv6_is_printed_short(void **state)
{
	(void)state;
	assert_octets(RR_AAAA, "2001:DB8::1", "20010DB8000000000000000000000001");
	assert_octets(RR_AAAA, "::ffff:192.0.2.1", "00000000000000000000FFFFC0000201");
	assert_refused(RR_AAAA, "2001:db8::1::", E_ADDR6, "address");
	assert_refused(RR_AAAA, "192.0.2.1", E_ADDR6, "address");
	/* RFC 5952 section 4: lower case, the longest run of zeros as "::" */
	assert_line(RR_AAAA, "20010DB8000000000001000000000001", "2001:db8::1:0:0:1");
	assert_checks(RR_AAAA, "20010DB80000000000000000000000", E_EOF);
}

/* RFC 7043 sections 3.2 and 4.2 */
static void eui_addresses_have_dashes(void **state)
{
	(void)state;
	assert_octets(RR_EUI48, "00-00-5e-00-53-2a", "00005E00532A");
	assert_octets(RR_EUI64, "00-00-5e-ef-10-00-00-2a", "00005EEF1000002A");
	assert_line(RR_EUI48, "00005E00532A", "00-00-5E-00-53-2A");
	assert_refused(RR_EUI48, "00:00:5e:00:53:2a", E_ADDR, "address");
	assert_refused(RR_EUI48, "00-00-5e-00-53", E_ADDR, "address");
	assert_refused(RR_EUI48, "00-00-5e-00-53-2g", E_ADDR, "address");
	assert_refused(RR_EUI48, "00-00-5e-00-53-2a-00", E_ADDR, "address");
	assert_refused(RR_EUI64, "00-00-5e-00-53-2a", E_ADDR, "address");
}

/* RFC 6742 sections 2.1.2 and 2.3.2 */
static void locators_have_four_groups(void **state)
{
	(void)state;
	assert_octets(RR_NID, "10 0014:4fff:ff20:ee64", "000A00144FFFFF20EE64");
	assert_octets(RR_L64, "10 2001:0DB8:1140:1000", "000A20010DB811401000");
	assert_line(RR_L64, "000A20010DB811401000", "10 2001:0DB8:1140:1000");
	assert_octets(RR_L32, "10 10.1.2.0", "000A0A010200");
}

static void locators_are_not_ipv6_addresses(void **state)
{
	(void)state;
	assert_refused(RR_L64, "10 2001:db8::", E_ADDR, "locator");
	assert_refused(RR_NID, "10 14:4fff:ff20:ee64", E_ADDR, "node identifier");
	assert_refused(RR_L32, "10 10.1.2", E_ADDR4, "locator");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv4_has_four_decimal_parts),
		cmocka_unit_test(ipv6_is_printed_short),
		cmocka_unit_test(eui_addresses_have_dashes),
		cmocka_unit_test(locators_have_four_groups),
		cmocka_unit_test(locators_are_not_ipv6_addresses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
