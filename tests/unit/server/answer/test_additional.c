/* SPDX-License-Identifier: BSD-2-Clause */
#include "../answer_text.h"

static void additional_data_that_does_not_fit_is_left_out_silently(void **state)
{
	(void)state;
	static char text[40][64];
	const char *lines[42] = {"@ 3600 SOA ns h 7 7200 900 1209600 300"};
	for (unsigned i = 0; i < 20; i++) {
		snprintf(text[2 * i], sizeof(text[0]), "m 60 MX %u h%u", i, i);
		snprintf(text[2 * i + 1], sizeof(text[0]), "h%u 60 AAAA 2001:db8::%u", i, i);
		lines[2 * i + 1] = text[2 * i];
		lines[2 * i + 2] = text[2 * i + 1];
	}
	struct served *s = served_new("example.", lines);
	const char *answer = ask(s, "m.example. MX");
	assert_null(strstr(answer, " tc"));
	assert_non_null(strstr(answer, "an m.example. 60 MX 19 h19.example.\n"));
	assert_null(strstr(answer, "ad h19.example."));
	assert_non_null(strstr(ask(s, "m.example. MX edns 4000"), "ad h19.example. 60 AAAA"));
	served_free(s);
}

static void additional_data_is_of_the_same_zone(void **state)
{
	(void)state;
	struct served *s = served_new(
		"example.",
		(const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300", "m 60 MX 1 x.test.",
	                         "m 60 MX 2 a", "a 60 CNAME b", "b 60 A 192.0.2.1", "m 60 MX 3 x.w",
	                         "*.w 60 A 192.0.2.2", NULL});
	assert_null(strstr(ask(s, "m.example. MX"), "\nad "));
	served_free(s);
}

/* RFC 9460 section 4.1 */
static void service_hosts_prove_what_they_lack(void **state)
{
	(void)state;
	struct served *s = served_new("example.",
	                              (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300",
	                                               "@ 60 NSEC h SOA NSEC", "s 60 HTTPS 1 h",
	                                               "h 60 A 192.0.2.1", "h 60 NSEC s A NSEC",
	                                               "s 60 NSEC @ HTTPS NSEC", NULL});
	assert_answer(s, "s.example. HTTPS do",
	              "NOERROR aa\nan s.example. 60 HTTPS 1 h.example.\n"
	              "ad h.example. 60 A 192.0.2.1\nad h.example. 60 NSEC s.example. A NSEC\n");
	served_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(additional_data_that_does_not_fit_is_left_out_silently),
		cmocka_unit_test(additional_data_is_of_the_same_zone),
		cmocka_unit_test(service_hosts_prove_what_they_lack),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
