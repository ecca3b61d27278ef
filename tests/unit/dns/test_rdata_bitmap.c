/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

/* RFC 4034 section 4.3, the name shortened to the root */
static void types_are_bits_in_windows(void **state)
{
	(void)state;
	assert_octets(
		RR_NSEC, ". A MX RRSIG NSEC TYPE1234",
		"000006400100000003041B000000000000000000000000000000000000000000000000000020");
	assert_octets(RR_NSEC, ". NSEC MX A A", "000006400100000001");
	assert_octets(RR_NSEC, ". TYPE65535",
	              "00FF200000000000000000000000000000000000000000000000000000000000000001");
	assert_octets(RR_NSEC, ". TYPE0", "00000180");
}

static void an_empty_set_has_no_windows(void **state)
{
	(void)state;
	assert_octets(RR_NSEC, ".", "00");
	assert_octets(RR_CSYNC, "66 3", "000000420003");
	assert_line(RR_CSYNC, "000000420003", "66 3");
}

static void words_that_are_no_types_are_refused(void **state)
{
	(void)state;
	assert_refused(RR_NSEC, ". A FROB", E_BITMAP, "types");
	assert_refused(RR_NSEC, ". TYPE65536", E_BITMAP, "types");
	assert_refused(RR_NSEC, ". \"A\"", E_FIELD_MISSING, "types");
}

/* RFC 4034 section 4.1.2 */
static void windows_are_in_order_and_not_empty(void **state)
{
	(void)state;
	assert_checks(RR_NSEC, "00000140010140", OK);
	assert_checks(RR_NSEC, "00010140000140", E_BITMAP);
	assert_checks(RR_NSEC, "00000140000120", E_BITMAP);
	assert_checks(RR_NSEC, "000000", E_BITMAP);
	assert_checks(RR_NSEC, "0000024000", E_BITMAP);
	assert_checks(RR_NSEC,
	              "00002100000000000000000000000000000000000000000000000000000000000000000001",
	              E_BITMAP);
	assert_checks(RR_NSEC, "00000240", E_EOF);
	assert_checks(RR_NSEC, "0000", E_EOF);
}

static void text_has_types_in_order(void **state)
{
	(void)state;
	assert_line(RR_NSEC, "000006400100000003040140", ". A MX RRSIG NSEC TYPE1025");
}

/* RFC 2535 section 5.2 */
static void nxt_has_one_block_of_types_up_to_127(void **state)
{
	(void)state;
	assert_octets(RR_NXT, ". A NXT", "0040000002");
	assert_refused(RR_NXT, ". TYPE128", E_BITMAP, "types");
	assert_refused(RR_NXT, ". TYPE0", E_BITMAP, "types");
	assert_line(RR_NXT, "0040000002", ". A NXT");
	assert_checks(RR_NXT, "00C0", E_BITMAP);
	assert_checks(RR_NXT, "004000", E_BITMAP);
	assert_checks(RR_NXT, "004000000000000000000000000000000001", E_BITMAP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_bits_in_windows),
		cmocka_unit_test(an_empty_set_has_no_windows),
		cmocka_unit_test(words_that_are_no_types_are_refused),
		cmocka_unit_test(windows_are_in_order_and_not_empty),
		cmocka_unit_test(text_has_types_in_order),
		cmocka_unit_test(nxt_has_one_block_of_types_up_to_127),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
