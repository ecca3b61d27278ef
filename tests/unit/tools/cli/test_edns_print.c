/* SPDX-License-Identifier: BSD-2-Clause */
#include "../sample.h"

#include "tools/cli/edns_print.h"

/* The line that is printed for one option of a message about "a.example". */
static void assert_option(uint16_t code, const char *value, size_t len, unsigned flags,
                          const char *want)
{
	struct sample s;
	struct text t;
	text_init(&t);
	sample_begin(&s, MSG_QR, "a.example.", RR_SOA);
	sample_put_opt(&s, 0, code, value, len);
	edns_print(&t, sample_done(&s), flags);
	const char *line = strchr(t.buf, '\n') + 1;
	assert_string_equal(line, want);
	text_deinit(&t);
}

static void the_first_line_has_what_every_opt_has(void **state)
{
	(void)state;
	struct sample s;
	struct text t;
	text_init(&t);
	sample_begin(&s, MSG_QR | RCODE_NXDOMAIN, "a.", RR_A);
	sample_put_opt(&s, MSG_EDNS_DO | MSG_EDNS_CO, 0, NULL, 0);
	edns_print(&t, sample_done(&s), 0);
	assert_string_equal(t.buf,
	                    ";; Version: 0; flags: do co; UDP size: 1232 B; ext-rcode: NXDOMAIN\n");
	text_reset(&t);
	edns_print(&t, &s.m, EDNS_PRINT_PLAIN);
	assert_memory_equal(t.buf, ";;Version: 0", 12);
	text_deinit(&t);
}

static void known_options_are_explained(void **state)
{
	(void)state;
	assert_option(EDNS_NSID, "ab\1", 3, 0, ";; NSID: 616201 \"ab?\"\n");
	assert_option(EDNS_CLIENT_SUBNET, "\0\1\30\0\300\0\2", 7, 0,
	              ";; CLIENT-SUBNET: 192.0.2.0/24/0\n");
	assert_option(EDNS_CLIENT_SUBNET, "\0\2\40\20\40\1\15\270", 8, 0,
	              ";; CLIENT-SUBNET: 2001:db8::/32/16\n");
	assert_option(EDNS_PADDING, "\0\0\0", 3, 0, ";; PADDING: 3 B\n");
	assert_option(EDNS_COOKIE, "01234567", 8, 0, ";; COOKIE: 3031323334353637\n");
	assert_option(EDNS_EXPIRE, "\0\0\16\21", 4, 0, ";; EXPIRE: 3601 (1 hour 1 second)\n");
	assert_option(EDNS_EXPIRE, "", 0, 0, ";; EXPIRE: (empty)\n");
	assert_option(EDNS_EDE, "\0\22no\33[2J", 8, 0, ";; EDE: 18 (Prohibited): 'no?[2J'\n");
	assert_option(EDNS_EDE, "\377\377", 2, 0, ";; EDE: 65535 (Unknown Code)\n");
}

/* RFC 9660 section 2 */
static void zone_versions_name_their_zone(void **state)
{
	(void)state;
	assert_option(EDNS_ZONEVERSION, "\1\0\0\0\0\7", 6, 0,
	              ";; ZONEVERSION: example. SOA-SERIAL 7\n");
	assert_option(EDNS_ZONEVERSION, "\2\1\252", 3, 0, ";; ZONEVERSION: a.example. TYPE1 AA\n");
	assert_option(EDNS_ZONEVERSION, "\3\0\0\0\0\7", 6, 0, ";; ZONEVERSION: (malformed)\n");
}

static void values_that_do_not_fit_are_not_trusted(void **state)
{
	(void)state;
	static const char malformed[] = "(malformed)\n";
	static const struct {
		uint16_t code;
		const char *label;
	} cases[] = {{EDNS_CLIENT_SUBNET, "CLIENT-SUBNET"},
	             {EDNS_EXPIRE, "EXPIRE"},
	             {EDNS_EDE, "EDE"},
	             {EDNS_ZONEVERSION, "ZONEVERSION"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char want[64];
		snprintf(want, sizeof(want), ";; %s: %s", cases[i].label, malformed);
		assert_option(cases[i].code, "x", 1, 0, want);
	}
	assert_option(EDNS_COOKIE, "1234567", 7, 0, ";; COOKIE: 31323334353637(malformed)\n");
}

static void unknown_options_are_octets_or_text_on_wish(void **state)
{
	(void)state;
	assert_option(65001, "ab", 2, 0, ";; Option (65001): 6162\n");
	assert_option(65001, "ab", 2, EDNS_PRINT_TEXT, ";; Option (65001): ab\n");
	assert_option(65001, "a\n", 2, EDNS_PRINT_TEXT, ";; Option (65001): 610A\n");
}

static void seconds_are_told_in_words(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	seconds_print_words(&t, 694861);
	text_put_char(&t, ';');
	seconds_print_words(&t, 0);
	text_put_char(&t, ';');
	seconds_print_words(&t, 120);
	assert_string_equal(t.buf, "1 week 1 day 1 hour 1 minute 1 second;0 seconds;2 minutes");
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_line_has_what_every_opt_has),
		cmocka_unit_test(known_options_are_explained),
		cmocka_unit_test(zone_versions_name_their_zone),
		cmocka_unit_test(values_that_do_not_fit_are_not_trusted),
		cmocka_unit_test(unknown_options_are_octets_or_text_on_wish),
		cmocka_unit_test(seconds_are_told_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
