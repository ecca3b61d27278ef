/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

static void origin_applies_to_the_names_behind_it(void **state)
{
	(void)state;
	assert_reads("a NS b\n$ORIGIN y.\na NS b\n$origin ( x. \n ) ; c\n@ NS b.\n",
	             "a.z. 9 NS b.z.\na.y. 9 NS b.y.\nx. 9 NS b.\n");
}

static void a_blank_owner_survives_a_change_of_origin(void **state)
{
	(void)state;
	assert_reads("a NS b\n$ORIGIN y.\n NS b\n", "a.z. 9 NS b.z.\na.z. 9 NS b.y.\n");
}

static void an_origin_has_to_be_absolute(void **state)
{
	(void)state;
	assert_reads("$ORIGIN y\na NS b\n", "!! E_NO_ORIGIN main:1:9 origin\n");
	assert_reads("$ORIGIN @\n", "!! E_NO_ORIGIN main:1:9 origin\n");
	assert_reads("$ORIGIN a\\.\n", "!! E_NO_ORIGIN main:1:9 origin\n");
	assert_reads("$ORIGIN\n", "!! E_FIELD_MISSING main:1:8 origin\n");
	assert_reads("$ORIGIN a. b\n", "!! E_FIELD_EXTRA main:1:12 origin\n");
	assert_reads("$ORIGIN %.\n", "!! E_MALFORMED main:1:9 origin\n");
}

static void ttl_takes_units(void **state)
{
	(void)state;
	assert_reads("$TTL 1w2d3h4m5s\na A 1.2.3.4\n", "a.z. 788645 A 1.2.3.4\n");
	assert_reads("$TTL x\na A 1.2.3.4\n", "!! E_TTL main:1:6 TTL\n");
	assert_reads("$TTL\n", "!! E_FIELD_MISSING main:1:5 TTL\n");
}

static void unknown_directives_end_the_reading(void **state)
{
	(void)state;
	assert_reads("$FOO\na A 1.2.3.4\n", "!! E_DIRECTIVE main:1:1 -\n");
	assert_reads("$\n", "!! E_DIRECTIVE main:1:1 -\n");
	assert_reads("$TTL \"5\n", "!! E_QUOTE main:1:6 -\n");
}

static void a_dollar_inside_a_line_is_no_directive(void **state)
{
	(void)state;
	assert_reads(" $TTL 5\na TXT $TTL\n", "! E_NO_OWNER main:1:2 owner\na.z. 9 TXT \"$TTL\"\n");
}

static void include_without_a_source_is_refused(void **state)
{
	(void)state;
	assert_reads("$INCLUDE x\n", "!! E_INCLUDE main:1:1 file\n");
	assert_reads("$INCLUDE x y\n", "!! E_NO_ORIGIN main:1:12 origin\n");
	assert_reads("$INCLUDE\n", "!! E_FIELD_MISSING main:1:9 file\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(origin_applies_to_the_names_behind_it),
		cmocka_unit_test(a_blank_owner_survives_a_change_of_origin),
		cmocka_unit_test(an_origin_has_to_be_absolute),
		cmocka_unit_test(ttl_takes_units),
		cmocka_unit_test(unknown_directives_end_the_reading),
		cmocka_unit_test(a_dollar_inside_a_line_is_no_directive),
		cmocka_unit_test(include_without_a_source_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
