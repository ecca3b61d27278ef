/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#include "dns/rdata_svcb.h"

/* "1 . PARAMETER" becomes KEY and these octets of value. */
static void assert_value(const char *param, unsigned key, const char *value)
{
	char line[256], hex[512];
	snprintf(line, sizeof(line), "1 . %s", param);
	snprintf(hex, sizeof(hex), "000100%04X%04X%s", key, (unsigned)strlen(value) / 2, value);
	assert_octets(RR_SVCB, line, hex);
}

static void assert_bad(const char *param, enum err err)
{
	char line[256];
	snprintf(line, sizeof(line), "1 . %s", param);
	assert_refused(RR_SVCB, line, err, "parameters");
}

static void assert_bad_octets(unsigned key, const char *value, enum err err)
{
	char hex[512];
	snprintf(hex, sizeof(hex), "000100%04X%04X%s", key, (unsigned)strlen(value) / 2, value);
	assert_checks(RR_SVCB, hex, err);
}

/* RFC 9460 section 2.1 */
static void keys_are_lower_case_words_or_plain_numbers(void **state)
{
	(void)state;
	uint16_t key;
	bool generic;
	assert_ok(svcb_key_parse(&key, &generic, span_str("ipv6hint")));
	assert_int_equal(key, SVCB_IPV6HINT);
	assert_false(generic);
	assert_ok(svcb_key_parse(&key, &generic, span_str("key65535")));
	assert_int_equal(key, 65535);
	assert_true(generic);
	static const char *const bad[] = {"",     "key",  "key65536", "key01",
	                                  "KEY1", "Port", "frob",     "key1x"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(svcb_key_parse(&key, &generic, span_str(bad[i])), E_SVCB_KEY);
	assert_ok(svcb_key_parse(&key, &generic, span_str("key0")));
}

/* RFC 9460 sections 7.1.1 and appendix A.1 */
static void alpn_is_a_list_of_strings(void **state)
{
	(void)state;
	assert_value("alpn=h2,h3", 1, "026832026833");
	assert_value("alpn=f\\\\\\\\oo\\\\,bar,h2", 1, "08665C6F6F2C626172026832");
	assert_value("alpn=f\\\\\\092oo\\092,bar,h2", 1, "08665C6F6F2C626172026832");
	assert_bad("alpn=h2,,h3", E_SVCB_VALUE);
	assert_bad("alpn=", E_SVCB_VALUE);
	assert_bad("alpn", E_SVCB_VALUE);
	assert_bad_octets(1, "00", E_SVCB_VALUE);
	assert_bad_octets(1, "0268", E_SVCB_VALUE);
	assert_bad_octets(1, "", E_SVCB_VALUE);
	assert_line(RR_SVCB, "0001000001000908655C6F6F2C626172", "1 . alpn=e\\\\\\\\oo\\\\,bar");
}

static void flags_have_no_value(void **state)
{
	(void)state;
	assert_value("ohttp", 8, "");
	assert_bad("ohttp=", E_SVCB_VALUE);
	assert_bad("no-default-alpn=abc", E_SVCB_VALUE);
	assert_bad_octets(8, "00", E_SVCB_VALUE);
}

static void ports_and_groups_are_numbers(void **state)
{
	(void)state;
	assert_value("port=65535", 3, "FFFF");
	assert_value("port=\\0533", 3, "0035");
	assert_value("tls-supported-groups=29,23", 9, "001D0017");
	assert_bad("port=65536", E_SVCB_VALUE);
	assert_bad("port=", E_SVCB_VALUE);
	assert_bad("port=53,54", E_SVCB_VALUE);
	assert_bad_octets(3, "00", E_SVCB_VALUE);
	assert_bad_octets(9, "001D00", E_SVCB_VALUE);
}

static void hints_are_lists_of_addresses(void **state)
{
	(void)state;
	assert_value("ipv4hint=192.0.2.1,192.0.2.2", 4, "C0000201C0000202");
	assert_value("ipv6hint=2001:db8::1", 6, "20010DB8000000000000000000000001");
	assert_bad("ipv4hint=192.0.2.1,", E_ADDR4);
	assert_bad("ipv6hint=192.0.2.1", E_ADDR6);
	assert_bad_octets(4, "C00002", E_SVCB_VALUE);
	assert_bad_octets(6, "", E_SVCB_VALUE);
	assert_line(RR_SVCB, "00010000040008C0000201C0000202", "1 . ipv4hint=192.0.2.1,192.0.2.2");
}

static void ech_is_base64(void **state)
{
	(void)state;
	assert_value("ech=AAEC", 5, "000102");
	assert_bad("ech=AAE", E_BASE64);
	assert_bad("ech=", E_SVCB_VALUE);
}

/* RFC 9461 section 5: a template; RFC 9460 section 2.1: any key as octets */
static void texts_and_unknown_keys_are_quoted(void **state)
{
	(void)state;
	assert_value("dohpath=/q{?dns}", 7, "2F717B3F646E737D");
	assert_line(RR_SVCB, "0001000007000161", "1 . dohpath=\"a\"");
	assert_line(RR_SVCB, "00010000070000", "1 . key7");
	assert_line(RR_SVCB, "000100029B0003612062", "1 . key667=\"a b\"");
	assert_bad("dohpath=", E_SVCB_VALUE);
	assert_bad("key667=\\300", E_ESCAPE);
}

/* RFC 9460 section 8: in any order in text, increasing on the wire */
static void mandatory_keys_are_sorted(void **state)
{
	(void)state;
	assert_line(RR_SVCB, "000100000000040001000300010003026832000300020035",
	            "1 . mandatory=alpn,port alpn=h2 port=53");
	assert_bad_octets(0, "00030001", E_SVCB_MANDATORY);
	assert_bad_octets(0, "000300", E_SVCB_MANDATORY);
	assert_bad_octets(0, "", E_SVCB_MANDATORY);
	assert_bad("mandatory=", E_SVCB_VALUE);
	assert_bad("mandatory=frob", E_SVCB_KEY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_lower_case_words_or_plain_numbers),
		cmocka_unit_test(alpn_is_a_list_of_strings),
		cmocka_unit_test(flags_have_no_value),
		cmocka_unit_test(ports_and_groups_are_numbers),
		cmocka_unit_test(hints_are_lists_of_addresses),
		cmocka_unit_test(ech_is_base64),
		cmocka_unit_test(texts_and_unknown_keys_are_quoted),
		cmocka_unit_test(mandatory_keys_are_sorted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
