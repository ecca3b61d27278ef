/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#define OWNER     "2T7B4G4VSA5SMI47K61MV5BV1A22BOJR"
#define OWNER_HEX "174EB2409FE28BCB4887A1836F957F0A8425E27B"

static void the_rest_may_be_cut_into_whole_octets(void **state)
{
	(void)state;
	assert_octets(RR_DS, "1 8 2 aB cD", "00010802ABCD");
	assert_refused(RR_DS, "1 8 2 abc d", E_HEX, "digest");
	assert_refused(RR_DS, "1 8 2 xy", E_HEX, "digest");
	assert_refused(RR_DS, "1 8 2", E_FIELD_MISSING, "digest");
	assert_line(RR_DS, "00010802ABCD", "1 8 2 ABCD");
	assert_line(RR_DS, "00010802", "\\# 4 00010802");
}

/* RFC 5155 section 4.3 */
static void a_salt_has_its_length_before_it(void **state)
{
	(void)state;
	assert_octets(RR_NSEC3PARAM, "1 0 12 aabbccdd", "0100000C04AABBCCDD");
	assert_octets(RR_NSEC3PARAM, "1 0 12 -", "0100000C00");
	assert_line(RR_NSEC3PARAM, "0100000C04AABBCCDD", "1 0 12 AABBCCDD");
	assert_line(RR_NSEC3PARAM, "0100000C00", "1 0 12 -");
	assert_refused(RR_NSEC3PARAM, "1 0 12 aabb ccdd", E_FIELD_EXTRA, NULL);
	assert_refused(RR_NSEC3PARAM, "1 0 12 abc", E_HEX, "salt");
	assert_checks(RR_NSEC3PARAM, "0100000C04AABBCC", E_EOF);
}

static void a_salt_has_at_most_255_octets(void **state)
{
	(void)state;
	char line[16 + 512 + 1] = "1 0 0 ", hex[10 + 510 + 1] = "01000000FF";
	memset(line + 6, 'A', 510);
	memset(hex + 10, 'A', 510);
	assert_octets(RR_NSEC3PARAM, line, hex);
	memset(line + 6, 'A', 512);
	assert_refused(RR_NSEC3PARAM, line, E_STRING_LONG, "salt");
}

/* RFC 5155 appendix A */
static void a_hash_is_base32hex_without_padding(void **state)
{
	(void)state;
	assert_octets(RR_NSEC3, "1 1 12 aabbccdd " OWNER " MX",
	              "0101000C04AABBCCDD14" OWNER_HEX "00020001");
	assert_line(RR_NSEC3, "0101000C0014" OWNER_HEX "00020001",
	            "1 1 12 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX");
	assert_refused(RR_NSEC3, "1 1 12 - 2T7B4G4W", E_BASE32, "next hashed owner");
	assert_refused(RR_NSEC3, "1 1 12 - ========", E_BASE32, "next hashed owner");
	assert_refused(RR_NSEC3, "1 1 12 - 2T7B4G4", E_BASE32, "next hashed owner");
	assert_refused(RR_NSEC3, "1 1 12 -", E_FIELD_MISSING, "next hashed owner");
	assert_checks(RR_NSEC3, "0101000C0000", E_RDATA_LEN);
	assert_checks(RR_NSEC3, "0101000C0002AA", E_EOF);
}

static void other_lengths_of_hashes_are_padded(void **state)
{
	(void)state;
	assert_octets(RR_NSEC3, "1 0 0 - 00======", "01000000000100");
	assert_line(RR_NSEC3, "01000000000200FF", "1 0 0 - 03vg====");
	assert_refused(RR_NSEC3, "1 0 0 - 000=====", E_BASE32, "next hashed owner");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rest_may_be_cut_into_whole_octets),
		cmocka_unit_test(a_salt_has_its_length_before_it),
		cmocka_unit_test(a_salt_has_at_most_255_octets),
		cmocka_unit_test(a_hash_is_base32hex_without_padding),
		cmocka_unit_test(other_lengths_of_hashes_are_padded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
