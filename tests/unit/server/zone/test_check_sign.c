/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed_text.h"

#define UNSIGNED(owner, type) owner " no valid signature for a record (record type " type ")\n"

static void a_signed_zone_is_clean(void **state)
{
	(void)state;
	const struct signed_case whole = {NULL, NULL, ""};
	assert_signed_cases(signed_nsec, &whole, 1);
	assert_signed_cases(signed_nsec3, &whole, 1);
}

static void keys_come_first(void **state)
{
	(void)state;
	static const struct signed_case cases[] = {
		{"sig.test. 60 DNSKEY", NULL, "sig.test. missing DNSKEY\n"},
		{"sig.test. 60 DNSKEY",
	         "sig.test. 60 DNSKEY 0 3 15 CKuT1T+hJ5N71rJvzZnTwRHMa0sV2G5aKtLP2+JisPA=",
	         "sig.test. invalid DNSKEY\n"},
		{NULL, "sig.test. 60 DNSKEY 256 2 15 CKuT1T+hJ5N71rJvzZnTwRHMa0sV2G5aKtLP2+JisPA=",
	         "sig.test. invalid DNSKEY\n"},
		{NULL, "sig.test. 60 DNSKEY 256 3 13 CKuT", "sig.test. invalid DNSKEY\n"},
		/* A key that nobody can use does no harm, but that the set is another now. */
		{NULL, "sig.test. 60 DNSKEY 256 3 250 CKuT", UNSIGNED("sig.test.", "DNSKEY")},
	};
	assert_signed_cases(signed_nsec, cases, ARRAY_LEN(cases));
}

static void every_authoritative_set_has_a_signature(void **state)
{
	(void)state;
	static const struct signed_case cases[] = {
		{"ns.sig.test. 60 A", "ns.sig.test. 60 A 192.0.2.99",
	         UNSIGNED("ns.sig.test.", "A")},
		{"ns.sig.test. 60 RRSIG", NULL, UNSIGNED("ns.sig.test.", "A")},
		{"cut.sig.test. 60 NS", "cut.sig.test. 60 NS other.", ""},
		{"ns.cut.sig.test.", NULL, ""},
		{"sig.test. 60 NS ", "sig.test. 60 NS other.", UNSIGNED("sig.test.", "NS")},
		/* the TTL is part of what was signed */
		{"ns.sig.test. 60 A", "ns.sig.test. 61 A 192.0.2.1", UNSIGNED("ns.sig.test.", "A")},
		/* signatures are not signed (RFC 4035 section 2.2) */
		{NULL,
	         "ns.sig.test. 60 RRSIG RRSIG 15 3 60 20540101000000 20240101000000 26289 "
	         "sig.test. AAAA",
	         UNSIGNED("ns.sig.test.", "RRSIG")},
		/* one good signature is enough */
		{NULL,
	         "ns.sig.test. 60 RRSIG A 15 3 60 20540101000000 20240101000000 26289 sig.test. "
	         "AAAA",
	         ""},
	};
	assert_signed_cases(signed_nsec, cases, ARRAY_LEN(cases));
}

#define SIGNATURE(type)                                                                            \
	" 60 RRSIG " type " 15 3 60 20540101000000 20240101000000 26289 sig.test. AAAA"

/* RFC 4035 section 2.2; one over nothing does no harm where the zone could have signed. */
static void delegations_and_glue_are_not_signed(void **state)
{
	(void)state;
	static const struct signed_case cases[] = {
		{NULL, "cut.sig.test." SIGNATURE("NS"), UNSIGNED("cut.sig.test.", "NS")},
		{NULL, "ns.cut.sig.test." SIGNATURE("A"), UNSIGNED("ns.cut.sig.test.", "A")},
		{NULL, "ns.cut.sig.test." SIGNATURE("TXT"), UNSIGNED("ns.cut.sig.test.", "TXT")},
		{NULL, "cut.sig.test." SIGNATURE("TXT"), ""},
		{NULL, "ns.sig.test." SIGNATURE("TXT"), ""},
	};
	assert_signed_cases(signed_nsec, cases, ARRAY_LEN(cases));
}

static void time_is_an_argument_and_the_apex_comes_last(void **state)
{
	(void)state;
	const struct signed_case late = {NULL, NULL, UNSIGNED("cut.sig.test.", "NSEC")};
	for (unsigned threads = 1; threads < 4; threads++) {
		assert_signed(signed_nsec, &late, (struct zone_sign_check){{2650838401}, threads});
		assert_signed(signed_nsec, &late, (struct zone_sign_check){{1704067199}, threads});
	}
	const struct signed_case whole = {NULL, NULL, ""};
	assert_signed(signed_nsec, &whole, (struct zone_sign_check){{2650838400}, 1});
	assert_signed(signed_nsec, &whole, (struct zone_sign_check){{1704067200}, 1});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signed_zone_is_clean),
		cmocka_unit_test(keys_come_first),
		cmocka_unit_test(every_authoritative_set_has_a_signature),
		cmocka_unit_test(delegations_and_glue_are_not_signed),
		cmocka_unit_test(time_is_an_argument_and_the_apex_comes_last),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
