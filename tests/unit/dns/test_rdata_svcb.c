/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

/* RFC 9460 appendix D.1 and D.2 */
static void examples_of_the_rfc_are_read(void **state)
{
	(void)state;
	assert_octets(RR_HTTPS, "0 foo.example.com.", "000003666F6F076578616D706C6503636F6D00");
	assert_octets(RR_SVCB, "1 .", "000100");
	assert_octets(RR_SVCB, "16 foo.example.com. port=53",
	              "001003666F6F076578616D706C6503636F6D00000300020035");
	assert_octets(RR_SVCB, "1 foo.example.com. key667=hello",
	              "000103666F6F076578616D706C6503636F6D00029B000568656C6C6F");
	assert_octets(RR_SVCB, "1 foo.example.com. key667=\"hello\\210qoo\"",
	              "000103666F6F076578616D706C6503636F6D00029B000968656C6C6FD2716F6F");
}

static void keys_are_stored_in_order(void **state)
{
	(void)state;
	/* RFC 9460 appendix D.2, figure 8 */
	assert_octets(RR_SVCB, "16 . alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1",
	              "0010000000000400010004000100090268320568332D313900040004C0000201");
	assert_octets(RR_SVCB, "1 . key9=\\000\\001 key8 key7=a",
	              "000100000700016100080000000900020001");
}

static void a_key_comes_once(void **state)
{
	(void)state;
	/* RFC 9460 appendix D.3, figures 11 and 17 */
	assert_refused(RR_SVCB, "1 . key123=abc key123=def", E_SVCB_ORDER, "parameters");
	assert_refused(RR_SVCB, "1 . port=1 key3=\\000\\001", E_SVCB_ORDER, "parameters");
	assert_checks(RR_SVCB, "000100000300020001000300020001", E_SVCB_ORDER);
	assert_checks(RR_SVCB, "00010000030002000100010003026832", E_SVCB_ORDER);
}

/* RFC 9460 section 8, and appendix D.3, figures 14 to 16 */
static void mandatory_keys_must_be_there(void **state)
{
	(void)state;
	assert_refused(RR_SVCB, "1 . mandatory=key123", E_SVCB_MANDATORY, "parameters");
	assert_refused(RR_SVCB, "1 . mandatory=mandatory", E_SVCB_MANDATORY, "parameters");
	assert_refused(RR_SVCB, "1 . mandatory=key123,key123 key123=abc", E_SVCB_MANDATORY,
	               "parameters");
	assert_checks(RR_SVCB, "000100000000020003", E_SVCB_MANDATORY);
	assert_checks(RR_SVCB, "000100000000020003000300020001", OK);
}

static void parameters_may_not_run_past_the_end(void **state)
{
	(void)state;
	assert_checks(RR_SVCB, "0001000003000200", E_EOF);
	assert_checks(RR_SVCB, "00010000030002", E_EOF);
	assert_checks(RR_SVCB, "000100000300", E_EOF);
	assert_checks(RR_SVCB, "0001000003", E_EOF);
}

static void quotes_of_a_value_must_close(void **state)
{
	(void)state;
	assert_refused(RR_SVCB, "1 . key9999=\"a", E_QUOTE, "parameters");
	assert_refused(RR_SVCB, "1 . key9999=\"", E_QUOTE, "parameters");
	assert_refused(RR_SVCB, "1 . \"port=1\"", E_FIELD_MISSING, "parameters");
}

static void lines_have_one_parameter_each(void **state)
{
	(void)state;
	static const struct rdata_style lines = {.multiline = true};
	assert_styled(RR_SVCB, "00010000030002003500080000", &lines,
	              "1 . (\n\t\t\t\tport=53\n\t\t\t\tohttp\n\t\t\t\t)");
	assert_line(RR_SVCB, "00010000030002003500080000", "1 . port=53 ohttp");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_of_the_rfc_are_read),
		cmocka_unit_test(keys_are_stored_in_order),
		cmocka_unit_test(a_key_comes_once),
		cmocka_unit_test(mandatory_keys_must_be_there),
		cmocka_unit_test(parameters_may_not_run_past_the_end),
		cmocka_unit_test(quotes_of_a_value_must_close),
		cmocka_unit_test(lines_have_one_parameter_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
