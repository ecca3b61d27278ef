/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#include "dns/rdata_field.h"

static void strings_may_have_quotes_and_escapes(void **state)
{
	(void)state;
	assert_octets(RR_HINFO, "abc \"a b\"", "0361626303612062");
	assert_octets(RR_HINFO, "\"\" \\255\\\\", "0002FF5C");
	assert_refused(RR_HINFO, "a\\256 b", E_ESCAPE, "CPU");
	assert_refused(RR_HINFO, "a\\1 b", E_ESCAPE, "CPU");
	assert_refused(RR_HINFO, "a b\\", E_ESCAPE, "OS");
	assert_refused(RR_HINFO, "a", E_FIELD_MISSING, "OS");
}

/* RFC 1035 section 3.3 */
static void a_string_has_at_most_255_octets(void **state)
{
	(void)state;
	char line[256 + 1], hex[2 + 510 + 1] = "FF";
	for (size_t i = 0; i < 255; i++)
		memcpy(hex + 2 + 2 * i, "61", 3);
	memset(line, 'a', sizeof(line));
	line[255] = '\0';
	assert_octets(RR_X25, line, hex);
	line[255] = 'a';
	line[256] = '\0';
	assert_refused(RR_X25, line, E_STRING_LONG, "PSDN address");
}

static void lists_have_at_least_one_string(void **state)
{
	(void)state;
	assert_octets(RR_TXT, "a b", "01610162");
	assert_refused(RR_TXT, "", E_FIELD_MISSING, "text");
	assert_checks(RR_TXT, "", E_EOF);
	assert_checks(RR_TXT, "0261", E_EOF);
	assert_checks(RR_TXT, "016102", E_EOF);
	assert_octets(RR_ISDN, "150862028003217", "0F313530383632303238303033323137");
	assert_octets(RR_ISDN, "150862028003217 004", "0F31353038363230323830303332313703303034");
}

static void text_without_length_takes_the_rest(void **state)
{
	(void)state;
	/* RFC 7553 section 4.5 */
	assert_octets(RR_URI, "10 1 \"ftp://a\"", "000A00016674703A2F2F61");
	assert_octets(RR_URI, "10 1 \"\"", "000A0001");
	assert_line(RR_URI, "000A000161", "10 1 \"a\"");
	assert_refused(RR_URI, "10 1", E_FIELD_MISSING, "target");
	assert_refused(RR_URI, "10 1 a b", E_FIELD_EXTRA, NULL);
}

/* RFC 8659 section 4.1 */
static void tags_are_words(void **state)
{
	(void)state;
	assert_octets(RR_CAA, "0 issue \"ca1.example.net\"",
	              "000569737375656361312E6578616D706C652E6E6574");
	assert_line(RR_CAA, "800374627361", "128 tbs \"a\"");
	assert_refused(RR_CAA, "0 \"\" \"a\"", E_INVALID, "tag");
	assert_refused(RR_CAA, "0 a;b \"a\"", E_INVALID, "tag");
	assert_checks(RR_CAA, "0000", E_MALFORMED);
	assert_checks(RR_CAA, "000561", E_EOF);
	assert_line(RR_CAA, "00012061", "\\# 4 00012061");
}

static void quoted_text_escapes_what_would_break_it(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	rdata_quoted_print(&t, span_of("a\"\\;\t\x7f\xff", 7));
	assert_string_equal(t.buf, "\"a\\\"\\\\;\\009\\127\\255\"");
	text_deinit(&t);
}

static void one_escape_is_undone_at_a_time(void **state)
{
	(void)state;
	uint8_t octet;
	size_t at = 0;
	struct span text = span_str("\\065\\.x");
	assert_ok(rdata_unescape(&octet, text, &at));
	assert_int_equal(octet, 'A');
	assert_ok(rdata_unescape(&octet, text, &at));
	assert_int_equal(octet, '.');
	assert_ok(rdata_unescape(&octet, text, &at));
	assert_int_equal(octet, 'x');
	assert_int_equal(at, text.len);
	at = 0;
	assert_int_equal(rdata_unescape(&octet, span_str("\\"), &at), E_ESCAPE);
	assert_int_equal(rdata_unescape(&octet, span_str("\\06"), &at), E_ESCAPE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_may_have_quotes_and_escapes),
		cmocka_unit_test(a_string_has_at_most_255_octets),
		cmocka_unit_test(lists_have_at_least_one_string),
		cmocka_unit_test(text_without_length_takes_the_rest),
		cmocka_unit_test(tags_are_words),
		cmocka_unit_test(quoted_text_escapes_what_would_break_it),
		cmocka_unit_test(one_escape_is_undone_at_a_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
