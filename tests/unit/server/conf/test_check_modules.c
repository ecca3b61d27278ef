/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"

#define DEFAULT(module)                                                                            \
	"template:\n  - id: default\n    global-module: " module "\nzone:\n  - domain: a.\n"

static void modules_of_zones_are_none_of_the_server(void **state)
{
	(void)state;
	expect_reason(DEFAULT("mod-whoami"),
	              "item 'global-module', value 'mod-whoami' (only for zones)");
	conf_free(load("zone:\n  - domain: a.\n    module: [mod-whoami, mod-stats]\n"));
	conf_free(load(DEFAULT("[mod-cookies, mod-rrl, mod-stats]")));
}

static void a_rate_is_at_most_a_thousand_times_what_may_come_at_once(void **state)
{
	(void)state;
	expect_reason("mod-rrl:\n  - id: r\n    rate-limit: 2001\n    instant-limit: 2\n" DEFAULT(
			      "mod-rrl/r"),
	              "('rate-limit' is more than 1000 times 'instant-limit')");
	expect_reason("mod-rrl:\n  - id: r\n    time-instant-limit: 4\n" DEFAULT("mod-rrl/r"),
	              "('time-rate-limit' is more than 1000 times 'time-instant-limit')");
	conf_free(load("mod-rrl:\n  - id: r\n    rate-limit: 2000\n    instant-limit: 2\n" DEFAULT(
		"mod-rrl/r")));
}

static void cookies_have_two_secrets_at_most(void **state)
{
	(void)state;
#define SECRET "0x00112233445566778899aabbccddeeff"
	conf_free(load("mod-cookies:\n  - id: c\n    secret: [" SECRET ", " SECRET
	               "]\n" DEFAULT("mod-cookies/c")));
	expect_reason("mod-cookies:\n  - id: c\n    secret: [" SECRET ", " SECRET ", " SECRET
	              "]\n" DEFAULT("mod-cookies/c"),
	              "(more than two secrets)");
}

static void modules_to_come_are_refused_by_name(void **state)
{
	(void)state;
	static const char *const names[] = {"authsignal", "dnsproxy", "dnstap",
	                                    "geoip",      "noudp",    "onlinesign",
	                                    "probe",      "queryacl", "synthrecord"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char text[128], reason[128];
		snprintf(text, sizeof(text), "zone:\n  - domain: a.\n    module: mod-%s\n",
		         names[i]);
		snprintf(reason, sizeof(reason), "'mod-%s' (not available in this version)",
		         names[i]);
		expect_reason(text, reason);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modules_of_zones_are_none_of_the_server),
		cmocka_unit_test(a_rate_is_at_most_a_thousand_times_what_may_come_at_once),
		cmocka_unit_test(cookies_have_two_secrets_at_most),
		cmocka_unit_test(modules_to_come_are_refused_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
