/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

static void ttl_and_class_come_in_either_order(void **state)
{
	(void)state;
	assert_reads("a 5 IN A 1.2.3.4\na IN 6 A 1.2.3.4\na in A 1.2.3.4\na 1h1m A 1.2.3.4\n",
	             "a.z. 5 A 1.2.3.4\na.z. 6 A 1.2.3.4\na.z. 6 A 1.2.3.4\na.z. 3660 A 1.2.3.4\n");
}

static void a_missing_ttl_is_the_default_else_the_last_one(void **state)
{
	(void)state;
	assert_reads("a A 1.2.3.4\na 5 A 1.2.3.4\na A 1.2.3.4\n$TTL 7\na A 1.2.3.4\n"
	             "a 3 A 1.2.3.4\na A 1.2.3.4\n",
	             "a.z. 9 A 1.2.3.4\na.z. 5 A 1.2.3.4\na.z. 5 A 1.2.3.4\na.z. 7 A 1.2.3.4\n"
	             "a.z. 3 A 1.2.3.4\na.z. 7 A 1.2.3.4\n");
}

/* RFC 4034 section 3: as long as what it covers, which its data says. */
static void a_signature_without_a_ttl_lasts_as_its_data_says(void **state)
{
	(void)state;
#define DATA "RRSIG A 15 2 600 20261226060756 20261128060756 29415 z. AAAA"
	assert_reads("a 5 A 1.2.3.4\na " DATA "\na A 1.2.3.5\n$TTL 7\na " DATA "\na A 1.2.3.6\n"
	             "a 3 " DATA "\n",
	             "a.z. 5 A 1.2.3.4\na.z. 600 " DATA "\na.z. 5 A 1.2.3.5\na.z. 600 " DATA "\n"
	             "a.z. 7 A 1.2.3.6\na.z. 3 " DATA "\n");
#undef DATA
}

static void a_blank_stands_for_the_last_owner(void **state)
{
	(void)state;
	assert_reads("a A 1.2.3.4\n A 1.2.3.5\n\tNS @\n\n ; nothing\n(A) 1.2.3.6\n",
	             "a.z. 9 A 1.2.3.4\na.z. 9 A 1.2.3.5\na.z. 9 NS z.\na.z. 9 A 1.2.3.6\n");
	assert_reads(" A 1.2.3.4\n", "! E_NO_OWNER main:1:2 owner\n");
}

static void a_refused_owner_is_nobodys_owner(void **state)
{
	(void)state;
	assert_reads("a A 1.2.3.4\n%% A 1.2.3.4\n A 1.2.3.4\nb A 1.2.3.4\n",
	             "a.z. 9 A 1.2.3.4\n! E_MALFORMED main:2:1 owner\n! E_NO_OWNER main:3:2 owner\n"
	             "b.z. 9 A 1.2.3.4\n");
}

static void a_refused_record_still_names_the_owner(void **state)
{
	(void)state;
	assert_reads("a A 1.2.3.x\n A 1.2.3.4\n", "! E_ADDR4 main:1:5 address\na.z. 9 A 1.2.3.4\n");
}

static void types_are_words_or_numbers_of_any_case(void **state)
{
	(void)state;
	assert_reads(
		"a type1 1.2.3.4\na TYPE65280 \\# 2 abcd\na aaaa ::1\na TYPE1 \\# 4 01020304\n",
		"a.z. 9 A 1.2.3.4\na.z. 9 TYPE65280 \\# 2 ABCD\na.z. 9 AAAA ::1\n"
		"a.z. 9 A 1.2.3.4\n");
}

