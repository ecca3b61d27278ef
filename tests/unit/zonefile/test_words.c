/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

static void parentheses_join_lines(void **state)
{
	(void)state;
	assert_reads("a ( MX\n 1 ; comment (\n\n m ) ; more\nb A 1.2.3.4\n",
	             "a.z. 9 MX 1 m.z.\nb.z. 9 A 1.2.3.4\n");
	assert_reads("a(A)1.2.3.4\n", "a.z. 9 A 1.2.3.4\n");
	assert_reads(" ( \n ) \na A ( 1.2.3.4\n)", "a.z. 9 A 1.2.3.4\n");
}

static void unbalanced_parentheses_end_the_reading(void **state)
{
	(void)state;
	assert_reads("a A ((1.2.3.4))\nb A 1.2.3.4\n", "!! E_PAREN main:1:6 -\n");
	assert_reads("a A 1.2.3.4)\nb A 1.2.3.4\n", "!! E_PAREN main:1:12 -\n");
	assert_reads("b A 1.2.3.4\na A ( 1.2.3.4\n\n", "b.z. 9 A 1.2.3.4\n!! E_PAREN main:2:5 -\n");
}

static void quoted_strings_may_hold_anything(void **state)
{
	(void)state;
	assert_reads("a TXT \"x; (y)\" \"\" \"q\\\"\" ; c\n",
	             "a.z. 9 TXT \"x; (y)\" \"\" \"q\\\"\"\n");
	assert_reads("a TXT (\"x\ny\")\nb A 1.2.3.4\n",
	             "a.z. 9 TXT \"x\\010y\"\nb.z. 9 A 1.2.3.4\n");
}

static void a_string_without_end_loses_its_line_only(void **state)
{
	(void)state;
	assert_reads("a TXT \"x\nb A 1.2.3.4\n", "! E_QUOTE main:1:7 -\nb.z. 9 A 1.2.3.4\n");
	assert_reads("a TXT \"x\"y\nb A 1.2.3.4\n", "! E_QUOTE main:1:10 -\nb.z. 9 A 1.2.3.4\n");
	assert_reads("a TXT x\"y\"\nb A 1.2.3.4\n", "! E_QUOTE main:1:8 -\nb.z. 9 A 1.2.3.4\n");
	assert_reads("a TXT ( \"x\"y\n z )\nb A 1.2.3.4\n",
	             "! E_QUOTE main:1:12 -\nb.z. 9 A 1.2.3.4\n");
	assert_reads("a TXT \"x", "! E_QUOTE main:1:7 -\n");
}

static void escapes_hide_what_would_end_a_word(void **state)
{
	(void)state;
	assert_reads("a\\ b\\;c A 1.2.3.4\n", "a\\032b\\;c.z. 9 A 1.2.3.4\n");
	assert_reads("\\@  A 1.2.3.4\n", "\\@.z. 9 A 1.2.3.4\n");
	assert_reads("a TXT x\\ \\  y\n", "a.z. 9 TXT \"x  \" \"y\"\n");
	assert_reads("a TXT x\\\nb A 1.2.3.4\n", "! E_ESCAPE main:1:7 text\nb.z. 9 A 1.2.3.4\n");
	assert_reads("a A \\", "! E_ADDR4 main:1:5 address\n");
}

static void parameters_may_be_quoted_behind_an_equals_sign(void **state)
{
	(void)state;
	assert_reads("a SVCB 1 . alpn=\"h2,h3\"\n", "a.z. 9 SVCB 1 . alpn=h2,h3\n");
}

static void carriage_returns_end_the_reading(void **state)
{
	(void)state;
	assert_reads("a A 1.2.3.4\r\nb A 1.2.3.4\n", "!! E_CRLF main:1:12 -\n");
	assert_reads("\r\n", "!! E_CRLF main:1:1 -\n");
	assert_reads("a A 1.2.3.4 ; \r\n", "a.z. 9 A 1.2.3.4\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parentheses_join_lines),
		cmocka_unit_test(unbalanced_parentheses_end_the_reading),
		cmocka_unit_test(quoted_strings_may_hold_anything),
		cmocka_unit_test(a_string_without_end_loses_its_line_only),
		cmocka_unit_test(escapes_hide_what_would_end_a_word),
		cmocka_unit_test(parameters_may_be_quoted_behind_an_equals_sign),
		cmocka_unit_test(carriage_returns_end_the_reading),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
