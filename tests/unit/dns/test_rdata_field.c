/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#include "dns/rdata_field.h"

static void every_kind_parses_and_prints(void **state)
{
	(void)state;
	for (size_t i = 0; i < RDATA_KINDS; i++) {
		assert_non_null(rdata_kinds[i].parse);
		assert_non_null(rdata_kinds[i].print);
		assert_int_equal(rdata_kinds[i].check == NULL, rdata_kinds[i].size > 0);
	}
}

/* RFC 3597 section 4: only what RFC 1035 defined is sent compressed, and that may arrive so. */
static void names_that_are_compressed_are_expanded(void **state)
{
	(void)state;
	for (size_t i = 0; i < RDATA_KINDS; i++) {
		if (rdata_kinds[i].flags & RDATA_FLAG_COMPRESS)
			assert_true(rdata_kinds[i].flags & RDATA_FLAG_EXPAND);
	}
	assert_int_equal(rdata_kinds[RDATA_NAME].flags, 0);
	assert_int_equal(rdata_kinds[RDATA_NAME_LOWER].flags, RDATA_FLAG_LOWER);
}

static void types_without_text_have_the_generic_form_only(void **state)
{
	(void)state;
	assert_refused(RR_NULL, "ab", E_TYPE, "data");
	assert_octets(RR_NULL, "\\# 2 ABCD", "ABCD");
	assert_octets(RR_NULL, "\\# 0", "");
	assert_line(RR_NULL, "ABCD", "\\# 2 ABCD");
	assert_checks(RR_NULL, "", OK);
}

/* RFC 3597 section 5 */
static void the_generic_form_is_checked_against_the_type(void **state)
{
	(void)state;
	assert_octets(RR_A, "\\# 4 C0 000201", "C0000201");
	assert_refused(RR_A, "\\# 3 C00002", E_EOF, NULL);
	assert_refused(RR_A, "\\# 5 C000020100", E_TRAILING, NULL);
	assert_refused(RR_A, "\\# 4 C00002", E_RDATA_LEN, NULL);
	assert_refused(RR_A, "\\# 4 C000020", E_HEX, NULL);
	assert_refused(RR_A, "\\# x C0000201", E_NUMBER, NULL);
	assert_refused(RR_A, "\\#", E_FIELD_MISSING, NULL);
}

static void octets_are_spread_over_lines_on_wish(void **state)
{
	(void)state;
	static const struct rdata_style lines = {.multiline = true};
	assert_styled(RR_DS, "0001080200112233445566778899AABBCCDDEEFF0011223344", &lines,
	              "1 8 2 (\n\t\t\t\t00112233445566778899AABBCCDDEEFF00112233\n\t\t\t\t44"
	              "\n\t\t\t\t)");
	assert_line(RR_DS, "0001080200112233445566778899AABBCCDDEEFF0011223344",
	            "1 8 2 00112233445566778899AABBCCDDEEFF0011223344");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_parses_and_prints),
		cmocka_unit_test(names_that_are_compressed_are_expanded),
		cmocka_unit_test(types_without_text_have_the_generic_form_only),
		cmocka_unit_test(the_generic_form_is_checked_against_the_type),
		cmocka_unit_test(octets_are_spread_over_lines_on_wish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