static void what_is_no_type_is_refused(void **state)
{
	(void)state;
	assert_reads(
		"a CH A 1.2.3.4\na FOO x\na IN IN A 1.2.3.4\na ANY x\na\na 5 IN\na \"A\" 1.2.3.4\n",
		"! E_CLASS main:1:3 type\n! E_TYPE main:2:3 type\n! E_CLASS main:3:6 type\n"
		"! E_TYPE main:4:3 type\n! E_FIELD_MISSING main:5:2 type\n"
		"! E_FIELD_MISSING main:6:7 type\n! E_TYPE main:7:4 type\n");
	/* "\0A" is not "A", though it is met after it. */
	const uint8_t text[] = "a A 1.2.3.4\na \0A 1.2.3.4\nb A 1.2.3.4\n";
	const struct zf_options options = {0};
	char *got = transcript_of(span_of(text, sizeof(text) - 1), NULL, &options);
	assert_string_equal(got, "a. 0 A 1.2.3.4\n! E_TYPE main:2:3 type\nb. 0 A 1.2.3.4\n");
	mem_free(got);
}

static void reports_say_line_column_and_field(void **state)
{
	(void)state;
	assert_reads("\n;\na MX (\n 1\n ..x )\nb MX 1\nc MX 1 m x\nd MX 70000 m\n",
	             "! E_LABEL_EMPTY main:5:2 exchange\n! E_FIELD_MISSING main:6:7 exchange\n"
	             "! E_FIELD_EXTRA main:7:10 -\n! E_NUMBER_RANGE main:8:6 preference\n");
}

static void wrong_ttls_are_refused(void **state)
{
	(void)state;
	assert_reads("a 1x A 1.2.3.4\na 4294967296 A 1.2.3.4\n",
	             "! E_TTL main:1:3 TTL\n! E_NUMBER_RANGE main:2:3 TTL\n");
}

static void octets_that_are_not_text_must_be_escaped(void **state)
{
	(void)state;
	assert_reads("a TXT x\001y\na TXT \303\251\na TXT \\001\\195\n",
	             "! E_NUL main:1:8 -\n! E_NUL main:2:7 -\na.z. 9 TXT \"\\001\\195\"\n");
}

static void lower_case_is_the_readers_choice(void **state)
{
	(void)state;
	const char text[] = "$ORIGIN Ex.\nA NS B\nA MX 1 M\nA TXT T\nA SRV 1 2 3 S\n";
	struct zf_options options = {0};
	char *got = transcript_of(span_str(text), NULL, &options);
	assert_string_equal(got, "A.Ex. 0 NS B.Ex.\nA.Ex. 0 MX 1 M.Ex.\nA.Ex. 0 TXT \"T\"\n"
	                         "A.Ex. 0 SRV 1 2 3 S.Ex.\n");
	mem_free(got);
	options.lower_case = true;
	got = transcript_of(span_str(text), NULL, &options);
	assert_string_equal(got, "a.ex. 0 NS b.ex.\na.ex. 0 MX 1 m.ex.\na.ex. 0 TXT \"T\"\n"
	                         "a.ex. 0 SRV 1 2 3 s.ex.\n");
	mem_free(got);
}

static void the_last_line_needs_no_newline(void **state)
{
	(void)state;
	assert_reads("a A 1.2.3.4", "a.z. 9 A 1.2.3.4\n");
	assert_reads("", "");
	assert_reads("\n\n", "");
	assert_reads("; only", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ttl_and_class_come_in_either_order),
		cmocka_unit_test(a_missing_ttl_is_the_default_else_the_last_one),
		cmocka_unit_test(a_signature_without_a_ttl_lasts_as_its_data_says),
		cmocka_unit_test(a_blank_stands_for_the_last_owner),
		cmocka_unit_test(a_refused_owner_is_nobodys_owner),
		cmocka_unit_test(a_refused_record_still_names_the_owner),
		cmocka_unit_test(types_are_words_or_numbers_of_any_case),
		cmocka_unit_test(what_is_no_type_is_refused),
		cmocka_unit_test(reports_say_line_column_and_field),
		cmocka_unit_test(wrong_ttls_are_refused),
		cmocka_unit_test(octets_that_are_not_text_must_be_escaped),
		cmocka_unit_test(lower_case_is_the_readers_choice),
		cmocka_unit_test(the_last_line_needs_no_newline),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
