/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

static enum err parse(uint16_t type, const char *line, const uint8_t *origin)
{
	uint8_t buf[LINE_OCTETS * 4];
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	return rdata_parse_line(&w, type, span_str(line), origin);
}

static void blanks_parentheses_and_comments_are_dropped(void **state)
{
	(void)state;
	assert_octets(RR_MX, "  10 \t a.  ", "000A016100");
	assert_octets(RR_MX, "( 10\n a. ) ; comment ( \"", "000A016100");
	assert_octets(RR_TXT, "(a)b", "01610162");
}

static void quotes_hold_blanks_and_end_a_token(void **state)
{
	(void)state;
	assert_octets(RR_TXT, "\"a b;()\"", "066120623B2829");
	assert_octets(RR_TXT, "\"a\"\"b\"", "01610162");
	assert_octets(RR_TXT, "a\"b\"", "01610162");
	assert_octets(RR_TXT, "\"a\\\"b\"", "03612262");
	assert_octets(RR_TXT, "\"\"", "00");
}

static void escapes_hide_what_would_end_a_token(void **state)
{
	(void)state;
	assert_octets(RR_TXT, "a\\ b\\;c", "056120623B63");
	assert_octets(RR_TXT, "a\\032b", "03612062");
	assert_octets(RR_TXT, "\\\"", "0122");
}

/* RFC 9460 section 2.1: quotes behind "=" belong to the token. */
static void quoted_values_of_parameters_are_one_token(void **state)
{
	(void)state;
	assert_octets(RR_SVCB, "1 . alpn=\"h2,h3\"", "00010000010006026832026833");
	assert_int_equal(parse(RR_SVCB, "1 . alpn=\"h2,h3", NULL), E_QUOTE);
}

static void unfinished_text_is_refused(void **state)
{
	(void)state;
	assert_int_equal(parse(RR_TXT, "\"abc", NULL), E_QUOTE);
	assert_int_equal(parse(RR_TXT, "\"", NULL), E_QUOTE);
	assert_int_equal(parse(RR_TXT, "\"abc\\\"", NULL), E_QUOTE);
	assert_int_equal(parse(RR_TXT, "abc\\", NULL), E_ESCAPE);
	assert_int_equal(parse(RR_TXT, "", NULL), E_FIELD_MISSING);
	assert_int_equal(parse(RR_TXT, ";a", NULL), E_FIELD_MISSING);
}

static void relative_names_need_an_origin(void **state)
{
	(void)state;
	assert_int_equal(parse(RR_NS, "a", NULL), E_NO_ORIGIN);
	assert_ok(parse(RR_NS, "a", (const uint8_t *)"\3org"));
}

static void a_line_has_at_most_4096_tokens(void **state)
{
	(void)state;
	char line[2 * 4097 + 1];
	for (size_t i = 0; i < 4097; i++)
		memcpy(line + 2 * i, "a ", 3);
	assert_int_equal(parse(RR_TXT, line, NULL), E_LIMIT);
	line[2 * 4096] = '\0';
	assert_ok(parse(RR_TXT, line, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_parentheses_and_comments_are_dropped),
		cmocka_unit_test(quotes_hold_blanks_and_end_a_token),
		cmocka_unit_test(escapes_hide_what_would_end_a_token),
		cmocka_unit_test(quoted_values_of_parameters_are_one_token),
		cmocka_unit_test(unfinished_text_is_refused),
		cmocka_unit_test(relative_names_need_an_origin),
		cmocka_unit_test(a_line_has_at_most_4096_tokens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
