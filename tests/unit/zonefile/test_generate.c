/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

static void a_dollar_stands_for_the_number(void **state)
{
	(void)state;
	assert_reads("$GENERATE 1-3 $ CNAME $.x\nb A 1.2.3.4\n",
	             "1.z. 9 CNAME 1.x.z.\n2.z. 9 CNAME 2.x.z.\n3.z. 9 CNAME 3.x.z.\n"
	             "b.z. 9 A 1.2.3.4\n");
	assert_reads("$GENERATE 0-5/3 a$ 5 IN A 10.0.0.$\n",
	             "a0.z. 5 A 10.0.0.0\na3.z. 5 A 10.0.0.3\n");
}

static void modifiers_shift_pad_and_choose_the_base(void **state)
{
	(void)state;
	assert_reads("$GENERATE 10-10 a${-3}-${0,4}-${0,0,x}-${6,3,X}-${0,3,o} A 1.2.3.4\n",
	             "a7-0010-a-010-012.z. 9 A 1.2.3.4\n");
	assert_reads("$GENERATE 18-18 ${0,7,n}.a PTR ${237,0,N}.b\n",
	             "2.1.0.0.a.z. 9 PTR F.F.b.z.\n");
}

static void dollars_can_be_had(void **state)
{
	(void)state;
	assert_reads("$GENERATE 1-1 a TXT $$ \\$ \"$ $\"\n", "a.z. 9 TXT \"$\" \"$\" \"1 1\"\n");
}

static void wrong_ranges_and_modifiers_are_refused(void **state)
{
	(void)state;
	assert_reads("$GENERATE 1 a A 1.2.3.4\n", "!! E_GENERATE main:1:11 range\n");
	assert_reads("$GENERATE 2-1 a A 1.2.3.4\n", "!! E_GENERATE main:1:11 range\n");
	assert_reads("$GENERATE 1-2/0 a A 1.2.3.4\n", "!! E_GENERATE main:1:11 range\n");
	assert_reads("$GENERATE 1-2 a${ A 1.2.3.4\n", "!! E_GENERATE main:1:15 range\n");
	assert_reads("$GENERATE 1-2 a${0,1,z} A 1.2.3.4\n", "!! E_GENERATE main:1:15 range\n");
	assert_reads("$GENERATE 1-2 a A\n", "!! E_FIELD_MISSING main:1:18 range\n");
	assert_reads("$GENERATE 0-1048576 a$ A 1.2.3.4\n", "!! E_LIMIT main:1:11 range\n");
}

static void what_it_makes_is_read_as_records_only(void **state)
{
	(void)state;
	assert_reads("\n$GENERATE 1-2 $$TTL 5 A 1.2.3.4\n",
	             "\\$TTL.z. 5 A 1.2.3.4\n\\$TTL.z. 5 A 1.2.3.4\n");
	assert_reads("\n$GENERATE 250-300 a$ A 1.2.3.$\nb A 1.2.3.4\n",
	             "a250.z. 9 A 1.2.3.250\na251.z. 9 A 1.2.3.251\na252.z. 9 A 1.2.3.252\n"
	             "a253.z. 9 A 1.2.3.253\na254.z. 9 A 1.2.3.254\na255.z. 9 A 1.2.3.255\n"
	             "!! E_ADDR4 main:2:1 address\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dollar_stands_for_the_number),
		cmocka_unit_test(modifiers_shift_pad_and_choose_the_base),
		cmocka_unit_test(dollars_can_be_had),
		cmocka_unit_test(wrong_ranges_and_modifiers_are_refused),
		cmocka_unit_test(what_it_makes_is_read_as_records_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
