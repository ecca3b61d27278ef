/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#define FORTY "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"

static void the_rest_may_be_cut_into_whole_units(void **state)
{
	(void)state;
	assert_octets(RR_DHCID, "Zm9v YmFy", "666F6F626172");
	assert_octets(RR_DHCID, "Zm9vYg==", "666F6F62");
	assert_refused(RR_DHCID, "Zm9vY mFy", E_BASE64, "identifier");
	assert_refused(RR_DHCID, "Zm9!", E_BASE64, "identifier");
	assert_refused(RR_DHCID, "\"Zm9v\"", E_FIELD_MISSING, "identifier");
}

static void data_without_octets_has_text_only_where_it_may(void **state)
{
	(void)state;
	assert_refused(RR_DHCID, "", E_FIELD_MISSING, "identifier");
	assert_line(RR_DHCID, "", "\\# 0");
	assert_octets(RR_SINK, "1 2 3", "010203");
	assert_line(RR_SINK, "010203", "1 2 3");
	/* A KEY of "no key" type has none (RFC 2535 section 3.1.2). */
	assert_octets(RR_KEY, "49152 3 0", "C0000300");
	assert_line(RR_KEY, "C0000300", "49152 3 0");
}

static void a_dash_stands_for_nothing_in_doa(void **state)
{
	(void)state;
	assert_octets(RR_DOA, "0 1 2 \"\" -", "00000000000000010200");
	assert_octets(RR_DOA, "0 1 2 \"\" Zm9v", "00000000000000010200666F6F");
	assert_line(RR_DOA, "00000000000000010200", "0 1 2 \"\" -");
	assert_refused(RR_DOA, "0 1 2 \"\"", E_FIELD_MISSING, "data");
	assert_refused(RR_DOA, "0 1 2 \"\" - -", E_FIELD_EXTRA, NULL);
}

/* RFC 8945 section 4.2 */
static void counted_data_has_its_count_in_text(void **state)
{
	(void)state;
	assert_octets(RR_TSIG, "a. 1 300 3 Zm9v 7 NOERROR 0",
	              "016100000000000001012C0003666F6F000700000000");
	assert_refused(RR_TSIG, "a. 1 300 4 Zm9v 7 NOERROR 0", E_RDATA_LEN, "MAC");
	assert_refused(RR_TSIG, "a. 1 300 65536 Zm9v 7 NOERROR 0", E_NUMBER_RANGE, "MAC");
	assert_refused(RR_TSIG, "a. 1 300 0 7 NOERROR 1", E_FIELD_MISSING, "other");
	assert_line(RR_TSIG, "016100000000000001012C0003666F6F000700000000",
	            "a. 1 300 3 Zm9v 7 NOERROR 0");
	assert_checks(RR_TSIG, "016100000000000001012C0003666F", E_EOF);
}

static void lines_have_forty_characters(void **state)
{
	(void)state;
	static const struct rdata_style lines = {.multiline = true};
	assert_styled(RR_DHCID, "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D00",
	              &lines, "(\n\t\t\t\t" FORTY "\n\t\t\t\tAA==\n\t\t\t\t)");
	assert_styled(RR_DHCID, "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D",
	              &lines, "(\n\t\t\t\t" FORTY "\n\t\t\t\t)");
}

static void keys_and_signatures_are_left_out_on_wish(void **state)
{
	(void)state;
	static const struct rdata_style brief = {.omit_crypto = true};
	static const struct rdata_style brief_lines = {.omit_crypto = true, .multiline = true};
	assert_styled(RR_DNSKEY, "0101030FAABB", &brief, "257 3 15 [id = 44747]");
	assert_styled(RR_DNSKEY, "0101030FAABB", &brief_lines,
	              "257 3 15 (\n\t\t\t\t[omitted]\n\t\t\t\t) ; KSK, ED25519 (256b), id = 44747");
	assert_styled(RR_DHCID, "AABB", &brief, "qrs=");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rest_may_be_cut_into_whole_units),
		cmocka_unit_test(data_without_octets_has_text_only_where_it_may),
		cmocka_unit_test(a_dash_stands_for_nothing_in_doa),
		cmocka_unit_test(counted_data_has_its_count_in_text),
		cmocka_unit_test(lines_have_forty_characters),
		cmocka_unit_test(keys_and_signatures_are_left_out_on_wish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
