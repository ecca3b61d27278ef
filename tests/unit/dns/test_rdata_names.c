/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

static void relative_names_are_completed_by_the_origin(void **state)
{
	(void)state;
	uint8_t buf[64];
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	assert_ok(rdata_parse_line(&w, RR_MX, span_str("1 a"), (const uint8_t *)"\3org"));
	assert_memory_equal(buf, "\0\1\1a\3org\0", 9);
	w.pos = 0;
	assert_ok(rdata_parse_line(&w, RR_NS, span_str("@"), (const uint8_t *)"\3org"));
	assert_memory_equal(buf, "\3org\0", 5);
	assert_refused(RR_MX, "1 a", E_NO_ORIGIN, "exchange");
}

/* RFC 1035 section 2.3.4 */
static void labels_and_names_have_limits(void **state)
{
	(void)state;
#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
	assert_refused(RR_NS, "a" L63, E_LABEL_LONG, "name server");
	assert_refused(RR_NS, L63 L63 L63 L63, E_NAME_LONG, "name server");
	assert_refused(RR_NS, "a..b.", E_LABEL_EMPTY, "name server");
	assert_refused(RR_NS, "a\\256.", E_ESCAPE, "name server");
	assert_refused(RR_NS, "\"a.\"", E_FIELD_MISSING, "name server");
#undef L63
}

static void case_and_octets_are_kept(void **state)
{
	(void)state;
	assert_octets(RR_NS, "Ns\\.1.\\000.", "044E732E31010000");
	assert_line(RR_NS, "044E732E31010000", "Ns\\.1.\\000.");
	assert_line(RR_NS, "00", ".");
}

static void compressed_names_are_no_good_data(void **state)
{
	(void)state;
	assert_checks(RR_NS, "C000", E_LABEL_TYPE);
	assert_checks(RR_NS, "0161", E_EOF);
	assert_checks(RR_NS, "01610000", E_TRAILING);
	assert_checks(RR_NS, "", E_EOF);
}

static void a_list_takes_the_rest(void **state)
{
	(void)state;
	assert_octets(RR_HIP, "0 AA AAAA a. b.", "01000003AA000000016100016200");
	assert_octets(RR_HIP, "0 AA AAAA", "01000003AA000000");
	assert_line(RR_HIP, "01000003AA000000016100016200", "0 AA AAAA a. b.");
	assert_checks(RR_HIP, "01000003AA0000000161000162", E_EOF);
	assert_refused(RR_HIP, "0 AA AAAA a. b", E_NO_ORIGIN, "rendezvous servers");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(relative_names_are_completed_by_the_origin),
		cmocka_unit_test(labels_and_names_have_limits),
		cmocka_unit_test(case_and_octets_are_kept),
		cmocka_unit_test(compressed_names_are_no_good_data),
		cmocka_unit_test(a_list_takes_the_rest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
