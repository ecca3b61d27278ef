/* SPDX-License-Identifier: BSD-2-Clause */
/* That composing equals placing is tested in test_place.c; here is what only composing does. */
#include "../answer_text.h"

static void rotated_sets_with_names_are_composed(void **state)
{
	(void)state;
	struct served *s = served_new(
		"example.", (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300",
	                                     "m 60 MX 1 a", "m 60 MX 2 b.m", "m 60 MX 3 c", NULL});
	s->options.rotate = true;
	/* The id is 0x1234: 1 of 3. */
	assert_answer(s, "m.example. MX",
	              "NOERROR aa\nan m.example. 60 MX 2 b.m.example.\n"
	              "an m.example. 60 MX 3 c.example.\n"
	              "an m.example. 60 MX 1 a.example.\n");
	served_free(s);
}

static void composed_glue_that_does_not_fit_truncates(void **state)
{
	(void)state;
	static char text[26][64];
	const char *lines[28] = {"@ 3600 SOA ns h 7 7200 900 1209600 300"};
	for (unsigned i = 0; i < 13; i++) {
		snprintf(text[2 * i], sizeof(text[0]), "sub 60 NS ns%u.sub", i);
		snprintf(text[2 * i + 1], sizeof(text[0]), "ns%u.sub 60 AAAA 2001:db8::%u", i, i);
		lines[2 * i + 1] = text[2 * i];
		lines[2 * i + 2] = text[2 * i + 1];
	}
	struct served *s = served_new("example.", lines);
	answer_scratch_set_general(s->scratch, true);
	assert_non_null(strstr(ask(s, "sub.example. A"), "NOERROR tc\n"));
	assert_non_null(strstr(ask(s, "sub.example. A edns"), "NOERROR\n"));
	served_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotated_sets_with_names_are_composed),
		cmocka_unit_test(composed_glue_that_does_not_fit_truncates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
