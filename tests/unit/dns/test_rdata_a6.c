/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

/* RFC 2874 section 3.1 and its examples in section 5 */
static void octets_of_the_prefix_are_left_out(void **state)
{
	(void)state;
	assert_octets(RR_A6, "0 2345:00C1:CA11:0001:1234:5678:9ABC:DEF0",
	              "00234500C1CA110001123456789ABCDEF0");
	assert_octets(RR_A6, "64 ::1234:5678:9ABC:DEF0 SUBNET-1.IP6.",
	              "40123456789ABCDEF0085355424E45542D310349503600");
	assert_octets(RR_A6, "48 0:0:0:1:: IP6.", "30000100000000000000000349503600");
	assert_octets(RR_A6, "128 IP6.", "800349503600");
}

static void bits_of_the_prefix_are_cleared(void **state)
{
	(void)state;
	assert_octets(RR_A6, "20 2345:FFFF:: IP6.", "140FFF0000000000000000000000000349503600");
}

static void an_empty_prefix_has_no_name(void **state)
{
	(void)state;
	assert_refused(RR_A6, "0 ::1 IP6.", E_FIELD_EXTRA, NULL);
	assert_checks(RR_A6, "00000000000000000000000000000000010349503600", E_TRAILING);
	assert_refused(RR_A6, "64 ::1", E_FIELD_MISSING, "prefix name");
	assert_checks(RR_A6, "400000000000000001", E_EOF);
}

static void bad_prefixes_and_addresses_are_refused(void **state)
{
	(void)state;
	assert_refused(RR_A6, "129 IP6.", E_NUMBER_RANGE, "address");
	assert_refused(RR_A6, "x ::1", E_NUMBER, "address");
	assert_refused(RR_A6, "64 192.0.2.1 IP6.", E_ADDR6, "address");
	assert_refused(RR_A6, "64", E_FIELD_MISSING, "address");
	assert_checks(RR_A6, "8100", E_RANGE);
	assert_checks(RR_A6, "", E_EOF);
	/* RFC 2874 section 3.1: pad bits of the suffix's first octet are zero. */
	assert_checks(RR_A6, "7C1000", E_MALFORMED);
	assert_checks(RR_A6, "7C0F00", OK);
}

static void text_has_the_suffix_as_an_address(void **state)
{
	(void)state;
	assert_line(RR_A6, "40123456789ABCDEF00349503600", "64 ::1234:5678:9abc:def0 IP6.");
	assert_line(RR_A6, "800349503600", "128 IP6.");
	assert_line(RR_A6, "00234500C1CA110001123456789ABCDEF0",
	            "0 2345:c1:ca11:1:1234:5678:9abc:def0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(octets_of_the_prefix_are_left_out),
		cmocka_unit_test(bits_of_the_prefix_are_cleared),
		cmocka_unit_test(an_empty_prefix_has_no_name),
		cmocka_unit_test(bad_prefixes_and_addresses_are_refused),
		cmocka_unit_test(text_has_the_suffix_as_an_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
