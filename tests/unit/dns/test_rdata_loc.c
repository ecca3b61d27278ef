/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

/* RFC 1876 section 4 */
static void examples_of_the_rfc_are_read(void **state)
{
	(void)state;
	assert_octets(RR_LOC, "42 21 54 N 71 06 18 W -24m 30m", "0033161389172DD070BE15F000988D20");
	assert_octets(RR_LOC, "42 21 43.952 N 71 5 6.344 W -24m 1m 200m",
	              "001224138917069070BF2DD800988D20");
	assert_octets(RR_LOC, "52 14 05 N 00 08 50 E 10m", "001216138B3556C88008165000989A68");
	assert_octets(RR_LOC, "32 7 19 S 116 2 25 E 10m", "00121613791B7D2898E6486800989A68");
	assert_octets(RR_LOC, "42 21 28.764 N 71 00 51.617 W -44m 2000m",
	              "002516138916CB3C70C310DF00988550");
}

static void minutes_and_seconds_may_be_left_out(void **state)
{
	(void)state;
	assert_octets(RR_LOC, "0 N 0 E 0m", "00121613800000008000000000989680");
	assert_octets(RR_LOC, "90 S 180 W 0", "001216136CB0270059604E0000989680");
}

static void angles_stay_on_the_globe(void **state)
{
	(void)state;
	assert_refused(RR_LOC, "91 N 0 E 0m", E_LOC, "location");
	assert_refused(RR_LOC, "90 0 0.001 N 0 E 0m", E_LOC, "location");
	assert_refused(RR_LOC, "0 N 181 E 0m", E_LOC, "location");
	assert_refused(RR_LOC, "0 60 N 0 E 0m", E_LOC, "location");
	assert_refused(RR_LOC, "0 0 60 N 0 E 0m", E_LOC, "location");
	assert_refused(RR_LOC, "0 0 0.0001 N 0 E 0m", E_LOC, "location");
	assert_refused(RR_LOC, "0 0 0 0 N 0 E 0m", E_LOC, "location");
	assert_refused(RR_LOC, "0 E 0 N 0m", E_LOC, "location");
	assert_refused(RR_LOC, "N 0 E 0m", E_LOC, "location");
	assert_refused(RR_LOC, "0 N 0 E", E_FIELD_MISSING, "location");
}

static void altitudes_and_sizes_have_limits(void **state)
{
	(void)state;
	assert_octets(RR_LOC, "0 N 0 E -100000m", "00121613800000008000000000000000");
	assert_octets(RR_LOC, "0 N 0 E 42849672.95m 0.01m 90000000m 0m",
	              "001099008000000080000000FFFFFFFF");
	assert_refused(RR_LOC, "0 N 0 E -100000.01m", E_LOC, "location");
	assert_refused(RR_LOC, "0 N 0 E 42849672.96m", E_LOC, "location");
	assert_refused(RR_LOC, "0 N 0 E 0m 100000000m", E_LOC, "location");
	assert_refused(RR_LOC, "0 N 0 E 0m 0.001m", E_LOC, "location");
	assert_refused(RR_LOC, "0 N 0 E 0m 1m 1m 1m 1m", E_FIELD_EXTRA, NULL);
}

static void text_is_exact_to_thousandths_and_centimetres(void **state)
{
	(void)state;
	assert_line(RR_LOC, "0033161389172DD070BE15F000988D20",
	            "42 21 54 N  71 6 18 W  -24m  30m 10000m 10m");
	assert_line(RR_LOC, "00101010800000018000000100989681",
	            "0 0 0.001 N  0 0 0.001 E  0.01m  0.01m 0.01m 0.01m");
}

static void other_versions_and_values_are_generic(void **state)
{
	(void)state;
	assert_line(RR_LOC, "01121613800000008000000000989680",
	            "\\# 16 01121613800000008000000000989680");
	assert_line(RR_LOC, "001A1613800000008000000000989680",
	            "\\# 16 001A1613800000008000000000989680");
	assert_line(RR_LOC, "00121613FFFFFFFF8000000000989680",
	            "\\# 16 00121613FFFFFFFF8000000000989680");
	assert_checks(RR_LOC, "001216138000000080000000009896", E_EOF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_of_the_rfc_are_read),
		cmocka_unit_test(minutes_and_seconds_may_be_left_out),
		cmocka_unit_test(angles_stay_on_the_globe),
		cmocka_unit_test(altitudes_and_sizes_have_limits),
		cmocka_unit_test(text_is_exact_to_thousandths_and_centimetres),
		cmocka_unit_test(other_versions_and_values_are_generic),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
