/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_text.h"

static void keys_are_checked_only_when_asked_for(void **state)
{
	(void)state;
	assert_finds(ZONE("@ 60 NS ns.", "@ 60 NSEC3PARAM 1 2 0 -", "@ 60 CDNSKEY 0 3 0 AA=="),
	             BASIC, "");
	assert_finds(ZONE("@ 60 NS ns.", "@ 60 NSEC3PARAM 1 2 0 -", "@ 60 CDNSKEY 0 3 0 AA=="),
	             BASIC | CHECK_CLASS_SIGNED,
	             "ex. invalid flags in NSEC3PARAM\nex. missing CDS\n");
}

static void cds_and_cdnskey_speak_of_the_same_keys(void **state)
{
	(void)state;
	assert_finds(ZONE("@ 60 NS ns.", "@ 60 CDNSKEY 257 3 13 AAAA",
	                  "@ 60 CDS 1 13 2 "
	                  "0000000000000000000000000000000000000000000000000000000000000000"),
	             BASIC | CHECK_CLASS_SIGNED,
	             "ex. CDS not match CDNSKEY\nex. CDNSKEY not match DNSKEY\n"
	             "ex. CDNSKEY without corresponding CDS\n");
	assert_finds(ZONE("@ 60 NS ns.", "@ 60 CDNSKEY 0 3 0 AA==", "@ 60 CDS 0 0 0 00"),
	             BASIC | CHECK_CLASS_SIGNED, "");
	assert_finds(ZONE("@ 60 NS ns.", "@ 60 CDNSKEY 0 3 0 AA==", "@ 60 CDS 0 0 0 01"),
	             BASIC | CHECK_CLASS_SIGNED,
	             "ex. invalid CDNSKEY/CDS for DNSSEC delete algorithm\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_checked_only_when_asked_for),
		cmocka_unit_test(cds_and_cdnskey_speak_of_the_same_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
