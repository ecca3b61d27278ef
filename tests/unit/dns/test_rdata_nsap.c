/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#define NSAP_HEX "47000580005A0000000001E133FFFFFF00016100"

/* RFC 1706 section 6 */
static void nsap_is_hexadecimal_with_dots(void **state)
{
	(void)state;
	assert_octets(RR_NSAP, "0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00", NSAP_HEX);
	assert_octets(RR_NSAP, "0X" NSAP_HEX, NSAP_HEX);
	assert_line(RR_NSAP, NSAP_HEX, "0x" NSAP_HEX);
}

static void nsap_has_whole_octets_behind_0x(void **state)
{
	(void)state;
	assert_refused(RR_NSAP, "4700", E_HEX, "address");
	assert_refused(RR_NSAP, "0x", E_HEX, "address");
	assert_refused(RR_NSAP, "0x...", E_HEX, "address");
	assert_refused(RR_NSAP, "0x470", E_HEX, "address");
	assert_refused(RR_NSAP, "0x4.7", E_HEX, "address");
	assert_refused(RR_NSAP, "0x47 00", E_FIELD_EXTRA, NULL);
	assert_checks(RR_NSAP, "", E_EOF);
}

/* ATM Forum AF-DANS-0152.000 section 5.2 */
static void atm_addresses_have_two_forms(void **state)
{
	(void)state;
	assert_octets(RR_ATMA, "+61200000000", "013631323030303030303030");
	assert_octets(RR_ATMA, "39.246f.000e7c9c031200010001.000012345678.00",
	              "0039246F000E7C9C03120001000100001234567800");
	assert_line(RR_ATMA, "013631323030303030303030", "+61200000000");
	assert_line(RR_ATMA, "0039246F", "39246F");
}

static void atm_addresses_out_of_shape_are_refused(void **state)
{
	(void)state;
	assert_refused(RR_ATMA, "+", E_NUMBER, "address");
	assert_refused(RR_ATMA, "+612a", E_NUMBER, "address");
	assert_refused(RR_ATMA, "39.24g", E_HEX, "address");
	assert_checks(RR_ATMA, "01", E_EOF);
	assert_checks(RR_ATMA, "", E_EOF);
}

static void other_formats_are_generic(void **state)
{
	(void)state;
	assert_line(RR_ATMA, "0231", "\\# 2 0231");
	assert_line(RR_ATMA, "0161", "\\# 2 0161");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nsap_is_hexadecimal_with_dots),
		cmocka_unit_test(nsap_has_whole_octets_behind_0x),
		cmocka_unit_test(atm_addresses_have_two_forms),
		cmocka_unit_test(atm_addresses_out_of_shape_are_refused),
		cmocka_unit_test(other_formats_are_generic),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
