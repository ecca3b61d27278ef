/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed_text.h"

#define ENT "gao0j72pg8o1b7b1aq4sm9p16gjqurj9"
#define NS  "p6bbvqnpsulbkr76u5ied3q1ilqh2evq"
#define CUT "rpnrnik4k9dfqrr9pu3hetrhqvnoofm2"

static void faults_of_the_chain(void **state)
{
	(void)state;
	static const struct signed_case cases[] = {
		{NS, NULL, "ns.sig.test. missing NSEC(3) record\n"},
		/* an empty non-terminal with something signed below */
		{ENT, NULL, "ent.sig.test. missing NSEC(3) record\n"},
		{NULL, "new.sig.test. 60 A 192.0.2.1", "new.sig.test. missing NSEC(3) record\n"},
		{NULL, "ns.sig.test. 60 AAAA ::1", "ns.sig.test. wrong NSEC(3) bitmap\n"},
		{NS, NS ".sig.test. 5 NSEC3 1 1 1 - " CUT " A MX RRSIG",
	         "ns.sig.test. wrong NSEC(3) bitmap\n"},
		{NS, NS ".sig.test. 5 NSEC3 1 1 1 - " ENT " A RRSIG",
	         NS ".sig.test. inconsistent NSEC(3) chain\n"},
		/* Unsigned delegations, and what leads to them, may go without. */
		{NULL, "new.sig.test. 60 NS other.", ""},
		{NULL, "a.new.sig.test. 60 NS other.", ""},
		/* A chain that still leads around the name that is gone, then to it. */
		{"ns.sig.test.", NULL, NS ".sig.test. superfluous NSEC(3)\n"},
		/* another chain beside it is not looked at */
		{NULL, NS ".sig.test. 5 NSEC3 1 0 9 aa " CUT " A RRSIG",
	         NS ".sig.test. no valid signature for a record (record type NSEC3)\n"},
	};
	assert_signed_cases(signed_nsec3, cases, ARRAY_LEN(cases));
}

/* A delegation without a record, and the record before it does not opt out. */
static void opt_out_needs_its_flag(void **state)
{
	(void)state;
	static const struct signed_case gone = {
		CUT, NS ".sig.test. 5 NSEC3 1 0 1 - 4ja8o1eiv0g88tn8ni0uv715eg3sns3m A RRSIG",
		"cut.sig.test. wrong NSEC3 opt-out\n"};
	const char *lines[SIGNED_LINES_MAX] = {NULL};
	size_t count = 0;
	for (size_t i = 0; signed_nsec3[i] != NULL; i++) {
		if (strncmp(signed_nsec3[i], NS, strlen(NS)) != 0)
			lines[count++] = signed_nsec3[i];
	}
	assert_signed_cases(lines, &gone, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_of_the_chain),
		cmocka_unit_test(opt_out_needs_its_flag),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
