/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#include "dns/rdata_field.h"

static void numbers_reach_their_widest(void **state)
{
	(void)state;
	assert_octets(RR_MX, "65535 .", "FFFF00");
	assert_octets(RR_TLSA, "255 255 255 AA", "FFFFFFAA");
	assert_octets(RR_CSYNC, "4294967295 0", "FFFFFFFF0000");
	assert_octets(RR_IPN, "18446744073709551615", "FFFFFFFFFFFFFFFF");
	assert_octets(RR_TSIG, ". 281474976710655 0 0 0 NOERROR 0",
	              "00FFFFFFFFFFFF00000000000000000000");
	assert_octets(RR_MX, "000000000000000000000000000001 .", "000100");
}

static void numbers_beyond_are_refused(void **state)
{
	(void)state;
	assert_refused(RR_MX, "65536 .", E_NUMBER_RANGE, "preference");
	assert_refused(RR_TLSA, "256 0 0 AA", E_NUMBER_RANGE, "certificate usage");
	assert_refused(RR_CSYNC, "4294967296 0", E_NUMBER_RANGE, "serial");
	assert_refused(RR_IPN, "18446744073709551616", E_NUMBER_RANGE, "node number");
	assert_refused(RR_TSIG, ". 281474976710656 0 0 0 NOERROR 0", E_NUMBER_RANGE, "time signed");
}

static void only_decimal_digits_are_numbers(void **state)
{
	(void)state;
	assert_refused(RR_MX, "-1 .", E_NUMBER, "preference");
	assert_refused(RR_MX, "+1 .", E_NUMBER, "preference");
	assert_refused(RR_MX, "0x1 .", E_NUMBER, "preference");
	assert_refused(RR_MX, "1h .", E_NUMBER, "preference");
	assert_refused(RR_MX, "\"1\" .", E_FIELD_MISSING, "preference");
}

static void periods_have_units(void **state)
{
	(void)state;
	assert_octets(RR_SOA, ". . 1 1h 1D 1w2d3h4m5s 0",
	              "00000000000100000E1000015180000C08A500000000");
	assert_refused(RR_SOA, ". . 1h 1 1 1 1", E_NUMBER, "serial");
	assert_refused(RR_SOA, ". . 1 1x 1 1 1", E_TTL, "refresh");
}

static void periods_are_printed_in_seconds(void **state)
{
	(void)state;
	assert_line(RR_SOA, "00000000000100000E10000151800000000000000000", ". . 1 3600 86400 0 0");
	assert_line(RR_IPN, "FFFFFFFFFFFFFFFF", "18446744073709551615");
}

static void padded_numbers_have_leading_zeros(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	rdata_padded_print(&t, 7, 3);
	rdata_padded_print(&t, 4294967295, 10);
	assert_string_equal(t.buf, "0074294967295");
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_reach_their_widest),
		cmocka_unit_test(numbers_beyond_are_refused),
		cmocka_unit_test(only_decimal_digits_are_numbers),
		cmocka_unit_test(periods_have_units),
		cmocka_unit_test(periods_are_printed_in_seconds),
		cmocka_unit_test(padded_numbers_have_leading_zeros),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
