/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/rdata.h"

#define KEY                                                                                        \
	"257 3 13 "                                                                                \
	"mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L"         \
	"53eKGQ=="
#define SIGNATURE "A 13 2 3600 20300101000000 20200101000000 12345 t. AAAA"

static void assert_prints(uint16_t type, const char *line, const struct rdata_style *style,
                          const char *want)
{
	uint8_t buf[512];
	struct text t;
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	assert_ok(rdata_parse_line(&w, type, span_str(line), NULL));
	text_init(&t);
	rdata_print(&t, type, wire_written(&w), style);
	assert_string_equal(t.len > 0 ? t.buf : "", want);
	text_deinit(&t);
}

static void one_line_is_canonical(void **state)
{
	(void)state;
	assert_prints(RR_TXT, "a b\\000", NULL, "\"a\" \"b\\000\"");
	assert_prints(RR_SOA, "a. b. 1 1h 1d 1w 1", NULL, "a. b. 1 3600 86400 604800 1");
	assert_prints(RR_DS, "1 RSASHA256 2 ab cd", NULL, "1 8 2 ABCD");
	assert_prints(RR_RRSIG, "A ED25519 0 1 0 1577836800 1 . AAAA", NULL,
	              "A 15 0 1 19700101000000 20200101000000 1 . AAAA");
	assert_prints(RR_RRSIG, "A 8 0 1 4294967295 951782400 1 . AAAA", NULL,
	              "A 8 0 1 21060207062815 20000229000000 1 . AAAA");
	assert_prints(RR_LOC, "52 22 23.000 N 4 53 32.5 E -2.00m 0.05m 10000m 10m", NULL,
	              "52 22 23 N  4 53 32.500 E  -2m  0.05m 10000m 10m");
	assert_prints(RR_NSEC3, "1 0 0 ab 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR NS A", NULL,
	              "1 0 0 AB 2t7b4g4vsa5smi47k61mv5bv1a22bojr A NS");
	assert_prints(RR_EUI48, "00-00-5e-00-53-2a", NULL, "00-00-5E-00-53-2A");
	assert_prints(RR_APL, "", NULL, "");
	assert_prints(RR_SVCB, "1 . alpn=\"a\\\\,b,h2\" key9999=\"x y\" ech=AAAA", NULL,
	              "1 . alpn=a\\\\,b,h2 ech=AAAA key9999=\"x y\"");
}

static void lines_have_parentheses_and_comments(void **state)
{
	(void)state;
	static const struct rdata_style style = {.multiline = true};
	assert_prints(RR_SOA, "a. b. 1 788645 7200 0 61", &style,
	              "a. b. (\n"
	              "\t\t\t\t1 ; serial\n"
	              "\t\t\t\t788645 ; refresh (1 week 2 days 3 hours 4 minutes 5 seconds)\n"
	              "\t\t\t\t7200 ; retry (2 hours)\n"
	              "\t\t\t\t0 ; expire\n"
	              "\t\t\t\t61 ; minimum (1 minute 1 second)\n"
	              "\t\t\t\t)");
	assert_prints(RR_DNSKEY, KEY, &style,
	              "257 3 13 (\n"
	              "\t\t\t\tmdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopK\n"
	              "\t\t\t\tl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L\n"
	              "\t\t\t\t53eKGQ==\n"
	              "\t\t\t\t) ; KSK, ECDSAP256SHA256 (256b), id = 2371");
	assert_prints(RR_RRSIG, SIGNATURE, &style,
	              "A 13 2 3600 20300101000000 (\n"
	              "\t\t\t\t20200101000000 12345 t.\n"
	              "\t\t\t\tAAAA\n"
	              "\t\t\t\t)");
	assert_prints(RR_NSEC3, "1 0 0 - 00======", &style,
	              "1 0 0 - (\n\t\t\t\t00======\n\t\t\t\t)");
	assert_prints(RR_SVCB, "1 . port=1 ohttp", &style,
	              "1 . (\n\t\t\t\tport=1\n\t\t\t\tohttp\n\t\t\t\t)");
	assert_prints(RR_SVCB, "1 .", &style, "1 .");
	assert_prints(1234, "\\# 2 abcd", &style, "(\n\t\t\t\t\\# 2\n\t\t\t\tABCD\n\t\t\t\t)");
	assert_prints(RR_A, "192.0.2.1", &style, "192.0.2.1");
}

static void keys_and_signatures_can_be_left_out(void **state)
{
	(void)state;
	static const struct rdata_style style = {.omit_crypto = true};
	assert_prints(RR_DNSKEY, KEY, &style, "257 3 13 [id = 2371]");
	assert_prints(RR_RRSIG, SIGNATURE, &style,
	              "A 13 2 3600 20300101000000 20200101000000 12345 t. [omitted]");
	assert_prints(RR_DS, "1 8 2 ABCD", &style, "1 8 2 ABCD");
}

static void what_has_no_text_is_generic(void **state)
{
	(void)state;
	static const struct rdata_style style = {.generic = true};
	assert_prints(RR_A, "192.0.2.1", &style, "\\# 4 C0000201");
	assert_prints(RR_NULL, "\\# 1 ab", NULL, "\\# 1 AB");
	assert_prints(RR_DNSKEY, "\\# 4 00000000", NULL, "\\# 4 00000000");
	assert_prints(RR_AMTRELAY, "\\# 4 000401AA", NULL, "\\# 4 000401AA");
	assert_prints(65280, "\\# 0", NULL, "\\# 0");
	struct text t;
	text_init(&t);
	rdata_print(&t, RR_A, span_str("abc"), NULL);
	assert_string_equal(t.buf, "\\# 3 616263");
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line_is_canonical),
		cmocka_unit_test(lines_have_parentheses_and_comments),
		cmocka_unit_test(keys_and_signatures_can_be_left_out),
		cmocka_unit_test(what_has_no_text_is_generic),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
