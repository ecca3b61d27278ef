/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#include "dns/rdata_field.h"

static void algorithms_are_numbers_or_words(void **state)
{
	(void)state;
	assert_octets(RR_DS, "1 RSASHA256 2 AA", "00010802AA");
	assert_octets(RR_DS, "1 ecdsap256sha256 2 AA", "00010D02AA");
	assert_octets(RR_DS, "1 255 2 AA", "0001FF02AA");
	assert_line(RR_DS, "00010802AA", "1 8 2 AA");
	assert_refused(RR_DS, "1 256 2 AA", E_NUMBER_RANGE, "algorithm");
	assert_refused(RR_DS, "1 RSASHA3 2 AA", E_MNEMONIC, "algorithm");
	assert_refused(RR_DS, "1 RSASHA25 2 AA", E_MNEMONIC, "algorithm");
}

static void algorithm_words_are_those_of_the_registry(void **state)
{
	(void)state;
	assert_string_equal(rdata_algorithm_word(15), "ED25519");
	assert_string_equal(rdata_algorithm_word(253), "PRIVATEDNS");
	assert_null(rdata_algorithm_word(0));
	assert_null(rdata_algorithm_word(4));
}

/* RFC 4398 section 2.1 */
static void certificate_types_are_printed_as_numbers(void **state)
{
	(void)state;
	assert_octets(RR_CERT, "PKIX 1 RSASHA256 AA==", "000100010800");
	assert_octets(RR_CERT, "oid 1 8 AA==", "00FE00010800");
	assert_octets(RR_CERT, "65535 1 8 AA==", "FFFF00010800");
	assert_line(RR_CERT, "000100010800", "1 1 8 AA==");
	assert_refused(RR_CERT, "65536 1 8 AA==", E_NUMBER_RANGE, "type");
	assert_refused(RR_CERT, "PKI 1 8 AA==", E_MNEMONIC, "type");
}

static void rcodes_are_printed_as_words(void **state)
{
	(void)state;
	assert_octets(RR_TSIG, "a. 0 0 0 0 BADTIME 0", "01610000000000000000000000000000120000");
	assert_line(RR_TSIG, "01610000000000000000000000000000100000", "a. 0 0 0 0 BADSIG 0");
	assert_line(RR_TSIG, "0161000000000000000000000000000FFF0000", "a. 0 0 0 0 4095 0");
	assert_refused(RR_TSIG, "a. 0 0 0 0 BADNEWS 0", E_MNEMONIC, "error");
}

static void covered_types_are_words_or_type_numbers(void **state)
{
	(void)state;
	static const char rest[] = " 8 0 0 0 0 0 . AAAA";
	char line[64];
	snprintf(line, sizeof(line), "TYPE65534%s", rest);
	assert_octets(RR_RRSIG, line, "FFFE0800000000000000000000000000000000000000");
	assert_refused(RR_RRSIG, "FROB 8 0 0 0 0 0 . AAAA", E_TYPE, "type covered");
	assert_refused(RR_RRSIG, "1 8 0 0 0 0 0 . AAAA", E_TYPE, "type covered");
}

/* RFC 9859 section 2.1 */
static void dsync_schemes_are_printed_as_words(void **state)
{
	(void)state;
	assert_octets(RR_DSYNC, "CDS NOTIFY 53 a.", "003B010035016100");
	assert_octets(RR_DSYNC, "CDS 200 53 a.", "003BC80035016100");
	assert_line(RR_DSYNC, "003B010035016100", "CDS NOTIFY 53 a.");
	assert_line(RR_DSYNC, "003BC80035016100", "CDS 200 53 a.");
	assert_refused(RR_DSYNC, "CDS SHOUT 53 a.", E_MNEMONIC, "scheme");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(algorithms_are_numbers_or_words),
		cmocka_unit_test(algorithm_words_are_those_of_the_registry),
		cmocka_unit_test(certificate_types_are_printed_as_numbers),
		cmocka_unit_test(rcodes_are_printed_as_words),
		cmocka_unit_test(covered_types_are_words_or_type_numbers),
		cmocka_unit_test(dsync_schemes_are_printed_as_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
