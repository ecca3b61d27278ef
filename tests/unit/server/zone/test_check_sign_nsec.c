/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed_text.h"

static void faults_of_the_chain(void **state)
{
	(void)state;
	static const struct signed_case cases[] = {
		{"ns.sig.test. 5 NSEC", NULL, "ns.sig.test. missing NSEC(3) record\n"},
		{"x.ent.sig.test. 5 NSEC", NULL, "x.ent.sig.test. missing NSEC(3) record\n"},
		{"cut.sig.test. 5 NSEC", NULL, "cut.sig.test. missing NSEC(3) record\n"},
		{NULL, "new.sig.test. 60 A 192.0.2.1", "new.sig.test. missing NSEC(3) record\n"},
		{NULL, "ns.sig.test. 60 AAAA ::1", "ns.sig.test. wrong NSEC(3) bitmap\n"},
		{"ns.sig.test. 5 NSEC", "ns.sig.test. 5 NSEC sig.test. A MX RRSIG NSEC",
	         "ns.sig.test. wrong NSEC(3) bitmap\n"},
		{"ns.sig.test. 5 NSEC", "ns.sig.test. 5 NSEC x.sig.test. A RRSIG NSEC",
	         "ns.sig.test. inconsistent NSEC(3) chain\n"},
		{"cut.sig.test. 5 NSEC", "cut.sig.test. 5 NSEC ns.sig.test. NS RRSIG NSEC",
	         "cut.sig.test. inconsistent NSEC(3) chain\n"},
		{NULL, "ns.sig.test. 5 NSEC x.sig.test. A RRSIG NSEC",
	         "ns.sig.test. inconsistent NSEC(3) chain\n"},
		{NULL, "ns.cut.sig.test. 5 NSEC sig.test. A",
	         "ns.cut.sig.test. superfluous NSEC(3)\n"},
		/* of glue at a cut the bitmap says nothing */
		{NULL, "cut.sig.test. 60 A 192.0.2.1", ""},
	};
	assert_signed_cases(signed_nsec, cases, ARRAY_LEN(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_of_the_chain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
