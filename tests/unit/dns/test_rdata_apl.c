/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

/* RFC 3123 section 7 */
static void trailing_zero_octets_are_left_out(void **state)
{
	(void)state;
	assert_octets(RR_APL, "1:192.168.32.0/21", "00011503C0A820");
	assert_octets(RR_APL, "!1:192.168.38.0/28", "00011C83C0A826");
	assert_octets(RR_APL, "1:224.0.0.0/4 2:FF00:0:0:0:0:0:0:0/8", "00010401E000020801FF");
	assert_octets(RR_APL, "1:0.0.0.0/0", "00010000");
	assert_octets(RR_APL, "", "");
}

static void items_out_of_shape_are_refused(void **state)
{
	(void)state;
	assert_refused(RR_APL, "192.0.2.0/24", E_APL, "prefixes");
	assert_refused(RR_APL, "3:192.0.2.0/24", E_APL, "prefixes");
	assert_refused(RR_APL, "1:192.0.2.0", E_APL, "prefixes");
	assert_refused(RR_APL, "1:192.0.2.0/", E_APL, "prefixes");
	assert_refused(RR_APL, "!", E_APL, "prefixes");
	assert_refused(RR_APL, "1:::/0", E_ADDR4, "prefixes");
	assert_refused(RR_APL, "2:192.0.2.0/24", E_ADDR6, "prefixes");
}

static void prefixes_are_as_long_as_the_family_allows(void **state)
{
	(void)state;
	assert_octets(RR_APL, "1:192.0.2.1/32", "00012004C0000201");
	assert_refused(RR_APL, "1:192.0.2.0/33", E_APL, "prefixes");
	assert_refused(RR_APL, "2:::/129", E_APL, "prefixes");
	assert_checks(RR_APL, "00012100", E_APL);
	assert_checks(RR_APL, "0001180501020304FF", E_APL);
}

static void wire_has_no_trailing_zero_octets(void **state)
{
	(void)state;
	assert_checks(RR_APL, "00011803C00002", OK);
	assert_checks(RR_APL, "00011803C00000", E_APL);
	assert_checks(RR_APL, "00011803C000", E_EOF);
	assert_checks(RR_APL, "000118", E_EOF);
}

static void families_without_text_are_generic(void **state)
{
	(void)state;
	assert_line(RR_APL, "00011C83C0A82600020801FF", "!1:192.168.38.0/28 2:ff00::/8");
	assert_line(RR_APL, "00030001AA", "\\# 5 00030001AA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trailing_zero_octets_are_left_out),
		cmocka_unit_test(items_out_of_shape_are_refused),
		cmocka_unit_test(prefixes_are_as_long_as_the_family_allows),
		cmocka_unit_test(wire_has_no_trailing_zero_octets),
		cmocka_unit_test(families_without_text_are_generic),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
